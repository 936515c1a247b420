"""Two versions of the program side by side while a new one is rolled out."""

from __future__ import annotations

from typing import Any

from playground.measure import traffic
from playground.result import Result
from tests.agree.rollout import DEPLOY, rolled_out, told

SMALL = {
    "workload.daily_users": 100_000.0,
    "seconds": 60.0,
    "web.servers": 4,
    "web.autoscale": None,
    "cdn": None,
    "workload.visits.session_s": 30.0,
    "workload.requests_per_page": 12.0,
    "balancer.policy": "random",
}


def rolled(**knobs: Any) -> Result:
    """Four servers, one at a time, 10 s each, from 10 to 50 s."""
    return rolled_out("stateless", SMALL, knobs)


def test_everybody_meets_both_and_some_go_back() -> None:
    """Whoever is here before the deploy and stays meets the new version once, and the old one again by chance: one
    server of four is new, and three are not, after ten seconds."""
    result = rolled()
    found = told(result)
    seats = sum(row.seats for row in result.people)
    assert 0.5 * seats < found.met_both < 2.5 * seats  # sessions of half a minute come and go meanwhile
    assert result.versions is not None
    assert found.went_back == result.versions.went_back_in.sum() > 0
    assert found.met_both == result.versions.met_both_in.sum()
    began, ended = (next(o.t_ns for o in result.orders if o.what == what) for what in ("deploy_begins", "deploy_ends"))
    first, last = began // result.window_ns, -(-ended // result.window_ns)
    assert not result.versions.went_back_in[:first].any()
    assert not result.versions.went_back_in[last + 1 :].any(), "nobody is old any more"


def test_all_at_once_nobody_goes_back() -> None:
    """It is an outage instead."""
    result = rolled(web__release__batch_share=1.0)
    assert told(result).went_back == 0
    assert told(result).met_both > 0
    assert traffic.failures(result).get("no_healthy_server", 0) > 0


def test_what_the_old_version_cannot_read_is_an_error() -> None:
    """Every such attempt fails, and nothing else does; who tries again may have more luck."""
    fine, broken = rolled(), rolled(web__release__compatible=False)
    assert "wrong_version" not in traffic.failures(fine)
    failed = sum(row.failures.get("wrong_version", 0) for row in broken.endpoints)
    assert failed == told(broken).went_back > 0
    again = rolled(web__release__compatible=False, workload__patience__retries=3)
    assert sum(row.failures.get("wrong_version", 0) for row in again.endpoints) < 0.8 * failed


def test_who_sticks_to_a_server_goes_back_less() -> None:
    """A cookie leads to the same server until that is restarted; then its people are spread over old and new ones."""
    free, stuck = rolled(), rolled(sessions__sticky="cookie")
    assert told(stuck).went_back < 0.5 * told(free).went_back


def test_half_at_a_time_keeps_the_versions_apart() -> None:
    """The last old servers are taken out as the first new ones come back: nobody can go back, but half of the tier has
    to carry everybody."""
    found = told(rolled(web__release__batch_share=0.5))
    assert found.went_back == 0
    assert found.met_both > 0


def test_servers_that_come_later_have_the_newest_version() -> None:
    """A crowd after the deploy brings more servers, and nobody meets an old one there."""
    scale = {"target_utilisation": 0.3, "max_servers": 8, "boot_s": 1.0, "cooldown_s": 60.0, "interval_s": 5.0}
    crowd = {"kind": "spike", "node": "users", "start_s": 52.0, "duration_s": 30.0, "factor": 8.0}
    result = rolled(web__autoscale=scale, seconds=90.0, faults=[*DEPLOY, crowd], workload__daily_users=30_000.0)
    assert any(order.what == "join" and order.value == 2 for order in result.orders)
    assert result.versions is not None
    ended = next(o.t_ns for o in result.orders if o.what == "deploy_ends")
    assert not result.versions.went_back_in[-(-ended // result.window_ns) + 1 :].any()
