"""The boxes of a design: each can be taken out and put back, or something else needs it."""

from __future__ import annotations

import pytest

from playground.design.boxes import Box, boxes, here, needed_by, optional_parts, restored, without
from playground.design.change import put, put_all
from playground.design.design import WebSystem
from playground.design.ladder import STAGES, stage
from playground.design.problem import BadDesign
from playground.lessons.catalogue import LANGUAGES, strings

BUILT = [row.design for row in STAGES if row.is_built]
CASES = [(design, box) for design in BUILT for box in here(design)]


def _named(name: str) -> Box:
    return next(box for box in boxes() if box.name == name)


@pytest.mark.parametrize(("design", "box"), CASES, ids=lambda row: row.name)
def test_a_box_goes_and_comes_back_or_something_needs_it(design: WebSystem, box: Box) -> None:
    try:
        left = without(design, box)
    except BadDesign:
        needed = needed_by(design, box)
        assert needed
        assert box not in needed
        return
    assert left != design
    assert needed_by(design, box) == ()
    assert restored(left, box, design) == design
    if box.is_switch:
        assert box.off(left) is None
        with pytest.raises(BadDesign, match="has no"):
            without(left, box)


def test_the_boxes_of_the_notes_are_there() -> None:
    """DNS, CDN, balancer, servers, cache, main and second database; and what came later."""
    names = {box.name for box in boxes()}
    assert {"dns", "cdn", "balancer", "servers", "cache", "replication"} <= names
    assert {box.name for box in here(stage("multi-dc").design)} >= {"dns", "cdn", "balancer", "servers", "cache"}


def test_every_part_that_may_be_nothing_is_a_box() -> None:
    names = {box.name for box in boxes()}
    assert set(optional_parts()) - {"sessions"} <= names
    assert "session_store" in names


def test_who_needs_whom() -> None:
    several = stage("multi-dc").design
    assert [box.name for box in needed_by(several, _named("dns"))] == ["sites"]
    assert [box.name for box in needed_by(stage("replicas").design, _named("own_machine"))] == ["replication"]
    assert [box.name for box in needed_by(stage("stateless").design, _named("balancer"))] == ["autoscale"]


def test_changed_knobs_stay_and_the_whole_one_says_what_comes_back() -> None:
    whole = stage("cache").design
    changed = put_all(whole, {"workload.daily_users": 5e5, "cache.size_items": 777})
    assert isinstance(changed, WebSystem)
    back = restored(without(changed, _named("cache")), _named("cache"), whole)
    assert back == put(whole, "workload.daily_users", 5e5)


def test_a_store_that_goes_leaves_sessions_with_the_servers() -> None:
    left = without(stage("stateless").design, _named("session_store"))
    assert left.sessions is not None
    assert (left.sessions.kept, left.sessions.sticky) == ("server", "cookie")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_box_has_words(language: str) -> None:
    assert [box.name for box in boxes() if f"box.{box.name}" not in strings(language)] == []
