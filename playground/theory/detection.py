"""How long a dead server keeps getting traffic: from its death until the health check marks it down.

Source: derived here from the rules of the health check (probes, fall, interval as in HAProxy's configuration manual,
`inter` and `fall`); the death falls at a uniformly random instant between two probes.

A probe leaves every `interval_s`. The first one to miss is the first that the death catches before it has been worked
on: it may have left just before. What it meets is an error (a refusing death), known half a round trip later, or
nothing (a silent one), known `timeout_s` after it left. The next probe leaves one interval after the one before, or,
when its fate takes longer than that, at the first multiple of the interval by which the fate is known. `fall` misses in
a row mark the server down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from playground.design.balancer import Balancer
from playground.theory.given import not_negative, positive, whole

NS_PER_S = 1_000_000_000


@dataclass(frozen=True)
class Detection:
    """Seconds from a death to the mark, over all instants at which the death may fall."""

    shortest_s: float
    mean_s: float
    longest_s: float


def detection(
    *,
    interval_s: float,
    timeout_s: float,
    fall: int,
    round_trip_s: float,
    silent: bool,
    work_s: float = 0.0,
) -> Detection:
    """The range and the mean. `work_s` is what a probe costs the server, which is otherwise idle: in a line of users
    every bound moves by the wait. Raises ValueError for a check that no healthy server could pass."""
    positive(interval_s=interval_s, timeout_s=timeout_s)
    not_negative(round_trip_s=round_trip_s, work_s=work_s)
    whole(1, fall=fall)
    answer_s = round_trip_s + work_s
    if _ns(answer_s) > _ns(timeout_s):
        raise ValueError(f"timeout_s must be at least the {answer_s:g} s that an answer takes, not {timeout_s:g}")
    trip_s = round_trip_s / 2
    last_fate_s = timeout_s if silent else round_trip_s

    def delay_s(age_s: float) -> float:
        """From the death to the mark, if the first probe to miss left `age_s` before the death."""
        # a refusal: met on arrival, or by a probe that is in the server's hands at the death
        fate_s = timeout_s if silent else trip_s + max(trip_s, age_s)
        if fall == 1:
            return fate_s - age_s
        further_s = (fall - 2) * _multiple(last_fate_s, interval_s) + last_fate_s
        return _multiple(fate_s, interval_s) + further_s - age_s

    oldest_s = trip_s + work_s  # an older one has been worked on, and is answered
    youngest_s = oldest_s - _multiple(answer_s, interval_s)  # a younger one has an elder that misses
    bends = (k * interval_s - trip_s for k in range(1, int(answer_s / interval_s) + 1))
    inside = (age_s for age_s in (trip_s, *bends) if youngest_s < age_s < oldest_s)
    return _over(delay_s, sorted({youngest_s, *inside, oldest_s}))


def of_balancer(balancer: Balancer, *, silent: bool, speed: float = 1.0) -> Detection:
    """The detection time of a server behind this balancer, whose machine has this speed."""
    check = balancer.check
    return detection(
        interval_s=check.interval_s,
        timeout_s=check.timeout_s,
        fall=check.fall,
        round_trip_s=(balancer.rtt_ms + 2 * balancer.proxy_ms) / 1000,
        silent=silent,
        work_s=check.work_ms / speed / 1000,
    )


def _over(delay_s: Callable[[float], float], cuts: list[float]) -> Detection:
    """The range and the mean of a delay that is a straight line from cut to cut, with jumps at the cuts."""
    lows, highs, area = [], [], 0.0
    for begin, end in pairwise(cuts):
        quarter = (end - begin) / 4
        early, late = delay_s(begin + quarter), delay_s(end - quarter)
        middle = (early + late) / 2
        lows.append(middle - abs(early - late))
        highs.append(middle + abs(early - late))
        area += middle * (end - begin)
    return Detection(min(lows), area / (cuts[-1] - cuts[0]), max(highs))


def _multiple(time_s: float, interval_s: float) -> float:
    """The first multiple of the interval that is no earlier, from one interval on."""
    return max(1, -(-_ns(time_s) // max(1, _ns(interval_s)))) * interval_s


def _ns(time_s: float) -> int:
    return round(time_s * NS_PER_S)
