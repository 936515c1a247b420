"""Flights: found by lock and key, as in a dictionary; and those who wait go on in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dataplane import opcodes as code
from playground.dataplane import tables
from playground.dataplane.flight.index import find
from playground.dataplane.flight.lock import begin, end, expire, join, leave, unlock
from playground.dataplane.flight.room import flight_room, more_flights
from playground.dataplane.flight.tables import LOCK_ROW
from tests.dataplane.plain.rows import NONE

ROWS = 128  # more than may be used up in one step


@pytest.fixture(autouse=True)
def _wrap_around() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield


class Sky:
    """A world in which there is nothing but locks, one of a process and one that is shared, and tokens."""

    def __init__(self, rows: int = ROWS) -> None:
        locks = np.zeros(2, LOCK_ROW)
        locks["node"], locks["lane"] = [0, NONE], NONE
        self.locks, self.flights, self.flight_index = flight_room(locks, rows)
        self.clock = np.zeros(1, tables.CLOCK)
        self.clock["free_flights"] = rows
        self.tokens = np.zeros(400, tables.TOKEN)
        self.tokens["row"] = np.arange(400)
        self.nodes = np.zeros(1, tables.NODE)
        self.ready = np.zeros(512, np.uint32)
        self.clock["ready_mask"] = 511

    def put(self, name: str, table: np.ndarray) -> None:
        setattr(self, name, table)

    def token(self, row: int, key: int) -> np.void:
        token = self.tokens[row]
        token["key"] = key
        return token

    def woken(self) -> list[int]:
        """Rows of the tokens that go on, in their order."""
        head, count = int(self.clock[0]["ready_head"]), int(self.clock[0]["ready_n"])
        return self.ready[head : head + count].tolist()


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from([0, 1, 2, 3, 7, 2**62, 2**63 - 1]), st.booleans())))
def test_it_is_a_dictionary(steps: list[tuple[int, int, bool]]) -> None:
    w, known = Sky(), dict[tuple[int, int], int]()
    for place, (lock, key, begins) in enumerate(steps):
        row = find(w, lock, key)
        assert (row != NONE) == ((lock, key) in known)
        if begins and row == NONE:
            begin(w, lock, 0, w.token(place % 400, key))
            known[lock, key] = place % 400
        elif row != NONE:
            assert w.flights[row]["owner"] == known.pop((lock, key))
            end(w, row)
    assert np.count_nonzero(w.flight_index != NONE) == len(known)
    assert w.clock[0]["free_flights"] == ROWS - len(known)


def test_it_grows_when_it_is_nearly_full_and_forgets_nobody() -> None:
    w = Sky()
    for key in range(300):
        begin(w, key % 2, 0, w.token(key, key))
        if w.clock[0]["tight"] == code.FLIGHTS:
            assert w.clock[0]["free_flights"] == tables.SPARE - 1
            w.clock[0]["tight"] = code.NO_TABLE
            more_flights(w)  # type: ignore[arg-type]  # as much of a world as it needs
    assert len(w.flights) == 512
    assert len(w.flight_index) == 1024
    for key in range(300):
        row = find(w, key % 2, key)
        assert (w.flights[row]["owner"], w.flights[row]["row"]) == (key, row)
        assert find(w, 1 - key % 2, key) == NONE
        end(w, row)
    assert w.clock[0]["free_flights"] == 512
    free, at = set(), int(w.clock[0]["free_flight"])
    for _ in range(512):
        free.add(at)
        at = int(w.flights[at]["next"])
    assert free == set(range(512))


def test_who_waits_goes_on_in_the_order_of_coming() -> None:
    w = Sky()
    assert not join(w, 0, w.token(5, 9)), "the lock is free"
    begin(w, 0, 0, w.token(1, 9))
    for row in (4, 2, 8, 3):
        assert join(w, 0, w.token(row, 9))
    leave(w, w.tokens[8])
    unlock(w, w.token(2, 9), 0)
    assert w.woken() == [], "only who holds it can give it back"
    unlock(w, w.tokens[1], 0)
    assert w.woken() == [4, 2, 3]
    assert find(w, 0, 9) == NONE


def test_whoever_has_the_row_of_a_holder_later_does_not_hold_its_lock() -> None:
    w = Sky()
    begin(w, 0, 0, w.token(1, 9))
    w.tokens[1]["life"] += 1
    unlock(w, w.tokens[1], 0)
    assert find(w, 0, 9) != NONE


def test_an_expiry_ends_only_its_own_flight() -> None:
    w = Sky()
    begin(w, 0, 0, w.token(1, 9))
    row = find(w, 0, 9)
    stamp = int(w.flights[row]["stamp"])
    unlock(w, w.tokens[1], 0)
    begin(w, 0, 0, w.token(2, 9))
    assert find(w, 0, 9) == row, "the row is used again"
    expire(w, row, stamp)
    assert find(w, 0, 9) == row
    expire(w, row, stamp + 1)
    assert find(w, 0, 9) == NONE


def test_a_shared_lock_outlives_the_process_of_its_holder() -> None:
    w = Sky()
    for lock in (0, 1):
        begin(w, lock, 0, w.token(1, 9))
    w.nodes[0]["state"] = code.REFUSING
    for lock in (0, 1):
        unlock(w, w.tokens[1], lock)
    assert find(w, 0, 9) == NONE
    assert find(w, 1, 9) != NONE
