"""Canaries, deploys by hand and the way back, timed by hand: four servers, half of them at a time, 3 s to drain and 2 s
to restart; a deploy begins at 11 s, and what fails on servers with the new version is looked at at 0, 2, 4 ... s."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.alert import CANARY, Metric, Notify, Rule
from playground.design.fault import Deploy, Kill
from playground.design.operations import Delivery, Operations
from playground.design.web import Release
from playground.measure.deployment import deployments
from playground.result import S
from tests.controlplane.stories import BALANCER, CHECK, WEB, Told, story

QUIET = BALANCER.model_copy(update={"check": CHECK.model_copy(update={"work_ms": 0.0})})
EVEN = tuple(n / 100 for n in range(5600))  # 100 a second, at 5 ms each
RULES = (
    Rule(name="bad", metric=Metric.ERROR_RATE, node=CANARY, threshold=0.2, window_s=4.0, for_s=0.0),
    Rule(name="down", metric=Metric.DOWN, threshold=0.0, window_s=4.0, for_s=0.0),
)


def deployed(*faults: Any, fails_share: float = 0.0, **how: Any) -> Told:
    delivery = Delivery(watch_s=4.0, **how)
    given = Operations(scrape_s=2.0, rules=RULES, notify=Notify(group_wait_s=1000.0), delivery=delivery)
    web = WEB.model_copy(update={"servers": 4, "release": Release(batch_share=0.5, drain_s=3.0, restart_s=2.0)})
    deploy = Deploy(start_s=11.0, fails_share=fails_share)
    return story(deploy, *faults, at_s=EVEN, seconds=56.0, web=web, balancer=QUIET, operations=given)


def steps(found: Told, *whats: str) -> list[tuple[float, str, str]]:
    kinds = whats or ("take_out", "put_in", "roll_back", "deploy_ends")
    return [(t / S, what, node) for t, what, node in found.marks() if what in kinds]


def versions(found: Told) -> list[tuple[float, str, int]]:
    return [(o.t_ns / S, o.node, int(o.value)) for o in found.result.orders if o.what == "put_in"]


def failed_at(found: Told) -> list[float]:
    return [at for at, fate in found.fates.items() if fate == "bug"]


def test_one_gets_it_first_and_the_others_when_it_was_watched() -> None:
    assert steps(deployed(canary_share=0.25)) == [
        (11.0, "take_out", "web-1"),
        (16.0, "put_in", "web-1"),
        (20.0, "take_out", "web-2"),
        (20.0, "take_out", "web-3"),
        (25.0, "put_in", "web-2"),
        (25.0, "put_in", "web-3"),
        (25.0, "take_out", "web-4"),
        (30.0, "put_in", "web-4"),
        (30.0, "deploy_ends", "web"),
    ]


def test_by_hand_it_is_one_after_the_other() -> None:
    """Each 5 s, and 2 s until somebody is at the next one."""
    found = deployed(by_hand=True, by_hand_s=2.0)
    outs = [(at, node) for at, what, node in steps(found) if what == "take_out"]
    assert outs == [(11.0, "web-1"), (18.0, "web-2"), (25.0, "web-3"), (32.0, "web-4")]
    assert deployments(found.result)[0].lead_s == pytest.approx(26.0)


def test_a_bug_is_met_where_the_new_version_runs_and_nowhere_else() -> None:
    """Without a way back: web-1 and web-2 from 16 s on, the others from 21 s on, for good. Every request that is sent
    to a server that runs the bad version fails, after its work."""
    found = deployed(fails_share=1.0)
    for at, fate in found.fates.items():
        is_bad = at > 16.01 if found.picks.get(at) in (0, 1) else at > 21.01
        if not 15.98 < at < 16.02 and not 20.98 < at < 21.02 and fate != "on its way":
            assert fate == ("bug" if is_bad else "served"), at
    assert deployments(found.result)[0].failed == len(failed_at(found)) > 3000


def test_the_canary_alone_is_bad_and_goes_back() -> None:
    """It is put in at 16 s, has failed at the look of 18 s, and runs the old version again at 23 s. From 16 to 18 s a
    quarter of the requests was sent there, and what was under way when it was taken out still failed."""
    found = deployed(fails_share=1.0, canary_share=0.25, rolls_back_on="bad")
    assert steps(found) == [
        (11.0, "take_out", "web-1"),
        (16.0, "put_in", "web-1"),
        (18.0, "roll_back", "web"),
        (18.0, "take_out", "web-1"),
        (23.0, "put_in", "web-1"),
        (23.0, "deploy_ends", "web"),
    ]
    assert versions(found) == [(16.0, "web-1", 2), (23.0, "web-1", 1)]
    assert all(15.9 < at < 18.0 for at in failed_at(found))
    assert len(failed_at(found)) == pytest.approx(50, abs=1)
    assert steps(found, "alert_ends") == [(20.0, "alert_ends", CANARY)]
    (row,) = deployments(found.result)
    assert (row.rolled_back_s, row.restored_s, row.lead_s, row.why) == (18.0, 23.0, None, "bad")


def test_whoever_decides_takes_some_time_in_which_the_deploy_goes_on() -> None:
    """The alert is that of 18 s; at 20 s two more are taken out, and at 21 s somebody says stop. They get the old
    version where they would have got the new one; then web-1 goes back, and web-4 is left alone."""
    found = deployed(fails_share=1.0, canary_share=0.25, rolls_back_on="bad", react_s=3.0)
    assert steps(found) == [
        (11.0, "take_out", "web-1"),
        (16.0, "put_in", "web-1"),
        (20.0, "take_out", "web-2"),
        (20.0, "take_out", "web-3"),
        (21.0, "roll_back", "web"),
        (25.0, "put_in", "web-2"),
        (25.0, "put_in", "web-3"),
        (25.0, "take_out", "web-1"),
        (30.0, "put_in", "web-1"),
        (30.0, "deploy_ends", "web"),
    ]
    assert [version for *_, version in versions(found)] == [2, 1, 1, 1]


@pytest.mark.parametrize(("died_s", "back"), [(12.5, []), (16.5, [18.0]), (22.5, [24.0]), (24.5, [])])
def test_only_while_the_new_version_is_watched(died_s: float, back: list[float]) -> None:
    """Any rule may stop a deploy: here that the database is down, from the look after its death on. All have the new
    version at 21 s, and are watched until 25 s; before 16 s there is nothing to go back from."""
    found = deployed(Kill(node="database", start_s=died_s, duration_s=2.0), rolls_back_on="down")
    assert len(steps(found, "alert_fires")) == 1
    assert [at for at, *_ in steps(found, "roll_back")] == back


def test_a_version_with_no_canary_goes_back_from_wherever_it_is() -> None:
    """Two are bad from 16 s on, which is seen at 18 s, while the other two are out. They come back as they were, and
    then the bad ones go: no more are missed at once than in any deploy."""
    found = deployed(fails_share=1.0, rolls_back_on="bad")
    assert [(at, what) for at, what, _ in steps(found)] == [
        *[(11.0, "take_out")] * 2,
        *[(16.0, "put_in")] * 2,
        *[(16.0, "take_out")] * 2,
        (18.0, "roll_back"),
        *[(21.0, "put_in")] * 2,
        *[(21.0, "take_out")] * 2,
        *[(26.0, "put_in")] * 2,
        (26.0, "deploy_ends"),
    ]
    assert [version for *_, version in versions(found)] == [2, 2, 1, 1, 1, 1]


def test_the_next_version_has_a_number_of_its_own() -> None:
    """Version 2 was rolled back at 23 s; what is deployed at 30 s is version 3, and is good."""
    found = deployed(Deploy(start_s=30.0), fails_share=1.0, canary_share=0.25, rolls_back_on="bad")
    assert {version for at, _, version in versions(found) if at > 30.0} == {3}
    assert not [at for at in failed_at(found) if at > 18.1]
    assert [row.fails_share for row in deployments(found.result)] == [1.0, 0.0]
    assert [row.failed for row in deployments(found.result)] == [len(failed_at(found)), 0]
