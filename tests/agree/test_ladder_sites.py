"""The stage multi-dc: what a second site saves when the first one dies, and how much room it needs for that."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from playground.design import catalogue, change
from playground.design.ladder import stage
from playground.measure import people, traffic
from playground.measure.objectives import objectives
from playground.result import Result
from playground.run import run
from tests.agree.sited import led, windows

DIES_S = 30.0


@cache
def played(name: str, *given: tuple[str, object], dead: str = "site-a") -> Result:
    """Under the users of multi-dc, half of whom live near the site that dies for good."""
    faults = [{"kind": "kill", "node": dead, "start_s": DIES_S, "duration_s": None}]
    workload = stage("multi-dc").design.workload.model_dump(mode="json")
    return run(change.put_all(catalogue.find(name), {"workload": workload, "faults": faults, **dict(given)}))


def failing(result: Result, from_s: float, to_s: float) -> float:
    """Share of the requests that ended in these windows."""
    of = windows(result, from_s, to_s)
    failed, served = (int(column[of].sum()) for column in (result.requests.failed, result.requests.served))
    return failed / (failed + served)


def web_use(result: Result, from_s: float, to_s: float) -> float:
    """Utilisation of the web tier of the second site."""
    of = windows(result, from_s, to_s)
    rows = [row for row in result.stations if row.node.startswith("b-web-") and row.measures_node]
    busy_ns = sum(int(row.busy_ns[of].sum()) for row in rows)
    return busy_ns / (sum(row.slots or 0 for row in rows) * (of.stop - of.start) * result.window_ns)


def of_page(result: Result, name: str) -> tuple[int, int]:
    """Offered, and failed."""
    row = next(row for row in result.endpoints if row.name == name)
    return row.offered, row.failed


def test_all_is_well_while_nothing_dies() -> None:
    assert all(row.ok for row in objectives(run(catalogue.find("multi-dc"))))


def test_a_system_at_one_site_is_gone_from_then_on() -> None:
    result = played("stateless")
    assert failing(result, 5.0, DIES_S) == 0
    assert failing(result, DIES_S + 1, 120.0) == 1


def test_with_two_sites_those_near_the_other_see_nothing_and_the_rest_come_over() -> None:
    """Half of all requests fail until the authority has noticed, and fewer every ten seconds from then on."""
    result = played("multi-dc")
    assert of_page(result, "page@america")[1] == 0
    assert of_page(result, "page")[1] > 0.3 * of_page(result, "page")[0]
    (noticed_s,) = [o.t_ns / 1e9 for o in result.orders if o.what == "mark_down" and o.node == "balancer"]
    assert noticed_s == pytest.approx(50.02, abs=0.01), "the third probe that fails"
    assert failing(result, DIES_S, 50.0) == pytest.approx(0.52, abs=0.03), "writes besides, until another is primary"
    later = [failing(result, from_s, from_s + 10) for from_s in np.arange(50.0, 180.0, 10.0)]
    assert later == sorted(later, reverse=True)
    assert later[0] > 0.45
    assert later[-1] < 0.06, "whose resolvers do as they like"


def test_writes_of_everybody_wait_until_the_second_site_has_the_primary() -> None:
    result = played("multi-dc")
    assert result.replication is not None
    assert result.replication.primary == "b-database"
    offered, failed = of_page(result, "order@america")
    writable_s = next(o.t_ns / 1e9 for o in result.orders if o.what == "promote")
    assert 0 < failed < 1.6 * offered / 175 * (writable_s - DIES_S)
    assert result.replication.lost > 0


def test_the_death_of_the_site_that_only_follows_stops_no_write_and_loses_none() -> None:
    result = played("multi-dc", dead="site-b")
    assert [of_page(result, name)[1] for name in ("page", "order")] == [0, 0]
    assert of_page(result, "page@america")[1] > 0.3 * of_page(result, "page@america")[0]
    assert result.replication is not None
    assert (result.replication.primary, result.replication.lost) == ("database", 0)


def test_anycast_needs_no_name_to_be_forgotten() -> None:
    """The death is noticed as late. Ten seconds later most have come over, where names take minutes."""
    names, way = played("multi-dc"), played("multi-dc", ("sites.route", "anycast"))
    assert failing(way, DIES_S, 50.0) == failing(names, DIES_S, 50.0)
    assert failing(way, 62.0, 82.0) < 0.2 * failing(names, 62.0, 82.0)
    assert traffic.requests(way).failed < 0.5 * traffic.requests(names).failed


def test_the_web_tier_that_is_left_has_room_for_all() -> None:
    """43 % each, and both together at most 86."""
    result = played("multi-dc")
    before, after = web_use(result, 10.0, DIES_S), web_use(result, 170.0, 180.0)
    assert before == pytest.approx(0.437, abs=0.01)
    share = led(result, 1, 170.0, 180.0)
    assert share == pytest.approx(0.96, abs=0.01), "but for those whose resolvers do as they like"
    assert 2 * before * share < after < 2 * before, "cores that are busy together hinder each other a little"
    assert 0.84 < after < 0.87
    assert set(traffic.failures(result)) == {"died_with_server", "node_down"}


def test_with_ten_servers_a_site_the_one_that_is_left_goes_under_too() -> None:
    """62 % each would be 121: those whom the death had nothing to do with cannot be served either."""
    result = played("multi-dc", ("web.servers", 10))
    before = web_use(result, 10.0, DIES_S)
    assert before == pytest.approx(0.614, abs=0.01)
    assert failing(result, 5.0, DIES_S) == 0
    assert traffic.failures(result)["queue_full"] > 10_000
    assert of_page(result, "page@america")[1] > 10_000
    assert failing(result, 140.0, 180.0) > 0.25 > 5 * failing(played("multi-dc"), 160.0, 180.0)


def test_nobody_is_logged_out_where_sites_know_of_each_others_sessions_and_all_who_come_over_otherwise() -> None:
    shared, apart = played("multi-dc"), played("multi-dc", ("sites.shares_sessions", False))
    for result in (shared, apart):
        known = people.sessions(result)
        assert known is not None
        assert sum(result.people[1].logged_out) == 0
    assert sum(shared.people[0].logged_out) == 0
    assert apart.sites is not None
    came = int(apart.sites.here[-1, 1] - apart.sites.here[windows(apart, 0, DIES_S).stop - 1, 1])
    lost = sum(apart.people[0].logged_out)
    assert 0.6 * came < lost < came, "some of them are new meanwhile"
