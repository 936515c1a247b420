"""The whole road: every open stage raises its first bar or, through a bad day that the one before knows, its second.

The bars are those that are stored with the package; that they are what a search finds today is tested first.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from playground.design.bad_day import BAD_DAYS
from playground.design.change import put_all
from playground.design.ladder import STAGES, stage
from playground.measure.objectives import objectives
from playground.run import run
from playground.study import road
from playground.study.bad_day import design_for, missed
from playground.study.good_and_bad_day import Bars
from playground.study.most_users import STEP
from playground.ui.breaks import stored as breaks
from playground.ui.road.roads import cures, stored

BARS = {row.name: row for row in stored()}
OPEN = [row.name for row in STAGES if row.is_built]


@pytest.fixture(scope="module")
def found() -> dict[str, Bars]:
    search = road.search()
    search.start()
    search.join()
    assert search.problem == ""
    return {row.name: row for row in road.in_order(search.found)}


def test_what_is_stored_is_what_a_search_finds(found: dict[str, Bars]) -> None:
    assert list(BARS) == OPEN
    assert found == BARS, "run `python -m playground.ui.first` again"


def test_every_stage_raises_its_first_bar_or_its_second() -> None:
    dull = [row.name for earlier, row in pairwise(stored()) if not road.is_raised(row, earlier)]
    assert dull == []


def test_a_stage_that_carries_no_more_people_is_there_for_its_bad_day() -> None:
    for row in cures(stored()):
        assert row.before is not None
        assert row.bad.users > row.before.users
        assert row.bad.users >= stage(row.name).daily_users, "with the users that the stage opens with, and more"


@pytest.mark.parametrize("name", OPEN)
def test_the_first_bar_is_the_break_point_within_its_steps(name: str) -> None:
    """Of three seeds and a full run, which the bar's one seed and shorter run may miss by two steps at most."""
    broken = breaks()[name]
    assert broken.mean / STEP**2 < BARS[name].good.users < broken.mean * STEP
    assert BARS[name].good.missed == broken.missed


@pytest.mark.parametrize("name", OPEN)
def test_nobody_is_carried_through_a_bad_day_and_not_on_a_good_one(name: str) -> None:
    row = BARS[name]
    assert 0 <= row.bad.users <= row.good.users
    assert row.good.missed
    assert row.bad.missed


@pytest.mark.parametrize("share", [0.25, 0.6, 1.0, STEP**2, 1.5])
@pytest.mark.parametrize("name", ["split-tiers", "load-balancer", "replicas", "cache"])
def test_every_number_of_users_on_one_side_of_a_bar_holds_and_none_on_the_other(name: str, share: float) -> None:
    row, design, day = BARS[name], stage(name).design, BAD_DAYS[name]
    for seed in (1, 2) if share != 1.0 else (1,):
        good = run(put_all(design, {"workload.daily_users": row.good.users * share, "seconds": 60.0}), seed=seed)
        assert all(verdict.ok for verdict in objectives(good)) is (share <= 1)
        if 0 < row.bad.users < row.good.users:
            bad = missed(run(design_for(design, day, row.bad.users * share), seed=seed), day)
            assert (bad is None) is (share <= 1)


def test_whom_nobody_saves_is_not_saved_with_fewer_users() -> None:
    for row in BARS.values():
        if row.bad.users == 0:
            day = BAD_DAYS[row.name]
            result = run(design_for(stage(row.name).design, day, 20_000.0), seed=2)
            assert missed(result, day) == row.bad.missed
