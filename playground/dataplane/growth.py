"""Making room: the table that is too small is doubled. Growing changes no bit of the result."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.room import more_messages
from playground.dataplane.flight.room import more_flights
from playground.dataplane.opcodes import CHANGES, FLIGHTS, HEAP, MESSAGES, NO_TABLE, POSTS, RING, TOKENS, TWINS
from playground.dataplane.replication.promote import abandon, is_full
from playground.dataplane.replication.tables import CHANGE
from playground.dataplane.state import World
from playground.dataplane.tables import NEVER, SPARE, TOKEN, TWIN
from playground.dataplane.tables import RING as RING_ROW
from playground.dataplane.timelines.room import more_posts
from playground.dataplane.world import divide_entries, fits, free_list

BYTES_PER_TOKEN = TOKEN.itemsize + 2 * 8 + 4 + TWIN.itemsize  # with its share of heap, ready queue and twins


def _longer(array: np.ndarray, rows: int, fill: int = 0) -> np.ndarray:
    longer = np.full(rows, fill, array.dtype) if fill else np.zeros(rows, array.dtype)
    longer[: len(array)] = array
    return longer


def _more_tokens(world: World) -> None:
    """Twice the tokens; the heap's entries are written anew, because a slot may need one more bit."""
    clock = world.clock[0]
    old, rows = len(world.tokens), 2 * len(world.tokens)
    tokens = _longer(world.tokens, rows)
    free_list(tokens, old)
    tokens["next"][-1] = clock["free_row"]
    clock["free_row"] = old
    clock["free_n"] += old
    bits = int(clock["slot_bits"])
    entries = world.heap[: int(clock["heap_n"])]
    due_ns, slots = entries >> bits, entries & ((1 << bits) - 1)
    divide_entries(clock, rows)
    heap = _longer(world.heap, max(len(world.heap), 2 * rows), NEVER)
    heap[: len(entries)] = (due_ns << int(clock["slot_bits"])) | slots
    ready = np.zeros(rows, np.uint32)
    queued, head = int(clock["ready_n"]), int(clock["ready_head"])
    ready[:queued] = world.ready[(head + np.arange(queued)) & int(clock["ready_mask"])]
    clock["ready_head"], clock["ready_mask"] = 0, rows - 1
    world.put("tokens", tokens)
    world.put("heap", heap)
    world.put("ready", ready)


def _longer_lane(world: World) -> None:
    """Four times the room for the lane that is nearly full."""
    tight = int(world.clock[0]["tight_lane"])
    rooms = [int(lane["mask"]) + 1 for lane in world.lanes]
    rooms[tight] *= 4
    ring = np.zeros(sum(rooms), RING_ROW)
    old, new = _rows(world.ring), _rows(ring)
    base = 0
    for lane, room in zip(world.lanes, rooms, strict=True):
        since, count = int(lane["base"]), int(lane["count"])
        first = int(lane["head"]) & int(lane["mask"])
        until_end = min(count, int(lane["mask"]) + 1 - first)
        new[base : base + until_end] = old[since + first : since + first + until_end]
        new[base + until_end : base + count] = old[since : since + count - until_end]
        lane["base"], lane["mask"], lane["head"] = base, room - 1, 0
        base += room
    world.put("ring", ring)


def _rows(table: np.ndarray) -> np.ndarray:
    """The table as rows of bytes: numpy copies those at once, and records field by field."""
    return table.view(np.uint8).reshape(len(table), table.itemsize)


def _more_twins(world: World) -> None:
    clock = world.clock[0]
    old, rows = len(world.twins), 2 * len(world.twins)
    twins = _longer(world.twins, rows)
    twins["next"][old:] = np.arange(old + 1, rows + 1)
    twins["next"][-1] = clock["free_twin"]
    clock["free_twin"] = old
    clock["free_twins"] += old
    world.put("twins", twins)


def _longer_histories(world: World) -> None:
    """Twice the changes of the histories that are nearly full; one at its greatest length forgets the copy that is
    furthest behind instead."""
    rooms = []
    for history in world.history:
        room = int(history["mask"]) + 1
        if int(history["position"]) - int(history["oldest"]) + SPARE > int(history["mask"]):
            if is_full(world, history):
                abandon(world, history)
            else:
                room *= 2
        rooms.append(room)
    changes = np.zeros(sum(rooms), CHANGE)
    old, new = _rows(world.changes), _rows(changes)
    base = 0
    for history, room in zip(world.history, rooms, strict=True):
        held = np.arange(int(history["oldest"]), int(history["position"]) + 1)
        new[base + (held & (room - 1))] = old[int(history["base"]) + (held & int(history["mask"]))]
        history["base"], history["mask"] = base, room - 1
        base += room
    world.put("changes", changes)


def grow(world: World, budget_bytes: int) -> None:
    """Double the table that is running out of room.

    When the tokens' next doubling would pass the budget, or leave too few bits for the instants of a long run, requests
    born from then on fail *over budget* as soon as the room for them is used up. Raises MemoryError when even what is
    already inside needs twice the budget.
    """
    clock = world.clock[0]
    table = int(clock["tight"])
    clock["tight"] = NO_TABLE
    if table == TOKENS:
        rows = 2 * len(world.tokens)
        if rows * BYTES_PER_TOKEN > 2 * budget_bytes or not fits(clock, rows):
            raise MemoryError("the run holds more at once than its memory budget allows")
        clock["full"] = 2 * rows * BYTES_PER_TOKEN > budget_bytes or not fits(clock, 2 * rows)
        _more_tokens(world)
    elif table == HEAP:
        world.put("heap", _longer(world.heap, 2 * len(world.heap), NEVER))
    elif table == RING:
        _longer_lane(world)
    elif table == TWINS:
        _more_twins(world)
    elif table == CHANGES:
        _longer_histories(world)
    elif table == FLIGHTS:
        more_flights(world)
    elif table == MESSAGES:
        more_messages(world)
    elif table == POSTS:
        more_posts(world)
    else:
        world.put("trace", _longer(world.trace, 2 * len(world.trace)))
