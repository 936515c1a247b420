"""What an asynchronous failover loses: what was not shipped, and never what only waited to be applied."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.design import WebSystem
from playground.design.fault import Cut, Kill
from playground.design.service import Deterministic
from playground.run import run
from playground.theory.failover_loss import applied_rps, catch_up_s, lost_writes_mean
from tests.agree.agreement import compare
from tests.agree.recorded import Recorded, recorded
from tests.agree.replicated import S, system

QUICK = {"interval_s": 0.2, "timeout_s": 0.05, "fall": 2, "election_s": 0.1, "promotion_s": 0.1, "reroute_s": 0.1}
DEATH_S, RATE_RPS = 3.0, 400.0
CRASHES = 250  # 200 writes are lost in each: a standard error of 1 / sqrt(250 x 200) = 0.45 %


def crashing(replication: dict[str, Any], *faults: Cut, seconds: float = 4.5) -> WebSystem:
    """Everybody writes, and the primary dies for good."""
    death = Kill(node="database", start_s=DEATH_S, duration_s=None)
    given = {"failover": QUICK, **replication}
    return system(given, rate_rps=RATE_RPS, write_share=1.0, seconds=seconds, faults=(*faults, death))


def unshipped(told: Recorded, ship_s: float) -> int:
    """Writes that were durable before the death, but not received by then: counted one by one in the requests' log."""
    death_ns = int(DEATH_S * S)
    durable = [at_ns for at_ns in told.durable_ns() if at_ns < death_ns]
    return sum(at_ns + int(ship_s * S) >= death_ns for at_ns in durable)


def test_as_many_as_are_written_within_the_shipping_delay() -> None:
    """One replica has been cut off for long before; the other one is elected, and all that it lacks is lost."""
    ship_s = 0.5
    cut = Cut(node="database>replica-1", start_s=1.0, duration_s=None)
    design = crashing({"replicas": 2, "ship_delay_s": ship_s}, cut, seconds=4.0)
    lost = []
    for seed in range(1, CRASHES + 1):
        told = recorded(design, seed)
        found = told.result.replication
        assert found is not None
        assert found.primary == "replica-2"
        assert found.lost == found.lost_acknowledged == len(found.gone) == unshipped(told, ship_s)
        keep = found.gone[0].position - 1
        assert [row.position for row in found.gone] == list(range(keep + 1, keep + 1 + found.lost))
        assert [row.t_ns for row in found.gone] == [at for at in told.durable_ns() if at < DEATH_S * S][keep:]
        assert all(row.acknowledged and not row.diverged and row.node == "database" for row in found.gone)
        lost.append(float(found.lost))
    theory = lost_writes_mean(RATE_RPS, [1000.0 * DEATH_S - 1000.0, 1000.0 * ship_s])
    (row,) = compare("asynchronous failover", {"lost": theory}, {"lost": lost})
    assert row.agrees, row
    assert row.is_sharp, row


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_when_only_the_applier_lags_but_the_outage_is_longer(seed: int) -> None:
    """The applier needs 4 ms for each write, of which 2.5 ms are available: the backlog of 3 s takes as long to apply
    as it says, and no write is lost."""
    apply_ms = 4.0
    slow = {"replicas": 1, "ship_delay_s": 0.0, "apply": Deterministic(mean_ms=apply_ms)}
    lagging = recorded(crashing(slow, seconds=6.5), seed)
    quick = recorded(crashing({**slow, "apply": Deterministic(mean_ms=0.0)}, seconds=6.5), seed)
    backlog = _backlog(lagging, apply_ms, lagging.first_ns("elected"))
    assert backlog > 300
    for told in (lagging, quick):
        assert told.result.replication.lost == 0
    waits_s = (lagging.first_ns("caught_up") - lagging.first_ns("elected")) / S
    # it is looked every 10 ms, and the write that was being applied needs only the rest of its time
    assert waits_s == pytest.approx(catch_up_s(backlog, 0.0, applied_rps(1, apply_ms)), abs=0.010)
    assert quick.first_ns("caught_up") == quick.first_ns("elected") == lagging.first_ns("elected")
    assert lagging.first_ns("promote") - quick.first_ns("promote") == int(waits_s * S + 0.5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_promotes_without_waiting_loses_the_backlog(seed: int) -> None:
    apply_ms = 4.0
    hasty = {**QUICK, "applies_relay_log": False}
    slow = {"replicas": 1, "ship_delay_s": 0.0, "apply": Deterministic(mean_ms=apply_ms), "failover": hasty}
    told = recorded(crashing(slow), seed)
    found = told.result.replication
    assert found is not None
    assert found.lost == found.lost_acknowledged == _backlog(told, apply_ms, told.first_ns("promote")) > 250
    assert told.orders("caught_up") == []


def _backlog(told: Recorded, apply_ms: float, until_ns: int) -> int:
    """Writes before the death that one applier, which takes them in their order, has not applied by then."""
    apply_ns, free_ns, waiting = int(apply_ms * 1e6), 0, 0
    for at_ns in told.durable_ns():
        if at_ns < DEATH_S * S:
            free_ns = max(free_ns, at_ns) + apply_ns
            waiting += free_ns >= until_ns
    return waiting


def test_semi_synchronous_loses_nothing_that_it_has_acknowledged() -> None:
    """What was on its way is lost, but nobody was told of it."""
    design = crashing({"replicas": 2, "ship_delay_s": 0.05, "commit": "semi_sync", "acks": 1})
    lost = 0
    for seed in range(1, 31):
        found = run(design, seed=seed).replication
        assert found is not None
        assert found.degradations == 0
        assert found.lost_acknowledged == 0
        lost += found.lost
    assert lost > 100


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_semi_synchronous_loses_acknowledged_writes_once_it_waits_for_nobody(seed: int) -> None:
    """Both replicas are cut off at 1.0 s. The first write that waits in vain for half a second lets all go, and from
    then on writes are acknowledged that no replica has."""
    cuts = tuple(Cut(node=f"database>replica-{n}", start_s=1.0, duration_s=None) for n in (1, 2))
    design = crashing({"replicas": 2, "ship_delay_s": 0.02, "commit": "semi_sync", "ack_timeout_s": 0.5}, *cuts)
    told = recorded(design, seed)
    found = told.result.replication
    assert found is not None
    durable = [at_ns for at_ns in told.durable_ns() if at_ns < DEATH_S * S]
    received = [at_ns for at_ns in durable if at_ns + 20_000_000 < S]
    assert found.lost == len(durable) - len(received)
    assert found.lost_acknowledged == found.lost  # all that waited were acknowledged when it gave up waiting
    first_ns = durable[len(received)]
    waited = [w.acknowledged_ns for w in told.writes if w.durable_ns is not None and w.durable_ns >= first_ns]
    assert min(at_ns for at_ns in waited if at_ns is not None) == first_ns + S // 2
    assert found.degradations >= 1
    assert found.degraded_ns > 0
