"""Searches in processes of their own find the same in any number, can be stopped, and say what went wrong."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from playground.design.bad_day import BAD_DAYS
from playground.design.change import plain, put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.study import child, remove_one, road
from playground.study.good_and_bad_day import bars
from playground.study.remove_one import WHOLE
from playground.study.side_by_side import SideBySide

SMALL = {"seconds": 12.0, "warmup_s": 2.0}
NAMES = ("single-server", "split-tiers", "load-balancer")


def small(name: str) -> WebSystem:
    found = put_all(stage(name).design, SMALL)
    assert isinstance(found, WebSystem)
    return found


def all_of(search: SideBySide) -> dict[str, Any]:
    search.start()
    search.join(120)
    assert (search.problem, search.is_over, search.is_complete) == ("", True, True)
    return search.found


def test_two_find_what_one_finds_and_what_is_found_here() -> None:
    designs = [small(name) for name in NAMES]
    one, two = (all_of(road.search(designs, processes=count)) for count in (1, 2))
    assert one == two
    steps = bars(designs[1], BAD_DAYS["split-tiers"], designs[0])
    here = None
    while here is None:
        try:
            next(steps)
        except StopIteration as end:
            here = end.value
    assert road.in_order(one)[1] == here
    assert [row.name for row in road.in_order(two)] == list(NAMES)


def test_a_search_can_be_stopped() -> None:
    search = road.search()
    search.start()
    search.stop()
    search.join(30)
    assert search.is_over
    assert not search.is_complete
    assert search.problem == ""


def test_a_design_that_cannot_be_says_why() -> None:
    design = plain(small("single-server"))
    design["web"]["servers"] = -1
    search = SideBySide({"one": {"kind": "bars", "design": design, "earlier": None, "seed": 1}})
    search.start()
    search.join(60)
    assert search.problem.startswith("web.servers must be a whole number from 1")
    assert search.is_over


def test_a_child_says_how_it_goes_and_what_it_has_found() -> None:
    task = {"kind": "without", "box": WHOLE, "design": plain(small("single-server")), "seed": 1}
    answers = io.StringIO()
    child.serve(io.StringIO(json.dumps(task) + "\n"), answers)
    *going, last = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert going
    assert all(row["now"]["users"] > 0 for row in going)
    assert remove_one.of_plain(last["found"]).box == WHOLE


def test_no_number_of_processes_is_less_than_one() -> None:
    with pytest.raises(KeyError):
        SideBySide({}, 0).found["nothing"]
    assert SideBySide({}, 0).is_over
