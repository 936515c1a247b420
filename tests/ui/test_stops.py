"""Where the bars stop, and what moves along with a drag."""

from __future__ import annotations

from itertools import pairwise

import pytest

from playground.design.change import put, put_all
from playground.design.design import WebSystem
from playground.design.fault import Crowd, Deploy, Kill
from playground.design.ladder import STAGES, stage
from playground.measure.objectives import objectives
from playground.run import run
from playground.ui.stops import BREAKS, carry, move, notches, place_of, previous, stops

ROWS = stops()


def _of(design: object) -> WebSystem:
    assert isinstance(design, WebSystem)
    return design


def test_twenty_three_stops_in_order_and_none_is_closed() -> None:
    told = [(stop.stage.name, stop.daily_users, stop.kind) for stop in ROWS]
    assert told == [
        ("single-server", 100e3, "stage"),
        ("single-server", 150e3, "half"),
        ("split-tiers", 150e3, "stage"),
        ("split-tiers", 400e3, "half"),
        ("load-balancer", 400e3, "stage"),
        ("load-balancer", 900e3, "half"),
        ("replicas", 900e3, "stage"),
        ("replicas", 1.5e6, "half"),
        ("cache", 1.5e6, "stage"),
        ("cache", 2.2e6, "half"),
        ("cdn", 2.2e6, "stage"),
        ("cdn", 2.2e6, "half"),
        ("stateless", 2.2e6, "stage"),
        ("stateless", 2.2e6, "half"),
        ("multi-dc", 2.2e6, "stage"),
        ("multi-dc", 2.2e6, "half"),
        ("queue", 2.2e6, "stage"),
        ("queue", 2.2e6, "half"),
        ("operations", 2.2e6, "stage"),
        ("operations", 6e6, "half"),
        ("shards", 6e6, "stage"),
        ("shards", 6e6, "half"),
        ("timelines", 6e6, "stage"),
    ]
    assert [[row.name for row in stop.wish] for stop in ROWS if stop.wish] == [
        ["page", "order", "api", "post", "timeline"],
    ]
    assert [row.trouble for row in ROWS if row.trouble is not None] == [
        Deploy(start_s=15.0),
        Kill(node="site-a", start_s=30.0, duration_s=None),
        Crowd(node="order", factor=10.0, start_s=30.0, duration_s=10.0),
        Deploy(start_s=15.0, fails_share=0.05),
    ]
    assert [stop.at for stop in ROWS] == sorted(stop.at for stop in ROWS)
    assert (ROWS[0].at, ROWS[-1].at) == (0.0, 1.0)


def test_trouble_comes_with_its_half_stop_and_goes_on_with_the_cure_only() -> None:
    """Between the CDN and the stateless tier nobody new comes: there a new version is deployed."""
    before, half, cure = ROWS[10], ROWS[11], ROWS[12]
    calm = stage("cdn").design
    troubled = move(calm, half)
    assert troubled.faults == (Deploy(start_s=15.0),)
    assert move(troubled, half) == troubled
    assert move(troubled, before) == calm
    assert move(troubled, ROWS[0]).faults == ()
    assert move(troubled, cure).faults == troubled.faults
    assert move(move(troubled, cure), before) == calm
    assert move(move(troubled, cure), ROWS[8]).faults == ()
    later = _of(put(troubled, "faults.0.start_s", 20.0))
    assert place_of(later) == 11
    assert move(later, before) == calm
    own = _of(put(calm, "faults", [{"kind": "kill", "node": "web-2"}]))
    assert [fault.kind for fault in move(move(own, half), before).faults] == ["kill"]


