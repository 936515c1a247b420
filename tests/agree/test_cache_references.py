"""The plain caches that others are compared with: followed by hand, and what holds for all of them.

In the sequences that were worked by hand every line is (key, hit), and its comment says what is there afterwards.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agree.caches.reference import ONLINE, POLICIES, cache, hits
from tests.agree.caches.s3fifo import S3Fifo
from tests.agree.caches.sketch import Sketch
from tests.agree.caches.tinylfu import TinyLfu
from tests.agree.oracle.chance import mix

HIT, MISS = True, False
Worked = list[tuple[int, bool]]

LRU: Worked = [  # room for 2; the one used last at the end
    (1, MISS),  # 1
    (2, MISS),  # 1 2
    (1, HIT),  # 2 1
    (3, MISS),  # 1 3: 2 was used longest ago
    (1, HIT),  # 3 1
    (2, MISS),  # 1 2
    (3, MISS),  # 2 3
]
FIFO: Worked = [  # room for 2; the one that came last at the end
    (1, MISS),  # 1
    (2, MISS),  # 1 2
    (1, HIT),  # 1 2: nothing moves
    (3, MISS),  # 2 3: 1 came first
    (1, MISS),  # 3 1
    (3, HIT),  # 3 1
    (2, MISS),  # 1 2
]
LFU: Worked = [  # room for 2; key*uses, the one used last at the end
    (1, MISS),  # 1*1
    (2, MISS),  # 1*1 2*1
    (3, MISS),  # 2*1 3*1: a tie, and 1 was used longest ago
    (2, HIT),  # 3*1 2*2
    (1, MISS),  # 2*2 1*1: 3 has fewer uses
    (1, HIT),  # 2*2 1*2
    (1, HIT),  # 2*2 1*3
    (2, HIT),  # 1*3 2*3
    (3, MISS),  # 2*3 3*1: a tie, and 1 was used longest ago, though 2 was there before it
    (1, MISS),  # 2*3 1*1: 3 has fewer uses, and the three of 1 are forgotten
    (3, MISS),  # 2*3 3*1: so that 1 goes again
    (2, HIT),  # 3*1 2*4
]
SIEVE: Worked = [  # room for 3; from tail to head, visited ones with a star
    (1, MISS),  # 1
    (2, MISS),  # 1 2
    (3, MISS),  # 1 2 3
    (1, HIT),  # 1* 2 3
    (4, MISS),  # 1 3 4: from the tail the hand clears 1 and takes 2; it stays at 3
    (5, MISS),  # 1 4 5: the hand takes 3 at once, though 1 is older; it stays at 4
    (1, HIT),  # 1* 4 5: with a hand that began at the tail again, 1 had gone
    (4, HIT),  # 1* 4* 5
    (5, HIT),  # 1* 4* 5*
    (6, MISS),  # 1 5 6: the hand clears 4, 5 and, from the head round to the tail, 1; it takes 4 and stays at 5
    (1, HIT),  # 1* 5 6
    (5, HIT),  # 1* 5* 6
    (7, MISS),  # 1* 5 7: the hand clears 5 and takes 6, which is the head: there is no hand any more
    (8, MISS),  # 1 7 8: from the tail the hand clears 1 and takes 5; it stays at 7
    (7, HIT),  # 1 7* 8: with a hand that waited for the next head, 7 had gone
    (1, HIT),  # 1* 7* 8
    (5, MISS),  # 1* 7 5: the hand clears 7 and takes 8
]
S3FIFO: Worked = [  # room for 3: a small queue of 1, a main one of 2, a ghost of 2; heads first; key*freq
    (1, MISS),  # small 1
    (2, MISS),  # small 2 1
    (3, MISS),  # small 3 2 1: it may be longer than its share while there is room
    (1, HIT),  # small 3 2 1*1
    (4, MISS),  # small 4 3 2, ghost 1: a single use is not enough
    (1, MISS),  # small 4 3, main 1, ghost 2: 2 fails, and the ghost has known 1
    (4, HIT),  # small 4*1 3, main 1, ghost 2
    (4, HIT),  # small 4*2 3, main 1, ghost 2
    (5, MISS),  # small 5 4*2, main 1, ghost 3 2
    (6, MISS),  # small 6, main 4*2 1, ghost 5 3: 4 passes, 5 fails, and the ghost forgets 2
    (2, MISS),  # small 2, main 4*2 1, ghost 6 5: 2 is as new as any
    (5, MISS),  # small 5, main 4*2 1, ghost 2 6: the failure of 2 has pushed 5 out of the ghost before it is asked
    (6, MISS),  # small 6, main 4*2 1, ghost 5 2: the same with 6
    (5, MISS),  # small -, main 5 4*2 1, ghost 6: this time it is still known; main may be longer than its share, too
    (4, HIT),  # small -, main 5 4*3 1, ghost 6
    (4, HIT),  # small -, main 5 4*3 1, ghost 6: counted as far as 3
    (7, MISS),  # small 7, main 5 4*3, ghost 6: small is short, so that 1 goes from main, and no ghost is left of it
    (6, MISS),  # small -, main 6 5 4*3, ghost 7
    (1, MISS),  # small 1, main 4*2 6, ghost 7: 4 pays with a use and goes round, 5 goes
    (4, HIT),  # small 1, main 4*3 6, ghost 7
    (5, MISS),  # small 5, main 4*3 6, ghost 1 7
]
S3FIFO_ROUNDS: Worked = [  # the same room: how long uses keep a key in the main queue
    (1, MISS),  # small 1
    (1, HIT),  # small 1*1
    (1, HIT),  # small 1*2
    (1, HIT),  # small 1*3
    (1, HIT),  # small 1*3: the fourth does not count
    (2, MISS),  # small 2 1*3
    (2, HIT),  # small 2*1 1*3
    (2, HIT),  # small 2*2 1*3
    (3, MISS),  # small 3 2*2 1*3
    (4, MISS),  # small 4, main 2*2 1*3, ghost 3: 1 and 2 pass and keep their uses
    (3, MISS),  # small -, main 3 2*2 1*3, ghost 4
    (5, MISS),  # small 5, main 2*1 1*2, ghost 4: 1 and 2 pay with a use each, and 3 has none
    (3, MISS),  # small 3, main 2*1 1*2, ghost 5 4: so that 3 is gone
    (5, MISS),  # small -, main 5 2*1 1*2, ghost 3
    (6, MISS),  # small 6, main 2 1*1, ghost 3: 1 and 2 pay with a use each, and 5 has none
    (5, MISS),  # small 5, main 2 1*1, ghost 6 3: so that 5 is gone
    (6, MISS),  # small -, main 6 2 1*1, ghost 5
    (7, MISS),  # small 7, main 1 6, ghost 5: 1 pays with its last use, and 2 has none left
    (2, MISS),  # small 2, main 1 6, ghost 7 5: so that 2 is gone
    (7, MISS),  # small -, main 7 1 6, ghost 2
    (8, MISS),  # small 8, main 7 1, ghost 2
    (2, MISS),  # small -, main 2 7 1, ghost 8
    (9, MISS),  # small 9, main 2 7, ghost 8: 1 has none left either
    (7, HIT),  # small 9, main 2 7*1, ghost 8
    (1, MISS),  # small 1, main 2 7*1, ghost 9 8
]
TINYLFU: Worked = [  # room for 3: a window of 1, a main part of 2 of which 1 is protected; fronts first
    (1, MISS),  # window 1
    (2, MISS),  # window 2, probation 1: there is room
    (3, MISS),  # window 3, probation 2 1
    (1, HIT),  # window 3, probation 2, protected 1
    (4, MISS),  # window 4, probation 2, protected 1: 3 was asked for once, as 2 was, which is not enough
    (3, MISS),  # window 3, probation 2, protected 1: nor is the once of 4
    (5, MISS),  # window 5, probation 3, protected 1: 3 was asked for twice, more than 2
    (2, MISS),  # window 2, probation 3, protected 1: 5 once, 3 twice
    (3, HIT),  # window 2, probation 1, protected 3: protected has room for one
    (1, HIT),  # window 2, probation 3, protected 1
    (2, HIT),  # window 2, probation 3, protected 1
    (1, HIT),  # window 2, probation 3, protected 1
    (4, MISS),  # window 4, probation 3, protected 1: 2 three times, 3 three times
    (2, MISS),  # window 2, probation 3, protected 1: 4 twice, 3 three times
    (4, MISS),  # window 4, probation 2, protected 1: 2 four times, 3 three times
    (3, MISS),  # window 3, probation 2, protected 1: 4 three times, 2 four times
]
TINYLFU_DEMOTION: Worked = [  # room for 7: a window of 1, a main part of 6 of which 4 are protected; fronts first
    (1, MISS),  # window 1
    (2, MISS),  # window 2, probation 1
    (3, MISS),  # window 3, probation 2 1
    (4, MISS),  # window 4, probation 3 2 1
    (5, MISS),  # window 5, probation 4 3 2 1
    (6, MISS),  # window 6, probation 5 4 3 2 1
    (7, MISS),  # window 7, probation 6 5 4 3 2 1
    (1, HIT),  # window 7, probation 6 5 4 3 2, protected 1
    (2, HIT),  # window 7, probation 6 5 4 3, protected 2 1
    (3, HIT),  # window 7, probation 6 5 4, protected 3 2 1
    (4, HIT),  # window 7, probation 6 5, protected 4 3 2 1
    (5, HIT),  # window 7, probation 1 6, protected 5 4 3 2: 1 has to leave, but stands before 6
    (7, HIT),  # window 7, probation 1 6, protected 5 4 3 2
    (8, MISS),  # window 8, probation 7 1, protected 5 4 3 2: 7 twice, 6 once
    (3, HIT),  # window 8, probation 7 1, protected 3 5 4 2
    (7, HIT),  # window 8, probation 2 1, protected 7 3 5 4
    (6, MISS),  # window 6, probation 2 1, protected 7 3 5 4: 8 once, 1 twice
]
CLAIRVOYANT: Worked = [  # room for 2
    (1, MISS),  # 1
    (2, MISS),  # 1 2
    (3, MISS),  # 1 2: 3 comes again after 1 and 2, and is left out
    (1, HIT),  # 1 2
    (2, HIT),  # 1 2
    (3, MISS),  # 2 3 or 1 3: 1 and 2 never come again; one of them goes, as 3 does come
    (4, MISS),  # 3 4: the one of 1 and 2 that was left goes, too
    (3, HIT),  # 3 4
    (4, HIT),  # 3 4
    (5, MISS),  # 3 4: 5 never comes again, nor do they, and the new one is left out
]
# The policy, the room, the sequence, and which keys are left at its end.
WORKED: list[tuple[str, int, Worked, set[int]]] = [
    ("lru", 2, LRU, {2, 3}),
    ("fifo", 2, FIFO, {1, 2}),
    ("lfu", 2, LFU, {3, 2}),
    ("sieve", 3, SIEVE, {1, 7, 5}),
    ("s3fifo", 3, S3FIFO, {5, 4, 6}),
    ("s3fifo", 3, S3FIFO_ROUNDS, {1, 2, 7}),
    ("tinylfu", 3, TINYLFU, {3, 2, 1}),
    ("tinylfu", 7, TINYLFU_DEMOTION, {6, 2, 1, 7, 3, 5, 4}),
    ("clairvoyant", 2, CLAIRVOYANT, {3, 4}),
]

traces = st.integers(1, 25).flatmap(lambda most: st.lists(st.integers(0, most), max_size=150))
sizes = st.integers(1, 30)
thorough = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize(("policy", "size", "worked", "left"), WORKED)
def test_sequences_worked_by_hand(policy: str, size: int, worked: Worked, left: set[int]) -> None:
    keys = [key for key, _ in worked]
    built = cache(policy, size, keys)
    assert [(key, built.access(key)) for key in keys] == worked
    assert built.residents() == left
    assert hits(policy, size, keys) == [hit for _, hit in worked]


@thorough
@given(st.sampled_from(POLICIES), sizes, traces)
def test_a_hit_is_a_resident_and_there_is_room_for_all_residents(policy: str, size: int, keys: list[int]) -> None:
    built = cache(policy, size, keys)
    for key in keys:
        before = built.residents()
        assert built.access(key) == (key in before)
        after = built.residents()
        assert len(after) <= size
        assert after <= before | {key}
        assert key in after or policy == "clairvoyant"


@thorough
@given(sizes, traces)
def test_nobody_has_more_hits_than_the_clairvoyant(size: int, keys: list[int]) -> None:
    most = sum(hits("clairvoyant", size, keys))
    assert {policy: found for policy in ONLINE if (found := sum(hits(policy, size, keys))) > most} == {}


@thorough
@given(st.integers(1, 3), st.lists(st.integers(0, 4), max_size=9))
def test_the_clairvoyant_has_the_most_hits_of_all_choices(size: int, keys: list[int]) -> None:
    """Every way to choose what to keep after each access, and the best of them."""
    best: dict[frozenset[int], int] = {frozenset(): 0}  # by the keys that are kept
    for key in keys:
        then: dict[frozenset[int], int] = {}
        for kept, found in best.items():
            for count in range(size + 1):
                for left in map(frozenset, combinations(kept | {key}, count)):
                    then[left] = max(then.get(left, 0), found + (key in kept))
        best = then
    assert sum(hits("clairvoyant", size, keys)) == max(best.values())


@thorough
@given(st.integers(0, 5), traces)
def test_with_room_for_all_keys_all_policies_agree(spare: int, keys: list[int]) -> None:
    first_ones = [key not in keys[:place] for place, key in enumerate(keys)]
    for policy in POLICIES:
        assert hits(policy, max(1, len(set(keys)) + spare), keys) == [not first for first in first_ones], policy


@thorough
@given(st.sampled_from(list(ONLINE)), traces)
def test_with_room_for_one_key_only_a_repetition_is_a_hit(policy: str, keys: list[int]) -> None:
    """Without foresight, that is: the clairvoyant may wait for a key."""
    repeated = [place > 0 and keys[place - 1] == key for place, key in enumerate(keys)]
    assert hits(policy, 1, keys) == repeated


@pytest.mark.parametrize(("size", "small", "main"), [(1, 1, 0), (19, 1, 18), (20, 2, 18), (1375, 137, 1238)])
def test_the_shares_of_the_two_queues(size: int, small: int, main: int) -> None:
    built = S3Fifo(size)
    assert (built.small_size, built.main_size) == (small, main)


def test_two_keys_leave_when_one_passes_the_trial_into_a_full_main_queue() -> None:
    """Room for 20: a small queue of 2, a main one of 18."""
    built = S3Fifo(20)
    for key in (*range(20), *range(18), *range(18), 20):  # 0 to 17 pass with two uses each, 18 fails
        built.access(key)
    assert set(built.main) == set(range(18))
    assert list(built.small) == [20, 19]
    built.access(19)
    built.access(19)
    built.access(21)  # 19 passes, for which 0 has to leave when all have paid twice; then 20 fails
    assert built.residents() == {*range(1, 18), 19, 21}
    assert list(built.ghost) == [20, 18]
    built.access(22)  # there was room for one more
    assert built.residents() == {*range(1, 18), 19, 21, 22}


@pytest.mark.parametrize(
    ("size", "window", "main", "protected"),
    [(1, 1, 0, 0), (2, 1, 1, 0), (3, 1, 2, 1), (199, 1, 198, 158), (200, 2, 198, 158), (1375, 13, 1362, 1089)],
)
def test_the_shares_of_window_and_protected(size: int, window: int, main: int, protected: int) -> None:
    built = TinyLfu(size)
    assert (built.window_size, built.main_size, built.protected_size) == (window, main, protected)


def test_the_mixing_function_is_splitmix64() -> None:
    """The first outputs from the state 1234567, as other implementations list them."""
    assert [mix(1234567, n) for n in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@pytest.mark.parametrize(("size", "width"), [(1, 16), (16, 16), (17, 32), (1000, 1024), (1024, 1024)])
def test_the_sketch_is_as_wide_as_the_next_power_of_two(size: int, width: int) -> None:
    sketch = Sketch(size)
    assert sketch.width == width
    assert all(len(row) == width for row in sketch.rows)
    assert sketch.cells(7) == [mix(row, 7) % width for row in (1, 2, 3, 4)]


def test_the_sketch_saturates_and_is_halved_right_after_its_sample() -> None:
    sketch = Sketch(2)
    for n in range(1, 20):
        sketch.add(7)
        assert sketch.estimate(7) == min(n, 15)
    sketch.add(7)  # the twentieth
    assert sketch.estimate(7) == 7
    for n in range(1, 20):
        sketch.add(7)
        assert sketch.estimate(7) == min(7 + n, 15)
    sketch.add(7)  # counted from the last halving
    assert sketch.estimate(7) == 7


@pytest.mark.parametrize(("size", "worked"), [(3, TINYLFU), (7, TINYLFU_DEMOTION)])
def test_the_keys_of_sequences_worked_by_hand_are_told_apart(size: int, worked: Worked) -> None:
    """None of them shares its cells in all rows with others, so that its estimate is its number of accesses."""
    sketch = Sketch(size)
    keys = [key for key, _ in worked]
    for place, key in enumerate(keys, start=1):
        sketch.add(key)
        assert {known: sketch.estimate(known) for known in keys[:place]} == Counter(keys[:place])
