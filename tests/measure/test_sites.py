"""What is said of several sites: who is led where, and whether one can be spared."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.design.site_shares import site_shares
from playground.measure import sites, utilisation
from playground.measure.objectives import objectives
from playground.result import Result
from playground.run import run

SMALL = {"workload.daily_users": 200_000.0, "seconds": 30.0, "warmup_s": 5.0, "web.servers": 2, "cdn": None}


def designed(**more: Any) -> WebSystem:
    design = put_all(stage("multi-dc").design, {**SMALL, **{k.replace("__", "."): v for k, v in more.items()}})
    assert isinstance(design, WebSystem)
    return design


def judged(result: Result, name: str) -> float | None:
    return next(verdict.got for verdict in objectives(result) if verdict.name == name)


def test_two_sites_share_their_regions_and_one_takes_all() -> None:
    assert site_shares(designed()) == pytest.approx((0.5, 0.5))
    assert site_shares(designed(), without=0) == pytest.approx((0.0, 1.0))


def test_a_third_site_that_is_nearest_to_nobody_takes_nobody() -> None:
    """Whoever flees from either goes to the other one, which is as far away and comes first."""
    assert site_shares(designed(sites__count=3)) == pytest.approx((0.5, 0.5, 0.0))
    assert site_shares(designed(sites__count=3), without=1) == pytest.approx((1.0, 0.0, 0.0))


def test_weights_lead_whoever_is_left_by_weight() -> None:
    design = designed(sites__count=3, sites__route="weighted", sites__weights=[2, 1, 1])
    assert site_shares(design) == pytest.approx((0.5, 0.25, 0.25))
    assert site_shares(design, without=0) == pytest.approx((0.0, 0.5, 0.5))


def test_pages_that_come_by_an_edge_go_to_the_nearest_site() -> None:
    more = {"cdn": stage("multi-dc").design.cdn.model_dump(mode="json")}  # type: ignore[union-attr]
    design = put_all(designed(sites__route="weighted", sites__weights=[9, 1]), {**more, "cdn.carries_pages": True})
    assert isinstance(design, WebSystem)
    assert site_shares(design) == pytest.approx((0.5, 0.5))


@pytest.mark.parametrize("count", [2, 3])
def test_the_busiest_survivor_is_judged(count: int) -> None:
    """All go to one site, however many stand idle beside it; each of its two servers has the work of a whole site."""
    result = run(designed(sites__count=count))
    tier = tuple(row for row in result.stations if row.system == "web" and row.measures_node)
    used = utilisation.of_stations(result, tier)
    assert used is not None
    assert judged(result, "survives_site") == pytest.approx(used * count)
    busiest = max(found for found in sites.sites(result).web_utilisation if found)  # type: ignore[union-attr]
    assert judged(result, "survives_one_server") == pytest.approx(2 * busiest)


def test_one_server_at_each_site_cannot_be_spared() -> None:
    assert judged(run(designed(web__servers=1)), "survives_one_server") == float("inf")


def test_who_is_led_to_a_dead_site_is_counted_while_it_is_dead() -> None:
    fault = {"kind": "kill", "node": "site-b", "start_s": 10.0, "duration_s": 10.0}
    result = run(designed(faults=[fault], seconds=60.0))
    found, over_time = sites.sites(result), sites.over_time(result)
    assert found is not None
    assert result.sites is not None
    first, last = int(10e9 // result.window_ns), int(20e9 // result.window_ns)
    assert not over_time.on_dead[: first - 1].any()
    assert not over_time.on_dead[last + 1 :].any()
    assert found.people_max == result.sites.here[first : last + 1, 1].max() > 0
    assert found.people_now == 0
    assert found.requests > 100
