"""The policies of a balancer, one by one and by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from playground.dataplane.balance import choose
from playground.dataplane.balance.weight import weight_now
from playground.dataplane.luck import mix, user_draw
from playground.dataplane.opcodes import (
    ADDRESS,
    IP_HASH,
    LEAST_CONNECTIONS,
    RANDOM,
    ROUND_ROBIN,
    TWO_CHOICES,
    WEIGHTED,
)
from tests.dataplane.plain.rows import clock, group, put_down, token

ALL = (ROUND_ROBIN, WEIGHTED, RANDOM, LEAST_CONNECTIONS, TWO_CHOICES, IP_HASH)
u64 = np.uint64


@pytest.fixture(autouse=True)
def _wrap_around() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield


def user(n: int) -> np.void:
    return token(luck=int(mix(u64(1), u64(n))))


def picks(row: np.void, members: np.ndarray, count: int, *, now_ns: int = 0, stay: bool = False) -> list[int]:
    """The places of the next `count` requests; `stay`: they keep their connections."""
    found = []
    for n in range(count):
        place = int(choose(clock(now_ns), row, members, user(n)))
        row["last"] = place
        members[place]["open"] += int(stay)
        found.append(place)
    return found


@pytest.mark.parametrize("policy", ALL)
def test_nobody_is_up(policy: int) -> None:
    row, members = group([1, 1, 1], policy)
    put_down(row, members, 0, 1, 2)
    assert choose(clock(), row, members, user(0)) == -1


@pytest.mark.parametrize("policy", ALL)
def test_nobody_goes_to_who_is_down(policy: int) -> None:
    row, members = group([1, 2, 3, 1], policy)
    put_down(row, members, 1, 3)
    assert set(picks(row, members, 60, stay=True)) == {0, 2}
    put_down(row, members, 0)
    assert set(picks(row, members, 10, stay=True)) == {2}


@pytest.mark.parametrize("policy", ALL)
def test_one_server_gets_everything(policy: int) -> None:
    assert set(picks(*group([3], policy), 10, stay=True)) == {0}


def test_round_robin() -> None:
    row, members = group([1, 1, 1], ROUND_ROBIN)
    assert picks(row, members, 7) == [0, 1, 2, 0, 1, 2, 0]
    put_down(row, members, 1)
    assert picks(row, members, 4) == [2, 0, 2, 0]


def test_smooth_weighted_round_robin_as_nginx_explains_it() -> None:
    """Weights 5, 1, 1 give a a b a c a a, and then the same again."""
    row, members = group([5, 1, 1], WEIGHTED)
    assert "".join("abc"[place] for place in picks(row, members, 14)) == "aabacaa" * 2
    assert members["current"].tolist() == [0, 0, 0]


def test_equal_weights_are_round_robin() -> None:
    assert picks(*group([4, 4, 4], WEIGHTED), 6) == [0, 1, 2, 0, 1, 2]


def test_random_by_weight() -> None:
    row, members = group([1, 2, 5], RANDOM)
    found = Counter(picks(row, members, 4000))
    for place, chance in enumerate((0.125, 0.25, 0.625)):
        assert abs(found[place] / 4000 - chance) < 4 * (chance * (1 - chance) / 4000) ** 0.5


def test_least_connections() -> None:
    row, members = group([1, 1, 1], LEAST_CONNECTIONS)
    members["open"] = [2, 0, 1]
    assert picks(row, members, 3, stay=True) == [1, 2, 1]  # 2 1 1 after the first: the tie goes on in a circle
    assert members["open"].tolist() == [2, 2, 2]


def test_ties_go_round() -> None:
    row, members = group([1, 1, 1], LEAST_CONNECTIONS)
    assert picks(row, members, 7) == [0, 1, 2, 0, 1, 2, 0]
    put_down(row, members, 2)
    assert picks(row, members, 4) == [1, 0, 1, 0]


def test_weights_divide_connections() -> None:
    row, members = group([1, 3], LEAST_CONNECTIONS)
    picks(row, members, 40, stay=True)
    assert members["open"].tolist() == [10, 30]


def test_two_choices() -> None:
    """Of two different ones the emptier: the fullest of three never has it, the emptiest in two of three cases."""
    row, members = group([1, 1, 1], TWO_CHOICES)
    members["open"] = [9, 0, 4]
    found = Counter(picks(row, members, 3000))
    assert found[0] == 0
    assert abs(found[1] / 3000 - 2 / 3) < 4 * (2 / 9 / 3000) ** 0.5


def test_two_choices_between_equals_are_a_coin() -> None:
    row, members = group([1, 1, 1, 1], TWO_CHOICES)
    found = Counter(picks(row, members, 4000))
    assert all(abs(found[place] / 4000 - 0.25) < 4 * (0.25 * 0.75 / 4000) ** 0.5 for place in range(4))


def test_ip_hash_keeps_to_the_address() -> None:
    row, members = group([1, 1, 1, 1], IP_HASH)
    before = picks(row, members, 400)
    assert before == picks(row, members, 400)
    assert before == [int(user_draw(user(n), ADDRESS) * 4) for n in range(400)]
    assert min(Counter(before).values()) > 60
    put_down(row, members, 2)
    after = picks(row, members, 400)
    assert after == [3 if place == 2 else place for place in before]  # only those of the dead one move, to the next up
    put_down(row, members, 3)
    assert picks(row, members, 400) == [0 if place in (2, 3) else place for place in before]


def test_a_weight_grows_linearly() -> None:
    row, members = group([2], WEIGHTED, slow_start_ns=1000)
    members[0]["ramping"], members[0]["up_since_ns"] = 1, 5000
    found = [int(weight_now(clock(now), row, members[0])) for now in (5000, 5001, 5250, 5500, 5999)]
    assert found == [1, 1, 128, 256, 511]


@pytest.mark.parametrize("policy", [ROUND_ROBIN, WEIGHTED])
def test_slow_start_has_an_end(policy: int) -> None:
    row, members = group([1, 1], policy, slow_start_ns=1000)
    members[1]["ramping"] = row["ramping"] = 1
    assert picks(row, members, 10, now_ns=250).count(1) == 2  # a quarter of the weight, a fifth of the picks
    assert row["ramping"] == 1
    members["current"] = 0
    assert picks(row, members, 10, now_ns=1000).count(1) == 5
    assert row["ramping"] == members[1]["ramping"] == 0
