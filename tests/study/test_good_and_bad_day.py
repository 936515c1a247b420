"""Both bars of small systems: against the break point, against runs to the end, and told by hand."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from playground.design.bad_day import STARTS_S, BadDay
from playground.design.change import put, put_all
from playground.design.design import WebSystem
from playground.design.fault import Crowd, Deploy, Kill
from playground.design.ladder import stage
from playground.measure.objectives import objectives
from playground.result import Result
from playground.run import Run, run
from playground.study import bad_day as days
from playground.study.bad_day import design_for, lost_writes_s, missed, promises
from playground.study.break_point import NOTCH
from playground.study.break_point import find as find_break
from playground.study.good_and_bad_day import Bars, bad_bar, bars, before_bar, good_bar
from playground.study.hopeless import surely_missed
from playground.study.most_users import STEP, Bar

SHORT = {"seconds": 30.0, "warmup_s": 3.0}
PLAIN = [{"kind": "latency_ms_p99"}, {"kind": "error_rate"}]
FAR = Bar(400_000.0, "error_rate", "web-1", "cores")
ONE_DIES = BadDay((Kill(node="web-1", start_s=STARTS_S, duration_s=None),), 10.0)
GONE = BadDay((Kill(node="database", start_s=STARTS_S, duration_s=None),), 10.0)
COMES_BACK = BadDay((Kill(node="database", start_s=STARTS_S, duration_s=5.0),), 15.0)


def web(name: str, **knobs: Any) -> WebSystem:
    found = put_all(stage(name).design, {**SHORT, **knobs})
    assert isinstance(found, WebSystem)
    return found


def end(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as over:
            return over.value


@pytest.mark.parametrize("name", ["split-tiers", "load-balancer"])
def test_the_first_bar_is_the_break_point_rounded_down_to_a_step(name: str) -> None:
    design = web(name)
    found, broken = end(good_bar(design)), find_break(design, (1,))
    assert broken.mean / STEP < found.users <= broken.mean * NOTCH
    assert found.missed == broken.missed
    assert found.node == broken.node


def test_the_second_bar_holds_to_the_end_of_a_run_and_a_step_further_does_not() -> None:
    design = web("load-balancer", **{"web.servers": 2, "objectives": PLAIN})
    good = end(good_bar(design))
    bad = end(bad_bar(design, ONE_DIES, good))
    assert 0.4 < bad.users / good.users < 0.6, "one of two servers is left"
    for users, expected in ((bad.users, None), (bad.users * STEP, bad.missed), (bad.users / 2, None)):
        assert missed(run(design_for(design, ONE_DIES, users), seed=1), ONE_DIES) == expected


def test_a_forecast_that_is_kept_is_kept_on_the_day_itself() -> None:
    """The promise that one server fewer is enough breaks before the day on which there is one fewer does."""
    design = web("load-balancer", **{"web.servers": 2})
    good = end(good_bar(design))
    assert good.missed == "survives_one_server"
    assert end(bad_bar(design, ONE_DIES, good)) == good


def test_who_cannot_do_without_a_part_carries_nobody() -> None:
    design = web("split-tiers")
    assert end(bad_bar(design, GONE, end(good_bar(design)))) == Bar(0.0, "error_rate")


def test_a_part_that_comes_back_in_time_is_no_bad_day() -> None:
    design = web("split-tiers", **{"workload.daily_users": 60_000.0})
    good = Bar(80_000.0, "latency_ms_p99", "web-1", "cores")
    assert end(bad_bar(design, COMES_BACK, good)) == good
    late = replace(COMES_BACK, recovered_within_s=2.0)
    assert end(bad_bar(design, late, good)) == Bar(0.0, "error_rate")


def test_the_stage_before_is_asked_where_the_same_can_happen_to_it() -> None:
    earlier = web("split-tiers")
    assert end(before_bar(earlier, ONE_DIES, FAR)) == Bar(0.0, "error_rate")
    replica = BadDay((Kill(node="replica-1", start_s=STARTS_S, duration_s=None),), 10.0)
    assert end(before_bar(earlier, replica, FAR)) is None
    crowd = BadDay((Crowd(factor=1.2, start_s=STARTS_S, duration_s=2.0),), 10.0)
    found, good = end(before_bar(earlier, crowd, FAR)), end(good_bar(earlier))
    assert 0 < found.users <= good.users * STEP
    near = Bar(40_000.0, "error_rate", "web-1", "cores")
    assert end(before_bar(earlier, crowd, near)) == near, "as many as the stage itself, and nobody asks for more"


def test_all_of_a_stage() -> None:
    steps = bars(web("load-balancer"), ONE_DIES, web("split-tiers"))
    looked = []
    while True:
        try:
            looked.append(next(steps))
        except StopIteration as over:
            found: Bars = over.value
            break
    assert list(dict.fromkeys(look.what for look in looked)) == ["good", "bad", "before"]
    assert found.name == "load-balancer"
    assert found.bad.users <= found.good.users
    assert found.before == Bar(0.0, "error_rate")


@pytest.mark.parametrize("users", [100_000.0, 170_000.0, 185_000.0, 220_000.0, 400_000.0])
@pytest.mark.parametrize("day", [None, COMES_BACK, replace(COMES_BACK, recovered_within_s=3.0)])
def test_what_is_surely_missed_early_is_missed_in_the_end(users: float, day: BadDay | None) -> None:
    base = web("split-tiers")
    design = put(base, "workload.daily_users", users) if day is None else design_for(base, day, users)
    going = Run(design, seed=2)
    early = None
    while not going.is_complete and early is None:
        going.advance(going.now_ns + going.end_ns // 20)
        early = surely_missed(going.result(), day)
    whole = run(design, seed=2)
    names = {row.name for row in objectives(whole) if row.ok is False} if day is None else _missed(whole, day)
    assert early is None or early in names
    assert (surely_missed(whole, day) is None) is (not names)


def _missed(result: Result, day: BadDay) -> set[str]:
    return {row.name for row in promises(result, day) if not row.is_kept}


def test_promises_of_a_bad_day_told_by_hand() -> None:
    """A quarter of the time the answers may be twice as late, and one in a hundred may still fail."""
    day = replace(COMES_BACK, slower=2.0, failing_share=0.01)
    design = web("load-balancer")
    told = {row.name: row for row in promises(run(design_for(design, day, 100_000.0)), day)}
    assert told["latency_ms_p99"].limit == 1000.0
    assert told["error_rate"].limit == 0.01
    assert "survives_one_server" not in told, "a promise about what has happened now"
    assert told["lost_writes_s"].limit == 0.0
    assert all(row.is_kept for row in told.values())


def test_nobody_who_could_be_asked_is_no_promise_kept() -> None:
    design = web("split-tiers")
    rows = {row.name: row for row in promises(run(design_for(design, GONE, 20_000.0)), GONE)}
    assert rows["latency_ms_p99"].got is None
    assert not rows["latency_ms_p99"].is_kept


def test_lost_writes_are_told_in_seconds_of_writes() -> None:
    day = BadDay((Kill(node="site-a", start_s=STARTS_S, duration_s=None),), 40.0)
    result = run(design_for(stage("multi-dc").design, day, 400_000.0), seed=1)
    assert result.replication is not None
    load = stage("multi-dc").design.workload
    rate = load.requests_rps * 400_000 / load.daily_users * load.write_share
    assert lost_writes_s(result) == pytest.approx(result.replication.lost / rate)
    assert 0.3 < lost_writes_s(result) < 3.0, "what is written within the second that the other site is behind"
    assert not next(row for row in promises(result, day) if row.name == "lost_writes_s").is_kept


def test_who_is_logged_out_counts_from_the_first_instant_on() -> None:
    day = BadDay((Deploy(start_s=STARTS_S),), 40.0)
    design = put(stage("cdn").design, "workload.daily_users", 100_000.0)
    assert isinstance(design, WebSystem)
    result = run(design_for(design, day, 100_000.0))
    told = {row.name: row for row in promises(result, day)}
    assert told["logged_out"].got is not None
    assert told["logged_out"].got > 0.3
    assert days.certainly_missed(result, day) == "logged_out"
