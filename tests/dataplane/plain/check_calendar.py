"""The calendar: heap and lanes together give events in the exact order of (time, rank, key), whatever was cancelled."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dataplane import tables
from playground.dataplane.calendar import (
    cell,
    close_hole,
    first_of_equals,
    key_of,
    lane_pop,
    lane_push,
    push,
    schedule,
)
from playground.dataplane.opcodes import ARRIVAL, DELIVERED, RANK_SHIFT
from playground.dataplane.tables import NEVER

TOKENS, ROOM = 12, 64
DELAYS_NS = (0, 3, 7)  # of the lanes
Event = tuple[int, int, str, int]  # time, key, what, number


class Calendar:
    """The kernel's calendar with a few tokens, three lanes and two sources, and beside it a list of what is due."""

    def __init__(self) -> None:
        lanes = np.zeros(len(DELAYS_NS), tables.LANE)
        lanes["delay_ns"], lanes["index"] = DELAYS_NS, np.arange(len(lanes))
        lanes["base"], lanes["mask"] = np.arange(len(lanes)) * 256, 255
        self.lanes, self.ring = lanes, np.zeros(256 * len(lanes), tables.RING)
        self.tokens = np.zeros(TOKENS, tables.TOKEN)
        self.tokens["row"] = np.arange(TOKENS)
        self.tokens["order"] = [(n * 5 % TOKENS) << 20 | 1 << 12 for n in range(TOKENS)]  # rows and orders differ
        self.clock = np.zeros(1, tables.CLOCK)[0]
        self.clock["now_ns"] = 100  # a token whose event is due at 0 has none
        self.clock["first_token"] = len(lanes) + 2
        self.clock["slot_bits"], self.clock["slot_mask"] = 5, 31
        self.clock["beyond_ns"] = 1 << 50
        self.heap = np.full(512, NEVER, np.int64)
        self.due: list[Event] = []

    def schedule(self, number: int, delay_ns: int, rank: int) -> None:
        """Work that ends, on the heap."""
        one, due_ns = self.tokens[number], int(self.clock["now_ns"]) + delay_ns
        schedule(self.clock, self.heap, one, due_ns, rank)
        self.due.append((due_ns, int(key_of(one, np.int64(rank))), "token", number))

    def travel(self, number: int, lane: int) -> None:
        """A trip, in a lane."""
        one = self.tokens[number]
        one["due_ns"] = lane_push(self.clock, self.heap, self.ring, self.lanes[lane], DELIVERED, one)
        one["rank"] = DELIVERED
        self.due.append((int(one["due_ns"]), int(key_of(one, DELIVERED)), "token", number))

    def arrival(self, source: int, delay_ns: int) -> None:
        due_ns = int(self.clock["now_ns"]) + delay_ns
        push(self.clock, self.heap, due_ns, len(self.lanes) + source)
        self.due.append((due_ns, int(ARRIVAL << RANK_SHIFT) | source, "source", source))

    def cancel(self, number: int) -> None:
        """Whatever the token was to do, it does not."""
        self.tokens[number]["due_ns"] = 0
        self.due = [event for event in self.due if event[2:] != ("token", number)]

    def next(self) -> Event | None:
        """Take the next event that counts, as the kernel does."""
        clock, heap = self.clock, self.heap
        while True:
            if clock["hole"]:
                close_hole(clock, heap)
            due_ns = int(heap[0] >> clock["slot_bits"])
            if heap[0] == NEVER:
                return None
            if heap[1] >> clock["slot_bits"] == due_ns or heap[2] >> clock["slot_bits"] == due_ns:
                first_of_equals(clock, heap, self.lanes, self.ring, self.tokens)
            slot = int(heap[0] & clock["slot_mask"])
            clock["now_ns"], clock["hole"] = due_ns, 1
            found = self._take(slot, due_ns)
            if found is not None:
                return found

    def _take(self, slot: int, due_ns: int) -> Event | None:
        if slot < len(self.lanes):
            lane = self.lanes[slot]
            head = self.ring[cell(lane, lane["head"])]
            number, key = int(head["token"]), int(head["key"])
            lane_pop(self.clock, self.heap, self.ring, lane)
            return self._of_token(number, due_ns, key)
        if slot < self.clock["first_token"]:
            source = slot - len(self.lanes)
            return due_ns, int(ARRIVAL << RANK_SHIFT) | source, "source", source
        number = slot - int(self.clock["first_token"])
        one = self.tokens[number]
        return self._of_token(number, due_ns, int(key_of(one, np.int64(one["rank"]))))

    def _of_token(self, number: int, due_ns: int, key: int) -> Event | None:
        one = self.tokens[number]
        if one["due_ns"] != due_ns or key_of(one, np.int64(one["rank"])) != key:
            return None  # cancelled, and perhaps planned anew for the same instant
        self.tokens[number]["due_ns"] = 0
        return due_ns, key, "token", number


ACT: st.SearchStrategy[Any] = st.one_of(
    st.tuples(st.just("schedule"), st.integers(1, 9), st.integers(0, 2)),
    st.tuples(st.just("travel"), st.integers(0, 2)),
    st.tuples(st.just("rest")),
)


@settings(max_examples=50)
@given(st.data())
def test_events_come_in_the_written_order(data: st.DataObject) -> None:
    calendar = Calendar()
    for source in (0, 1):
        calendar.arrival(source, data.draw(st.integers(1, 6)))
    for number in range(TOKENS):
        _act(calendar, number, data.draw(ACT))
    for _ in range(data.draw(st.integers(20, 60))):
        expected = min(calendar.due, default=None)
        found = calendar.next()
        assert found == expected
        if found is None:
            break
        calendar.due.remove(found)
        _, _, what, number = found
        if what == "source":
            calendar.arrival(number, data.draw(st.integers(1, 6)))
        else:
            _act(calendar, number, data.draw(ACT))
        if data.draw(st.integers(0, 4)) == 0:
            other = data.draw(st.integers(0, TOKENS - 1))
            calendar.cancel(other)
            _act(calendar, other, data.draw(ACT))


def _act(calendar: Calendar, number: int, act: tuple[Any, ...]) -> None:
    if act[0] == "schedule":
        calendar.schedule(number, act[1], act[2])
    elif act[0] == "travel":
        calendar.travel(number, act[1])


def test_by_hand() -> None:
    """At 7 ns: a slot is freed (rank 0) before a message of an elder request, before an arrival."""
    calendar = Calendar()
    calendar.arrival(0, 7)
    calendar.travel(0, 2)
    calendar.schedule(1, 7, 0)
    calendar.schedule(2, 6, 2)
    found = [calendar.next() for _ in range(4)]
    assert [event[2:] for event in found if event] == [("token", 2), ("token", 1), ("token", 0), ("source", 0)]
    assert calendar.next() is None


def test_a_lane_keeps_those_of_one_instant_by_key() -> None:
    """Rows 0, 1, 2 have orders 0, 5, 10; whoever enters last is not served last for it."""
    calendar = Calendar()
    for number in (2, 0, 1):
        calendar.travel(number, 1)
    assert [event[3] for _ in range(3) if (event := calendar.next())] == [0, 1, 2]


def test_a_full_table_is_announced_in_time() -> None:
    calendar = Calendar()
    rows = tables.SPARE + 16
    calendar.heap = np.full(rows, NEVER, np.int64)
    pushed = 0
    while calendar.clock["tight"] == 0:
        push(calendar.clock, calendar.heap, 1000 - pushed, 0)
        pushed += 1
    assert pushed > 1
    assert rows - pushed >= tables.SPARE - 2
