"""A farm of queues behind a balancer agrees with what is known of its policy."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from playground.design.balancer import Policy
from playground.theory.mm1 import mm1
from playground.theory.two_choices import time_ms_mean
from tests.agree.agreement import ERRORS, LARGEST_ERROR, compare, replicate
from tests.agree.farm import SERVICE_MS, farm

REPLICATIONS = 30
Record = Callable[[str, object], None]


def erlang_m_1(load: float, phases: int) -> float:
    """Mean time, in service times, of a queue whose customers come after `phases` exponential times each.

    Source: Kleinrock, "Queueing Systems, volume I", 1975, section 6.4 (G/M/1): time 1 / (1 - s), where s is the root
    below 1 of s = A*(1 - s), A* being the transform of the times between arrivals.
    """
    s = 0.0
    for _ in range(10_000):  # rises to the root; its error shrinks by the slope there, which is below 1
        s = (phases * load / (phases * load + 1 - s)) ** phases
    return 1 / (1 - s)


@pytest.mark.parametrize(
    ("policy", "first_seed", "time_ms"),
    [
        (Policy.RANDOM, 1, mm1(700.0, SERVICE_MS).time_ms_mean),  # a Poisson stream split by coins is Poisson
        (Policy.IP_HASH, 31, mm1(700.0, SERVICE_MS).time_ms_mean),  # every customer has an address of his own
        (Policy.ROUND_ROBIN, 61, erlang_m_1(0.7, 4) * SERVICE_MS),  # every fourth customer: Erlang's distribution
        (Policy.WEIGHTED, 91, erlang_m_1(0.7, 4) * SERVICE_MS),  # the same with equal weights
    ],
)
def test_policies_whose_queues_are_known_exactly(policy: Policy, first_seed: int, time_ms: float) -> None:
    design = farm(policy, 4, 0.7, customers=120_000, warmup_s=1.0)
    runs = replicate(design, range(first_seed, first_seed + REPLICATIONS))
    (row,) = compare(policy.value, {"time_ms_mean": time_ms}, runs)
    assert row.is_sharp, row
    assert row.agrees, row


@pytest.mark.parametrize(
    ("load", "customers", "first_seed", "error_share"),
    [(0.5, 40_000, 1, LARGEST_ERROR), (0.7, 60_000, 61, LARGEST_ERROR), (0.9, 100_000, 121, 0.01)],
)
def test_two_choices_approach_the_limit_of_many_servers(
    load: float, customers: float, first_seed: int, error_share: float, record_property: Record
) -> None:
    """With n servers the time lies c / n above the limit, and less beyond that; 32 and 64 servers cancel c / n out.

    At 0.9 an error of half a percent would take a minute, so that 1 % must do.
    """
    limit = {"time_ms_mean": time_ms_mean(load, SERVICE_MS)}
    rows = []
    for place, servers in enumerate((32, 64)):
        design = farm(Policy.TWO_CHOICES, servers, load, customers=customers, warmup_s=0.2)
        begin = first_seed + place * REPLICATIONS
        rows += compare(f"{servers} servers", limit, replicate(design, range(begin, begin + REPLICATIONS)))
    few, many = rows
    beyond = 2 * many.mean - few.mean
    error = math.hypot(2 * many.error, few.error)
    theory = limit["time_ms_mean"]
    record_property(
        "agreement",
        f"two choices at {load}: {few.mean:.4f} ms of 32 servers, {many.mean:.4f} of 64, {beyond:.4f} of many "
        f"(standard error {error:.4f}); the limit is {theory:.4f}",
    )
    assert error <= error_share * theory
    assert abs(beyond - theory) <= ERRORS * error
    assert many.mean == pytest.approx(theory, rel=0.02)
