"""Scans of our machines' own addresses: what they cost where they arrive, and that nobody notices those that do not."""

from __future__ import annotations

import math

import pytest

from playground.design import catalogue
from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.fault import Scan
from playground.measure import exposure, latency, traffic, utilisation
from playground.measure.episodes import Episode, episodes
from playground.measure.exposure import Scans
from playground.measure.identities import identities
from playground.measure.interval import interval
from playground.result import Endpoint, Result
from playground.run import run
from playground.theory.mmc import mmc
from tests.agree.agreement import ERRORS, LARGEST_ERROR

SEEDS = (1, 2, 3)
FROM_S, FOR_S, LENGTH_S = 10.0, 20.0, 40.0
RATE_RPS = 500.0


def scanned(name: str, *scans: dict[str, object], **knobs: object) -> WebSystem:
    """A stage for 40 s, with scans of 500 attempts a second from 10 s to 30 s."""
    usual = {"kind": "scan", "rate_rps": RATE_RPS, "start_s": FROM_S, "duration_s": FOR_S}
    faults = [{**usual, **scan} for scan in scans]
    paths = {path.replace("__", "."): value for path, value in knobs.items()}
    design = put_all(catalogue.find(name), {"seconds": LENGTH_S, "warmup_s": 5.0, "faults": faults, **paths})
    assert isinstance(design, WebSystem)
    return design


def of_users(result: Result) -> list[Endpoint]:
    return [row for row in result.endpoints if not row.is_scan]


def of_scans(result: Result) -> list[Endpoint]:
    return [row for row in result.endpoints if row.is_scan]


def p99_ms(result: Result) -> float:
    found = latency.summary(result).p99_ms
    assert found is not None
    return found


def busy(result: Result, node: str) -> float:
    return next(row.utilisation or 0.0 for row in utilisation.nodes(result) if row.name == node)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_scan_of_a_public_server_slows_its_users_and_a_quicker_one_fails_them(seed: int) -> None:
    calm = run(scanned("single-server"), seed=seed)
    slowed = run(scanned("single-server", {"node": "server", "rate_rps": 300.0}), seed=seed)
    failed = run(scanned("single-server", {"node": "server", "rate_rps": 2000.0}), seed=seed)
    assert p99_ms(slowed) > 1.5 * p99_ms(calm)
    assert traffic.failures(calm) == traffic.failures(slowed) == {}
    assert set(traffic.failures(failed)) == {"queue_full"}
    assert (traffic.error_rate(failed) or 0.0) > 0.1
    for result in (slowed, failed):
        (scan,) = of_scans(result)
        assert exposure.scans(result) == Scans(scanned=scan.offered, refused=scan.served, blocked=0)
        assert identities(result) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_behind_a_balancer_private_servers_do_not_notice_it(seed: int) -> None:
    """To the last nanosecond; the edge has dropped every packet."""
    calm = run(scanned("load-balancer"), seed=seed)
    result = run(scanned("load-balancer", {"node": "web-1", "rate_rps": 2000.0}), seed=seed)
    assert of_users(result) == of_users(calm)
    assert [station.stay_ns for station in result.stations] == [station.stay_ns for station in calm.stations]
    seen = exposure.scans(result)
    assert (seen.scanned, seen.refused) == (0, 0)
    assert abs(seen.blocked - 2000.0 * FOR_S) < ERRORS * math.sqrt(2000.0 * FOR_S)
    (scan,) = of_scans(result)
    assert scan.failures == {"blocked": seen.blocked}
    assert (scan.sent, scan.failure_ns) == (scan.offered, 0)
    assert identities(result) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_behind_a_balancer_a_public_server_pays_for_it_and_the_others_do_not(seed: int) -> None:
    """The same users with the same luck: what web-1 does for scanners comes on top of what it does for them."""
    private, public = (
        run(scanned("load-balancer", {"node": "web-1", "rate_rps": 2000.0}, web__public=public), seed=seed)
        for public in (False, True)
    )
    assert [row.offered for row in of_users(public)] == [row.offered for row in of_users(private)]
    assert busy(public, "web-1") > busy(private, "web-1") + 0.15
    assert busy(public, "web-3") == pytest.approx(busy(private, "web-3"), abs=0.02)
    assert (traffic.error_rate(private), set(traffic.failures(public))) == (0.0, {"queue_full"})
    assert p99_ms(public) > 3 * p99_ms(private)