def test_what_people_want_comes_with_its_half_stop_and_is_known_with_the_cure_only() -> None:
    """Nobody new comes after the shards: there people begin to post, and to read what others have posted."""
    before, half, cure = ROWS[-3:]
    calm = stage("shards").design
    wanted = move(calm, half)
    assert [row.name for row in wanted.workload.endpoints][-2:] == ["post", "timeline"]
    assert move(wanted, half) == wanted
    assert move(wanted, before) == calm
    assert move(wanted, ROWS[4]) == move(calm, ROWS[4])
    assert move(wanted, cure) == stage("timelines").design
    assert move(stage("timelines").design, half) == wanted
    assert move(stage("timelines").design, before) == calm
    less = _of(put(wanted, "workload.endpoints.timeline.share", 0.5))
    assert place_of(less) == place_of(wanted) == len(ROWS) - 2
    assert move(less, cure).workload.endpoints == less.workload.endpoints
    assert move(move(less, cure), before) == calm
    earlier = previous(stage("timelines").design)
    assert earlier is not None
    assert (earlier.name, earlier.workload) == ("shards", wanted.workload)


@pytest.mark.parametrize("place", range(13))
def test_every_open_stop_is_where_it_says(place: int) -> None:
    design = move(stage("split-tiers").design, ROWS[place])
    assert place_of(design) == place
    assert design.workload.daily_users == ROWS[place].daily_users


def test_changed_knobs_travel_where_they_exist() -> None:
    design = _of(
        put_all(stage("load-balancer").design, {"database.cores": 8, "balancer.policy": "random", "web.servers": 6})
    )
    there = carry(design, stage("split-tiers"))
    assert (there.database.cores, there.web.servers, there.balancer) == (8, 6, None)
    assert there.name == "split-tiers"
    assert carry(stage("load-balancer").design, stage("single-server")) == stage("single-server").design


def test_faults_travel_and_sleep() -> None:
    fault = {"kind": "kill", "node": "web-2", "start_s": 20.0, "duration_s": 20.0}
    design = _of(put(stage("load-balancer").design, "faults", [fault]))
    assert [row.node for row in move(design, ROWS[0]).faults] == ["web-2"]


def test_there_and_back_again() -> None:
    design = stage("load-balancer").design
    assert move(move(design, ROWS[0]), ROWS[4]) == design


def test_the_stage_before_has_this_workload_these_faults_and_this_window() -> None:
    fault = {"kind": "spike", "start_s": 20.0, "duration_s": 20.0}
    values = {"workload.daily_users": 300e3, "workload.patience.retries": 3, "faults": [fault], "web.cores": 16}
    design = _of(put_all(stage("load-balancer").design, values))
    before = previous(design)
    assert before is not None
    assert before.name == "split-tiers"
    assert (before.workload, before.faults) == (design.workload, design.faults)
    assert (before.seconds, before.warmup_s) == (design.seconds, design.warmup_s)
    assert before.web.cores == stage("split-tiers").design.web.cores
    assert previous(stage("single-server").design) is None


@pytest.mark.parametrize("place", range(7))
def test_users_of_an_app_come_along_to_every_stage(place: int) -> None:
    """Every stage has what they ask for, so that it can be compared with the one before."""
    design = carry(_of(put(stage("cdn").design, "workload.app_share", 0.4)), STAGES[place])
    assert (design.name, design.workload.app_share) == (STAGES[place].name, 0.4)
    before = previous(design)
    assert place == 0 or (before is not None and before.workload.app_share == 0.4)


@pytest.mark.parametrize("row", [row for row in STAGES if row.is_built], ids=lambda row: row.name)
def test_notches_meet_and_reach_past_the_break(row: object) -> None:
    design = row.design  # type: ignore[attr-defined]
    steps = notches(design)
    assert list(steps) == sorted(set(steps))
    assert design.workload.daily_users in steps
    assert steps[-1] > 2 * BREAKS[design.name]
    assert all(after / before < 1.2 for before, after in pairwise(steps))


def test_a_typed_number_becomes_a_notch() -> None:
    design = _of(put(stage("single-server").design, "workload.daily_users", 7_654_321))
    assert notches(design)[-1] >= 7_654_321
    assert 7_654_321 in notches(design)


@pytest.mark.parametrize("name", BREAKS)
def test_a_stage_breaks_where_its_mark_stands(name: str) -> None:
    def holds(users: float) -> bool:
        result = run(put(stage(name).design, "workload.daily_users", users))
        return all(verdict.ok for verdict in objectives(result))

    assert holds(BREAKS[name] * 0.96)
    assert not holds(BREAKS[name] * 1.04)
