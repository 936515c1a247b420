"""The stage stateless: what a store of sessions cures that sticky sessions cannot, on a bad day and on any day."""

from __future__ import annotations

from typing import Any

from playground.design import catalogue, change
from playground.design.ladder import stage
from playground.measure import counted, people, scaling, traffic
from playground.measure.objectives import objectives
from playground.result import Result
from playground.run import run

DEATH = {"kind": "kill", "node": "web-2", "start_s": 15.0, "duration_s": 30.0}
# A quarter of the users with a quarter of the servers, so that a whole day is soon played.
QUARTER = {"workload.daily_users": 550_000, "web.servers": 2, "web.autoscale.max_servers": 6}
A_DAY = {**QUARTER, "workload.shape": {"kind": "day", "day_s": 720.0}, "seconds": 720.0}
STICKY = {"sessions.kept": "server", "sessions.sticky": "cookie"}


def played(name: str, **given: Any) -> Result:
    return run(change.put_all(catalogue.find(name), given))


def missed(result: Result) -> list[str]:
    return [verdict.name for verdict in objectives(result) if not verdict.ok]


def share(result: Result) -> float:
    """Of those who are here, who was logged out."""
    found = people.sessions(result)
    assert found is not None
    return found.share


def test_a_deploy_logs_out_most_people_and_with_a_store_nobody() -> None:
    """The trouble that the stage before is shown with."""
    deploy = stage("cdn").trouble
    assert deploy is not None
    assert deploy.kind == "deploy"
    faults = [deploy.model_dump(mode="json")]
    sticky, stateless = (played(name, faults=faults) for name in ("cdn", "stateless"))
    assert share(sticky) > 0.5
    assert "logged_out" in missed(sticky)
    assert (share(stateless), missed(stateless)) == (0, [])
    for result in (sticky, stateless):
        assert "deploy_ends" in [order.what for order in result.orders]


def test_it_is_the_store_that_cures_it_and_not_the_servers() -> None:
    deploy = stage("cdn").trouble
    assert deploy is not None
    same_servers = played("stateless", faults=[deploy.model_dump(mode="json")], **STICKY)
    assert share(same_servers) > 0.5
    assert "logged_out" in missed(same_servers)


def test_a_server_that_dies_logs_out_its_share_and_with_a_store_nobody() -> None:
    """Either way some pages fail until the balancer has noticed."""
    calm, sticky, stateless = played("cdn"), played("cdn", faults=[DEATH]), played("stateless", faults=[DEATH])
    assert (share(calm), missed(calm)) == (0, [])
    assert 0.8 / 16 < share(sticky) < 1 / 16, "of 16 servers; some of those whom it served ask no more"
    assert missed(sticky) == ["error_rate", "logged_out"]
    assert (share(stateless), missed(stateless)) == (0, ["error_rate"])
    assert set(traffic.failures(stateless)) == {"node_down", "died_with_server"}


def test_over_a_day_servers_may_come_and_go_only_where_they_keep_no_sessions() -> None:
    """As many servers at nearly the same hours. A cookie leads those who are here to servers that are full already, and
    whoever is led to one that leaves is logged out."""
    free, bound = played("stateless", **A_DAY), played("stateless", **A_DAY, **STICKY)
    assert (share(free), missed(free)) == (0, [])
    assert missed(bound) == ["latency_ms_p99", "error_rate", "logged_out"]
    assert share(bound) > 0.5
    for result in (free, bound):
        found = scaling.scaling(result)
        assert found is not None
        assert found.started == found.left == 3


def test_over_a_day_servers_that_come_and_go_cost_less_than_as_many_as_the_noon_needs() -> None:
    """Four would not outlive the death of one of them at noon, and five do."""
    fixed = {**QUARTER, "web.autoscale": None}
    del fixed["web.autoscale.max_servers"]
    four, five = (played("stateless", **{**fixed, "web.servers": servers}) for servers in (4, 5))
    assert (missed(four), missed(five)) == (["survives_one_server"], [])
    day = played("stateless", **A_DAY)
    found = scaling.scaling(day)
    assert found is not None
    assert missed(day) == []
    hours = counted.seconds(day) / 3600
    assert found.server_hours < 0.75 * 5 * hours
    assert found.server_hours < 4 * hours


def test_servers_that_die_at_random_are_parts_like_any_other_where_they_keep_no_sessions() -> None:
    """Over a day two of them die every 200 s, for 20 s. Who is on them meets an error, until it is noticed."""
    deaths = [{"kind": "kill", "node": f"web-{place}", "mtbf_s": 200.0, "mttr_s": 20.0} for place in (1, 2)]
    free, bound = (played("stateless", **A_DAY, **given, faults=deaths) for given in ({}, STICKY))
    for result in (free, bound):
        assert sum(order.what == "kill" for order in result.orders) >= 4
    assert share(free) == 0
    assert set(traffic.failures(free)) == {"died_with_server", "node_down"}
    assert share(bound) > 1
    assert (traffic.error_rate(bound) or 0.0) > (traffic.error_rate(free) or 0.0)
