"""Random failures and their detection agree with the closed forms."""

from __future__ import annotations

from typing import Any

import pytest

from playground.dataplane.plane import mix, unit
from playground.design import change
from playground.design.balancer import Balancer, HealthCheck, Policy
from playground.measure import availability, episodes
from playground.result import Result
from playground.run import run
from playground.theory.availability import n_of_m, of_times
from playground.theory.detection import of_balancer
from tests.agree.agreement import compare
from tests.agree.farm import farm

REPLICATIONS = 30
DEATHS = 12  # in a run
SERVERS = 3
MTBF_S, MTTR_S = 4.0, 1.0
HAPROXY = HealthCheck()
ALB = HealthCheck(interval_s=30.0, timeout_s=5.0, fall=2, rise=5)


def quiet(servers: int, seconds: float, **knobs: Any) -> Any:
    """A farm to which hardly anybody comes, so that probes meet idle servers."""
    design = farm(Policy.ROUND_ROBIN, servers, 0.5, customers=1, warmup_s=0.0)
    return change.put_all(design, {"workload.rate_rps": 0.01, "seconds": seconds, **knobs})


def lacking(result: Result) -> dict[str, float]:
    """For each n, the share of the time in which fewer than n servers were in order, by the dates of the faults."""
    at_ns, sound, lacking_ns = 0, SERVERS, [0] * (SERVERS + 1)
    for order in result.orders:
        for needed in range(sound + 1, SERVERS + 1):
            lacking_ns[needed] += order.t_ns - at_ns
        at_ns = order.t_ns
        sound += 0 if order.what != "slow_down" else 1 if order.value == 1 else -1
    for needed in range(sound + 1, SERVERS + 1):
        lacking_ns[needed] += result.end_ns - at_ns
    return {f"{needed} of {SERVERS}": lacking_ns[needed] / result.end_ns for needed in range(1, SERVERS + 1)}


def test_random_failures_leave_n_of_m_servers() -> None:
    """Unavailabilities, which are much harder to meet than availabilities: 0.008, 0.104 and 0.488.

    Half a percent of the second would take two hundred thousand failures, so that 2.5 % must do.
    """
    chance = {"start_s": None, "duration_s": None, "mtbf_s": MTBF_S, "mttr_s": MTTR_S}
    names = [f"web-{place}" for place in range(1, SERVERS + 1)]
    design = quiet(SERVERS, 1000.0, faults=[{"kind": "slow", "node": name, **chance} for name in names])
    runs = [lacking(run(design, seed=seed)) for seed in range(1, REPLICATIONS + 1)]
    up = of_times(MTBF_S, MTTR_S)
    theory = {f"{needed} of {SERVERS}": 1 - n_of_m(needed, SERVERS, up) for needed in range(1, SERVERS + 1)}
    rows = compare("lacking", theory, {what: [row[what] for row in runs] for what in theory})
    assert [str(row) for row in rows if not row.agrees] == []
    assert [str(row) for row in rows[1:] if row.error > 0.025 * row.theory] == []
    killed = change.put(design, "faults", [{"kind": "kill", "node": name, **chance} for name in names])
    known = [availability.expected(killed, needed) for needed in range(1, SERVERS + 1)]
    assert known == pytest.approx([1 - share for share in theory.values()])


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("check", [HAPROXY, ALB], ids=["haproxy", "alb"])
def test_a_death_is_detected_when_theory_says(check: HealthCheck, silent: bool) -> None:
    """Deaths at random instants between two probes, a run's one in each twelfth of that time: range and mean."""
    delays = [delay for seed in range(1, REPLICATIONS + 1) for delay in detection_delays(check, silent, seed)]
    assert len(delays) == REPLICATIONS * DEATHS
    theory = of_balancer(Balancer(check=check), silent=silent)
    width_s = theory.longest_s - theory.shortest_s
    assert theory.shortest_s <= min(delays) < theory.shortest_s + 0.02 * width_s
    assert theory.longest_s - 0.02 * width_s < max(delays) <= theory.longest_s
    by_run = [delays[begin : begin + DEATHS] for begin in range(0, len(delays), DEATHS)]
    means = [sum(row) / DEATHS for row in by_run]
    (row,) = compare("detection", {"mean_s": theory.mean_s}, {"mean_s": means})
    assert row.agrees, row
    assert row.is_sharp, row


def detection_delays(check: HealthCheck, silent: bool, seed: int) -> list[float]:
    """Seconds from each death of a server to its marking down."""
    alarm_s = 10 * check.interval_s  # from one death to the next: detected, repaired and believed up again
    kills = [
        {
            "kind": "kill",
            "node": "web-2",
            "silent": silent,
            "start_s": (number + 1) * alarm_s + (number + unit(mix(seed, number))) / DEATHS * check.interval_s,
            "duration_s": 4 * check.interval_s,
        }
        for number in range(DEATHS)
    ]
    knobs = {"workload.patience.timeout_s": 10.0, "faults": kills}
    knobs |= {f"balancer.check.{name}": value for name, value in check.model_dump().items()}
    default = Balancer()
    knobs |= {"balancer.rtt_ms": default.rtt_ms, "balancer.proxy_ms": default.proxy_ms}
    result = run(quiet(2, (DEATHS + 1) * alarm_s, **knobs), seed=seed)
    return [found.detection_s for found in episodes.detections(result) if found.detection_s is not None]
