"""What happens next: a heap of small integers, with one first-in-first-out lane for every delay that is always the
same.

A heap entry is `due_ns << slot_bits | slot`, one comparison and one move each. A slot is a lane (its head), a source of
arrivals (its next one) or a token (its pending event). Things that always take equally long, such as crossing a link or
running out of patience, expire in the order in which they began, so they queue in a lane and only the lane's head is in
the heap.

The event just taken leaves a hole at the root, which the next push fills: most events cause exactly one other.

Entries of one instant stand in any order; `first_of_equals` looks for the smallest key (SEMANTICS: rank of kind,
request, attempt, child). An entry counts only while `token['due_ns']` equals its time: changing that cancels it.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import ONE, u64
from playground.dataplane.opcodes import ARRIVAL, HEAP, ORPHAN, RANK_SHIFT, RING
from playground.dataplane.tables import NEVER, SPARE

LAST_KEY = np.int64(9223372036854775807)
ZERO, TWO = u64(0), u64(2)  # unsigned: indices that cannot be negative need no check


@inlined
def key_of(token, rank):
    """What orders this token's event among those of the same instant."""
    return (rank << RANK_SHIFT) | token["order"]


@inlined
def sink(heap, count, entry):
    """Put an entry into the hole at the root of a heap of `count` entries."""
    size = u64(count)
    at = ZERO
    right = TWO
    while right < size:
        left_entry = heap[right - ONE]
        right_entry = heap[right]
        left_wins = left_entry < right_entry
        smaller = left_entry if left_wins else right_entry
        if entry <= smaller:
            heap[at] = entry
            return
        heap[at] = smaller
        at = right - u64(left_wins)
        right = TWO * at + TWO
    if right == size and heap[right - ONE] < entry:
        heap[at] = heap[right - ONE]
        at = right - ONE
    heap[at] = entry


@inlined
def swim(heap, count, entry):
    """Put an entry into the heap from its end."""
    at = u64(count)
    while at > ZERO:
        above = (at - ONE) >> ONE
        if entry >= heap[above]:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = entry


@inlined
def push(clock, heap, due_ns, slot):
    entry = (min(due_ns, clock["beyond_ns"]) << clock["slot_bits"]) | slot  # after the end all instants are alike
    if clock["hole"]:
        clock["hole"] = 0
        sink(heap, clock["heap_n"], entry)
    else:
        count = clock["heap_n"]
        clock["heap_n"] = count + 1
        swim(heap, count, entry)
        if count + SPARE > heap.shape[0]:
            clock["tight"] = HEAP


@block
def close_hole(clock, heap):
    """Nothing was pushed after the last event: the last entry takes the root's place."""
    clock["hole"] = 0
    count = clock["heap_n"] - 1
    clock["heap_n"] = count
    last = heap[u64(count)]
    heap[u64(count)] = NEVER
    if count > 0:
        sink(heap, count, last)


@inlined
def schedule(clock, heap, token, due_ns, rank):
    """The token's next event. It has at most one."""
    token["due_ns"] = due_ns
    token["rank"] = rank
    push(clock, heap, due_ns, clock["first_token"] + token["row"])


@inlined
def cell(lane, place):
    """The row of RING at this place of the lane."""
    return u64(lane["base"] + (place & lane["mask"]))


@block
def lane_put(clock, heap, ring, lane, key, row, life):
    """Queue this row behind the others of this lane; those of one instant stand by key."""
    due_ns = clock["now_ns"] + lane["delay_ns"]
    count = lane["count"]
    place = lane["head"] + count
    while place > lane["head"]:
        before = ring[cell(lane, place - 1)]
        if before["due_ns"] < due_ns or before["key"] <= key:
            break
        here = ring[cell(lane, place)]
        here["due_ns"] = before["due_ns"]
        here["key"] = before["key"]
        here["token"] = before["token"]
        here["life"] = before["life"]
        place -= 1
    last = ring[cell(lane, place)]
    last["due_ns"] = due_ns
    last["key"] = key
    last["token"] = row
    last["life"] = life
    lane["count"] = count + 1
    if count + SPARE > lane["mask"]:
        clock["tight"] = RING
        clock["tight_lane"] = lane["index"]
    if count == 0:
        push(clock, heap, due_ns, np.int64(lane["index"]))
    return due_ns


@inlined
def lane_push(clock, heap, ring, lane, rank, token):
    """Queue the token in this lane."""
    return lane_put(clock, heap, ring, lane, key_of(token, rank), token["row"], token["life"])


@block
def lane_pop(clock, heap, ring, lane):
    """Drop the lane's head; the next one takes its place in the heap."""
    head = lane["head"] + 1
    lane["head"] = head
    count = lane["count"] - 1
    lane["count"] = count
    if count > 0:
        push(clock, heap, ring[cell(lane, head)]["due_ns"], np.int64(lane["index"]))


@block
def key_of_slot(slot, due_ns, first_source, first_token, lanes, ring, tokens):
    """The key of a heap entry; of a stale one, less than any."""
    if slot < first_source:
        lane = lanes[slot]
        return ring[cell(lane, lane["head"])]["key"]
    if slot < first_token:
        return (ARRIVAL << RANK_SHIFT) | (slot - first_source)
    token = tokens[slot - first_token]
    if token["due_ns"] != due_ns:
        return np.int64(-1)
    return key_of(token, np.int64(token["rank"]))


@block
def goes_first(slot, other, first_token, tokens):
    """Of two with one key: a token before the work that it has left behind, of which the lower station goes first."""
    if slot >= first_token and other >= first_token:
        mine, others = tokens[slot - first_token], tokens[other - first_token]
        left = mine["hold_what"][0] + 1 if mine["role"] == ORPHAN else 0
        left_by_other = others["hold_what"][0] + 1 if others["role"] == ORPHAN else 0
        if left != left_by_other:
            return left < left_by_other
    return slot < other


@block
def first_of_equals(clock, heap, lanes, ring, tokens):
    """Bring the entry with the smallest key among those of the earliest instant to the root. Of two deadlines of one
    token the lower lane goes first: the client's before those it meets on its way."""
    bits = clock["slot_bits"]
    due_ns = heap[0] >> bits
    first_source = np.int64(lanes.shape[0])
    best = np.int64(0)
    best_key = LAST_KEY
    for i in range(clock["heap_n"]):
        if heap[i] >> bits == due_ns:
            slot = heap[i] & clock["slot_mask"]
            key = key_of_slot(slot, due_ns, first_source, clock["first_token"], lanes, ring, tokens)
            other = heap[best] & clock["slot_mask"]
            if key < best_key or (key == best_key and goes_first(slot, other, clock["first_token"], tokens)):
                best_key = key
                best = np.int64(i)
    heap[0], heap[best] = heap[best], heap[0]
