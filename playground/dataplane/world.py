"""Making room: the tables of a run, and doubling the one that is too small. Growing changes no bit of the result."""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.cache.keys import fill_keys
from playground.dataplane.layout import Layout
from playground.dataplane.luck import mix_arrays
from playground.dataplane.opcodes import HEAP, NO_TABLE, REASONS, RING, TOKENS, TWINS
from playground.dataplane.tables import (
    CACHE_WINDOW,
    CHAIN,
    CHAINS,
    CLOCK,
    ENTRY,
    FINE_BINS,
    HISTOGRAM,
    KINDS,
    NEVER,
    NONE,
    SAMPLE,
    SAMPLES,
    SMALL,
    SMALLEST,
    SPLIT_ROW,
    STATION_WINDOW,
    TOKEN,
    TRACE_ROW,
    TWIN,
    WINDOW,
    WINDOW_HISTOGRAM,
    World,
)
from playground.dataplane.tables import RING as RING_ROW

FIRST_TOKENS = 1 << 12
FIRST_RING = 1 << 8
FIRST_TWINS = 1 << 8
TRACE_ROOM = 1 << 12
BYTES_PER_TOKEN = TOKEN.itemsize + 2 * 8 + 4 + TWIN.itemsize  # with its share of heap, ready queue and twins


def _power_of_two(least: int) -> int:
    return 1 << max(0, math.ceil(math.log2(max(least, 1))))


