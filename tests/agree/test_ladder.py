"""Every step of the ladder earns its place, and breaks where it was expected to.

Expected, from an independent simulation that knew neither contention among cores nor a pool of connections: 0.125,
0.177 and 0.52 million daily users, and 0.261 for one box with four cores.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from playground.design import catalogue, change
from playground.design.design import Common
from playground.design.ladder import stage
from playground.measure import episodes, latency, traffic, utilisation
from playground.measure.objectives import objectives
from playground.run import run
from tests.agree.break_point import break_point, keeps, with_users

SEEDS = (1, 2, 3)
# Users between which each stage breaks, as far as the search looks, and where it was expected to.
STAGES = {
    "single-server": (95e3, 140e3, 125e3),
    "split-tiers": (140e3, 200e3, 177e3),
    "load-balancer": (450e3, 600e3, 520e3),
}
NO_CONTENTION = {f"{tier}.{knob}": 0.0 for tier in ("web", "database") for knob in ("contention", "coherency")}
NO_POOL = {"database.pool_size": 200}  # as many connections as worker threads: nobody waits for one
SOURCE_MODEL = {**NO_CONTENTION, **NO_POOL}


def mean_break(design: Common, low: float, high: float, seeds: tuple[int, ...] = SEEDS) -> float:
    return sum(break_point(design, seed, low, high) for seed in seeds) / len(seeds)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("before", "after", "users"),
    [
        ("single-server", "split-tiers", 150_000),
        ("split-tiers", "load-balancer", 400_000),
        ("load-balancer", "replicas", 900_000),
        ("replicas", "cache", 1_500_000),
    ],
)
def test_a_step_cures_what_it_was_made_for(before: str, after: str, users: int, seed: int) -> None:
    """The next stage opens with so many users; the one before fails under them, by its own objectives."""
    assert stage(after).daily_users == users
    failing = run(with_users(catalogue.find(before), users), seed=seed)
    cured = run(catalogue.find(after), seed=seed)
    assert {row.name: row.ok for row in objectives(failing)}["latency_ms_p99"] is False
    assert all(row.ok for row in objectives(cured))
    assert (keeps(failing), keeps(cured)) == (False, True)


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_opens_10_to_25_percent_below_its_break(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    low, high, expected = STAGES[name]
    breaks = mean_break(catalogue.find(name), low, high)
    record_property("agreement", f"{name} breaks at {breaks / 1e6:.3f} million users, expected {expected / 1e6:.3f}")
    assert 0.75 * breaks <= stage(name).daily_users <= 0.90 * breaks
    assert 0.9 * expected <= breaks <= expected  # contention and the pool cost up to a tenth


@pytest.mark.parametrize("name", STAGES)
def test_the_difference_to_the_expected_break_is_contention_and_the_pool(name: str) -> None:
    """Without the two, the stages break within 2 % of where they were expected to."""
    low, high, expected = STAGES[name]
    same_model = change.put_all(catalogue.find(name), SOURCE_MODEL)
    assert mean_break(same_model, low, high) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(("users", "p99_ms"), [(100_000, 150), (127_000, 570)])
def test_without_the_two_the_curve_is_the_expected_one(users: float, p99_ms: float) -> None:
    """Short of the break and just behind it; the mean over seeds, since 300 s say little about a p99."""
    same_model = change.put_all(catalogue.find("single-server"), SOURCE_MODEL)
    found = [latency.summary(run(with_users(same_model, users), seed=seed)).p99_ms or 0.0 for seed in SEEDS]
    assert sum(found) / len(found) == pytest.approx(p99_ms, rel=0.1)


def test_in_one_box_contention_and_the_pool_each_cost_their_part() -> None:
    """Ten connections in one box make requests that are nearly done wait behind ones that have just begun."""
    design, (low, high, _) = catalogue.find("single-server"), STAGES["single-server"]
    as_built, no_pool, no_contention, neither = (
        mean_break(change.put_all(design, knobs), low, high, (1,))
        for knobs in ({}, NO_POOL, NO_CONTENTION, SOURCE_MODEL)
    )
    assert as_built < min(no_pool, no_contention)
    assert max(no_pool, no_contention) < neither


def test_scaling_up_doubles_the_box_nearly() -> None:
    """Four cores instead of two: 0.26 million in the source's model, a tenth less with contention and the pool."""
    four = change.put(catalogue.find("single-server"), "web.cores", 4)
    assert mean_break(change.put_all(four, SOURCE_MODEL), 200e3, 300e3, (1,)) == pytest.approx(261e3, rel=0.02)
    assert 215e3 < mean_break(four, 200e3, 300e3, (1,)) < 250e3


def test_what_breaks_first() -> None:
    """The web server of split-tiers, while the database idles at a third; the database of load-balancer."""
    split = run(with_users(catalogue.find("split-tiers"), 173_000))
    used = {row.name: row.utilisation or 0.0 for row in utilisation.nodes(split)}
    assert used["web-1"] > 0.95
    assert used["database"] == pytest.approx(1 / 3, abs=0.03)
    balanced = run(with_users(catalogue.find("load-balancer"), 504_000))
    used = {row.name: row.utilisation or 0.0 for row in utilisation.nodes(balanced)}
    assert used["database"] > 0.95
    assert max(use for name, use in used.items() if name.startswith("web-")) < 0.75


def test_more_web_servers_add_nothing_once_the_database_is_full() -> None:
    design, (low, high, _) = catalogue.find("load-balancer"), STAGES["load-balancer"]
    four, five, eight = (break_point(change.put(design, "web.servers", count), 1, low, high) for count in (4, 5, 8))
    assert five == pytest.approx(four, rel=0.011)  # a notch of the grid
    assert eight == pytest.approx(four, rel=0.011)


def test_a_dead_web_server_costs_a_quarter_for_4_to_6_seconds() -> None:
    """Expected: about 710 failures. Deaths at five instants, evenly over the 2 s between two probes."""
    design = change.put(catalogue.find("load-balancer"), "seconds", 60.0)
    lost = []
    for step in range(5):
        kill = {"kind": "kill", "node": "web-2", "start_s": 30.2 + 0.4 * step, "duration_s": 20.0}
        result = run(change.put(design, "faults", [kill]), seed=1 + step)
        (found,) = episodes.detections(result)
        assert found.detection_s is not None
        assert 4.0 < found.detection_s < 6.01
        offered = traffic.offered_rps(result)
        assert offered is not None
        failed = traffic.requests(result).failed
        assert failed / (offered * found.detection_s) == pytest.approx(0.25, abs=0.02)
        lost.append(failed)
    assert sum(lost) / len(lost) == pytest.approx(710, rel=0.05)


@pytest.mark.parametrize(
    ("name", "node"), [("single-server", "server"), ("split-tiers", "web-1"), ("split-tiers", "database")]
)
def test_a_part_that_stands_alone_takes_everything_with_it(name: str, node: str) -> None:
    kill = {"kind": "kill", "node": node, "start_s": 20.0, "duration_s": 20.0}
    result = run(change.put_all(catalogue.find(name), {"seconds": 60.0, "faults": [kill]}))
    at_s = [window * result.window_ns / 1e9 for window in range(result.windows)]
    dead = [window for window, start_s in enumerate(at_s) if 20.5 <= start_s < 40.0]  # answers on their way arrive
    assert result.requests.failed[dead].sum() > 0
    assert result.requests.served[dead].sum() == 0