def test_of_a_scan_alone_the_cores_are_a_queue_that_is_known() -> None:
    """1 200 attempts a second, 1 ms of work each, two cores that do not disturb each other: M/M/2."""
    alone = {"workload__rate_rps": 1e-3, "web__contention": 0.0, "web__coherency": 0.0, "seconds": 60.0}
    design = scanned("split-tiers", {"node": "web-1", "rate_rps": 1200.0, "start_s": 0.0, "duration_s": None}, **alone)
    found = interval([_stay_ms(run(design, seed=seed)) for seed in range(1, 31)])
    assert found is not None
    assert found.standard_error <= LARGEST_ERROR * found.mean
    assert abs(found.mean - mmc(1200.0, 1.0, 2).time_ms_mean) <= ERRORS * found.standard_error


def _stay_ms(result: Result) -> float:
    (scan,) = of_scans(result)
    return scan.latency_ns / scan.served / 1e6


def test_what_cannot_be_reached() -> None:
    """A database has a private address wherever it has a machine of its own; else its machine is the server's."""
    result = run(scanned("split-tiers", {"node": "database"}, {"node": "web-1", "rate_rps": 10.0}), seed=1)
    database, server = of_scans(result)
    assert (database.name, server.name) == ("scan", "scan-2")
    assert (database.served, database.failed) == (0, database.offered)
    assert (server.served, server.failed) == (server.offered, 0)
    assert exposure.scans(result) == Scans(server.offered, server.offered, database.offered)
    together = run(scanned("single-server", {"node": "database"}), seed=1)
    assert together.asleep == ("scan:database",)
    assert of_scans(together) == []


def test_the_balancer_turns_scans_away_at_no_cost() -> None:
    calm, result = run(scanned("load-balancer"), seed=1), run(scanned("load-balancer", {"node": "balancer"}), seed=1)
    assert of_users(result) == of_users(calm)
    (scan,) = of_scans(result)
    assert (scan.served, scan.failed, scan.latency_ns) == (scan.offered, 0, 0)


def test_a_dead_machine_refuses_by_itself() -> None:
    design = scanned("load-balancer", {"node": "web-1"}, {"node": "balancer"}, web__public=True)
    kills = [{"kind": "kill", "node": node, "start_s": 0.0, "duration_s": None} for node in ("web-1", "balancer")]
    dead = put_all(design, {"faults": [*design.model_dump(mode="json")["faults"], *kills]})
    for scan in of_scans(run(dead, seed=1)):
        assert scan.failures == {"node_down": scan.offered}


def test_scanners_try_once_and_take_nothing_from_the_users_budget_of_retries() -> None:
    """In a line of three places half of the attempts are refused; users may add a tenth of what they ask for."""
    knobs = {"web__worker_threads": 1, "web__accept_queue": 3, "workload__rate_rps": 20.0}
    patience = {"workload__patience__retries": 5, "workload__patience__budget_share": 0.1}
    result = run(scanned("split-tiers", {"node": "web-1", "rate_rps": 3000.0}, **knobs, **patience), seed=1)
    (scan,) = of_scans(result)
    assert scan.failures["queue_full"] > 0.4 * scan.offered
    assert scan.sent == scan.offered
    page = next(row for row in result.endpoints if row.name == "page")
    assert page.sent > 1.2 * page.offered, "a hundred retries are saved up in the beginning"


def test_it_is_told_as_an_episode_and_counted_by_window() -> None:
    result = run(scanned("split-tiers", {"node": "web-1"}), seed=1)
    assert episodes(result) == (Episode("scan", "web-1", FROM_S, FROM_S + FOR_S),)
    (scan,) = of_scans(result)
    assert result.scans.offered.sum() == scan.offered
    assert result.scans.served.sum() == scan.served
    at_s = [window * result.window_ns / 1e9 for window in range(result.windows)]
    outside = [window for window, start_s in enumerate(at_s) if not FROM_S <= start_s < FROM_S + FOR_S]
    assert result.scans.offered[outside].sum() == 0


def test_a_scan_has_a_date() -> None:
    with pytest.raises(ValueError, match="a scan needs a date: give start_s, not mtbf_s and mttr_s"):
        Scan(node="web-1", mtbf_s=600.0, mttr_s=60.0)