def _caches(layout: Layout) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Empty caches, each with its stretch of entries and of the hash index."""
    caches = layout.caches.copy()
    entries = index = 0
    for row in caches:
        cells = _power_of_two(2 * int(row["size"]) + 2)
        row["base"], row["index_base"], row["index_mask"] = entries, index, cells - 1
        row["newest"] = row["oldest"] = NONE
        entries += int(row["size"])
        index += cells
    return caches, np.zeros(max(entries, 1), ENTRY), np.full(max(index, 1), NONE, np.uint32)


def _lanes(layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    lanes = layout.lanes.copy()
    lanes["index"] = np.arange(len(lanes))
    lanes["base"] = np.arange(len(lanes)) * FIRST_RING
    lanes["mask"] = FIRST_RING - 1
    return lanes, np.zeros(max(len(lanes), 1) * FIRST_RING, RING_ROW)


def _free_list(tokens: np.ndarray, first: int) -> None:
    tokens["row"][first:] = np.arange(first, len(tokens))
    tokens["next"][first:] = np.arange(first + 1, len(tokens) + 1)


def _slot_bits(clock: np.void, rows: int) -> None:
    bits = _bits(clock, rows)
    clock["slot_bits"], clock["slot_mask"] = bits, (1 << bits) - 1


def _bits(clock: np.void, rows: int) -> int:
    """Bits of a heap entry that name its slot, with this many tokens."""
    return int(clock["first_token"] + rows).bit_length()


def _fits(clock: np.void, rows: int) -> bool:
    """Is there room in a heap entry for every instant of the run beside the slots of this many tokens?"""
    return int(clock["beyond_ns"]) << _bits(clock, rows) < NEVER


def build(
    layout: Layout, seed: int, end_ns: int, window_ns: int, warmup_ns: int, watch: np.ndarray | None = None
) -> World:
    """The world before the first event. `watch`: ascending request numbers whose journeys are recorded."""
    windows = max(1, -(-end_ns // window_ns))
    lanes, ring = _lanes(layout)
    caches, entries, index = _caches(layout)
    tokens = np.zeros(FIRST_TOKENS, TOKEN)
    _free_list(tokens, 0)
    twins = np.zeros(FIRST_TWINS, TWIN)
    twins["next"] = np.arange(1, FIRST_TWINS + 1)
    watch = np.zeros(0, np.int64) if watch is None else np.ascontiguousarray(watch, np.int64)
    clock = np.zeros(1, CLOCK)
    tick = clock[0]
    tick["window_ns"], tick["window_end_ns"], tick["warmup_ns"], tick["seed"] = window_ns, window_ns, warmup_ns, seed
    tick["beyond_ns"] = end_ns + 1
    tick["free_n"], tick["free_twins"] = FIRST_TOKENS, FIRST_TWINS
    tick["first_token"] = len(lanes) + len(layout.sources)
    tick["ready_mask"] = FIRST_TOKENS - 1
    tick["parts"], tick["orphan_pc"] = layout.parts, layout.orphan_pc
    tick["drops_abandoned"], tick["tracing"] = layout.drops_abandoned, len(watch) > 0
    _slot_bits(tick, FIRST_TOKENS)
    tick["full"] = not _fits(tick, 2 * FIRST_TOKENS)
    sources = layout.sources.copy()
    sources["luck"] = mix_arrays(np.full(len(sources), seed, np.uint64), sources["stream"].astype(np.uint64))
    keys = layout.keys.copy()
    for row in keys:
        fill_keys(row)
    endpoints, stations, nodes = len(layout.endpoints), len(layout.stations), len(layout.nodes)
    return World(
        clock=clock,
        tokens=tokens,
        heap=np.full(2 * FIRST_TOKENS, NEVER, np.int64),
        ready=np.zeros(FIRST_TOKENS, np.uint32),
        lanes=lanes,
        ring=ring,
        program=layout.program,
        guards=layout.guards,
        stations=layout.stations.copy(),
        nodes=layout.nodes.copy(),
        links=layout.links.copy(),
        services=layout.services,
        groups=layout.groups.copy(),
        members=layout.members.copy(),
        sources=sources,
        profile=layout.profile,
        trail=layout.trail,
        endpoints=layout.endpoints.copy(),
        patience=layout.patience.copy(),
        twins=twins,
        logs=layout.logs.copy(),
        signals=layout.signals.copy(),
        caches=caches,
        entries=entries,
        index=index,
        keys=keys,
        probes=layout.probes.copy(),
        table=layout.table,
        histogram=np.zeros(endpoints, HISTOGRAM),
        failure_histogram=np.zeros(1, HISTOGRAM),
        attribution=np.zeros(FINE_BINS, SPLIT_ROW),
        samples=np.full(FINE_BINS, -1, np.int64).repeat(SAMPLES).view(SAMPLE),
        smallest=np.zeros(SMALLEST, SMALL),
        chains=np.zeros(CHAINS, CHAIN),
        windows=np.zeros((windows + 1) * KINDS, WINDOW),
        window_histogram=np.zeros(windows + 1, WINDOW_HISTOGRAM),
        window_reasons=np.zeros((windows + 1) * len(REASONS), np.int32),
        window_stations=np.zeros((windows + 1) * stations, STATION_WINDOW),
        window_nodes=np.zeros((windows + 1) * nodes, np.uint8),
        window_caches=np.zeros((windows + 1) * len(caches), CACHE_WINDOW),
        failures=np.zeros(endpoints * len(REASONS), np.int64),
        watch=watch,
        trace=np.zeros(TRACE_ROOM if len(watch) else 1, TRACE_ROW),
    )


def _longer(array: np.ndarray, rows: int, fill: int = 0) -> np.ndarray:
    longer = np.full(rows, fill, array.dtype) if fill else np.zeros(rows, array.dtype)
    longer[: len(array)] = array
    return longer


def _more_tokens(world: World) -> None:
    """Twice the tokens; the heap's entries are written anew, because a slot may need one more bit."""
    clock = world.clock[0]
    old, rows = len(world.tokens), 2 * len(world.tokens)
    tokens = _longer(world.tokens, rows)
    _free_list(tokens, old)
    tokens["next"][-1] = clock["free_row"]
    clock["free_row"] = old
    clock["free_n"] += old
    bits = int(clock["slot_bits"])
    entries = world.heap[: int(clock["heap_n"])]
    due_ns, slots = entries >> bits, entries & ((1 << bits) - 1)
    _slot_bits(clock, rows)
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
    """Twice the room for the lane that is nearly full."""
    tight = int(world.clock[0]["tight_lane"])
    rooms = [int(lane["mask"]) + 1 for lane in world.lanes]
    rooms[tight] *= 2
    ring = np.zeros(sum(rooms), RING_ROW)
    base = 0
    for lane, room in zip(world.lanes, rooms, strict=True):
        count, head = int(lane["count"]), int(lane["head"])
        rows = int(lane["base"]) + ((head + np.arange(count)) & int(lane["mask"]))
        ring[base : base + count] = world.ring[rows]
        lane["base"], lane["mask"], lane["head"] = base, room - 1, 0
        base += room
    world.put("ring", ring)


def _more_twins(world: World) -> None:
    clock = world.clock[0]
    old, rows = len(world.twins), 2 * len(world.twins)
    twins = _longer(world.twins, rows)
    twins["next"][old:] = np.arange(old + 1, rows + 1)
    twins["next"][-1] = clock["free_twin"]
    clock["free_twin"] = old
    clock["free_twins"] += old
    world.put("twins", twins)


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
        if rows * BYTES_PER_TOKEN > 2 * budget_bytes or not _fits(clock, rows):
            raise MemoryError("the run holds more at once than its memory budget allows")
        clock["full"] = 2 * rows * BYTES_PER_TOKEN > budget_bytes or not _fits(clock, 2 * rows)
        _more_tokens(world)
    elif table == HEAP:
        world.put("heap", _longer(world.heap, 2 * len(world.heap), NEVER))
    elif table == RING:
        _longer_lane(world)
    elif table == TWINS:
        _more_twins(world)
    else:
        world.put("trace", _longer(world.trace, 2 * len(world.trace)))
