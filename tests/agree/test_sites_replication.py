"""One site that writes and another that follows: what is lost with the first one, how long nobody can write, and what
it costs to lose nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.design import WebSystem
from playground.design.endpoint import CallKind
from playground.measure import replication
from playground.result import Endpoint, Result
from playground.run import run
from playground.theory.failover_loss import lost_writes_mean
from tests.agree.replicated import one_call
from tests.agree.replications import agrees, many
from tests.agree.sited import sited, windows

DEATH_S, RATE_RPS, LAG_S, OCEAN_MS = 1.0, 2000.0, 0.5, 100.0
QUICK = {"interval_s": 0.2, "timeout_s": 0.15, "fall": 2, "election_s": 0.1, "promotion_s": 0.1, "reroute_s": 0.1}
DEATH = f"kill:site-a@{DEATH_S}"


def following(*faults: str, **knobs: Any) -> WebSystem:
    """Every request writes, at the database of the first site; half of them come from the second one."""
    given = {"rate_rps": RATE_RPS, "seconds": 3.0, "sites__lag_s": LAG_S, "replication__failover": QUICK}
    endpoints = (one_call(CallKind.READ), one_call(CallKind.WRITE))
    return sited(*faults, endpoints=endpoints, **{**given, "workload__write_share": 1.0, **knobs})


def writes(result: Result, where: str) -> Endpoint:
    return next(row for row in result.endpoints if row.name == where)


def test_what_is_lost_is_what_was_written_within_the_lag() -> None:
    """The replica beside the primary, which had all of it, is as dead. Whoever is near the other site cannot write
    until its server has learned of the new primary."""

    def story(result: Result) -> tuple[int, float, int]:
        found = result.replication
        assert found is not None
        assert found.primary == "b-database"
        assert found.lost == found.lost_acknowledged
        (one,) = replication.failovers(result)
        assert one.outage_s == pytest.approx(0.5, abs=0.001), "two probes, then election, promotion and new addresses"
        assert result.requests.failed[windows(result, 0, DEATH_S)].sum() == 0
        return found.lost, one.outage_s, writes(result, "write@away").failed

    rows = many(following(DEATH), story, 50)
    assert agrees([float(lost) for lost, *_ in rows], lost_writes_mean(RATE_RPS, [1000.0 * LAG_S]))
    failed = float(np.mean([failed for *_, failed in rows]))
    assert failed == pytest.approx(RATE_RPS / 2 * rows[0][1], rel=0.02)


@pytest.mark.parametrize(
    ("commit", "acks", "more_ms"), [("async", 1, 0.0), ("semi_sync", 1, 0.0), ("semi_sync", 2, 1.0), ("sync", 1, 1.0)]
)
def test_to_lose_nothing_with_a_site_each_write_waits_for_the_other_one(commit: str, acks: int, more_ms: float) -> None:
    """The lag there, and half a round trip back. Of one confirmation that of the replica next door is the first, which
    dies with the primary."""
    lag_s = 0.05
    waits_ms = more_ms * (1000 * lag_s + OCEAN_MS / 2)
    given = {"sites__rtt_ms": OCEAN_MS, "sites__lag_s": lag_s, "replication__commit": commit, "replication__acks": acks}
    given["replication__ack_timeout_s"] = 100.0
    result = run(following(**given))
    for where, way_ms in (("write", 0.0), ("write@away", OCEAN_MS)):
        row = writes(result, where)
        assert row.latency_ns / row.served / 1e6 == pytest.approx(way_ms + waits_ms, abs=0.001)
        assert row.served > 2000
    found = run(following(DEATH, **given)).replication
    assert found is not None
    assert found.primary == "b-database"
    assert found.lost == pytest.approx(RATE_RPS * lag_s, rel=0.4)
    assert found.lost_acknowledged == (0 if more_ms else found.lost)


def test_a_synchronous_write_waits_until_it_is_applied_there() -> None:
    """So seldom that no write waits for another one."""
    apply_ms = 3.0
    given = {"rate_rps": 20.0, "seconds": 100.0, "sites__rtt_ms": OCEAN_MS, "replication__commit": "sync"}
    work = {"kind": "deterministic", "mean_ms": apply_ms}
    row = writes(run(following(**given, sites__lag_s=0.05, replication__apply=work)), "write")
    assert row.latency_ns / row.served / 1e6 == pytest.approx(50 + OCEAN_MS / 2 + apply_ms, abs=0.3)
    assert row.latency_ns / row.served / 1e6 >= 50 + OCEAN_MS / 2 + apply_ms
