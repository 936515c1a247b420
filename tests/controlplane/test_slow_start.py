"""Slow start: a server that comes back gets a share that grows linearly."""

from __future__ import annotations

import math

import pytest

from playground.design.balancer import Policy
from playground.design.fault import Kill
from tests.controlplane.stories import BALANCER, PROBE_NS, story

UP_S = 6.0 + PROBE_NS / 1e9  # dead from 1 to 3.5 s, marked down at 3, up with the second answer at 6 s
RAMP_S = 10.0
AT_S = (0.0, *(round(6.005 + n / 100, 3) for n in range(1500)))
DEATH = Kill(node="web-2", start_s=0.5, duration_s=3.0)


def share(at_s: float) -> float:
    """web-2's share among two: its weight over the sum."""
    weight = min(max((at_s - UP_S) / RAMP_S, 1 / 256), 1.0)
    return weight / (1.0 + weight)


def picked(policy: Policy) -> list[tuple[float, float]]:
    """(picked, expected) of web-2 in each second of the ramp and of the five seconds behind it."""
    check = BALANCER.check.model_copy(update={"fall": 1})
    told = story(
        DEATH,
        at_s=AT_S,
        seconds=22.0,
        balancer=BALANCER.model_copy(update={"slow_start_s": RAMP_S, "policy": policy, "check": check}),
    )
    assert [what for _, what, _ in told.marks()] == ["kill", "mark_down", "revive", "mark_up"]
    assert told.marks()[-1][0] == int(UP_S * 1e9 + 0.5)
    rows = []
    for second in range(15):
        births = AT_S[1 + 100 * second : 101 + 100 * second]
        rows.append((sum(told.picks[at] for at in births), sum(share(at) for at in births)))
    return rows


@pytest.mark.parametrize("policy", [Policy.ROUND_ROBIN, Policy.WEIGHTED])
def test_in_turns_the_share_is_exact(policy: Policy) -> None:
    rows = picked(policy)
    assert all(abs(got - expected) <= 1.5 for got, expected in rows), rows
    assert rows[0][0] < 8
    assert [got for got, _ in rows[-4:]] == [50, 50, 50, 50]


@pytest.mark.parametrize("policy", [Policy.RANDOM])
def test_at_random_the_share_is_a_chance(policy: Policy) -> None:
    rows = picked(policy)
    total, expected = sum(got for got, _ in rows), sum(want for _, want in rows)
    assert abs(total - expected) < 4 * math.sqrt(expected)
    assert all(abs(got - want) < 4 * math.sqrt(25) for got, want in rows)


def test_an_address_keeps_its_server() -> None:
    """IP hash knows no slow start: about half of the addresses are back at once."""
    rows = picked(Policy.IP_HASH)
    assert all(abs(got - 50) < 4 * 5 for got, _ in rows)
