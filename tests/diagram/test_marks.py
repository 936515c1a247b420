"""What is marked along the time bar, and its words."""

from __future__ import annotations

import pytest

from playground.design.change import put_all
from playground.design.ladder import stage
from playground.diagram.marks import ACTS, marks
from playground.lessons.catalogue import LANGUAGES, translator
from playground.measure.episodes import BEGINS
from playground.run import run

DESIGN = put_all(
    stage("load-balancer").design,
    {
        "seconds": 60.0,
        "workload.rate_rps": 60.0,
        "faults": [{"kind": "kill", "node": "web-2", "start_s": 20.0, "duration_s": 20.0}],
    },
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_and_every_decision_has_words(language: str) -> None:
    t = translator(language)
    assert all(t(f"figure.fault.{kind}", node="x") for kind in BEGINS.values())
    assert all(t(f"order.{what}", node="x", why="y") for what in ACTS)


def test_a_death_is_a_bar_and_its_detection_a_tick() -> None:
    rows = marks(run(DESIGN), translator("en"))
    [fault] = [row for row in rows if row["kind"] == "fault"]
    assert (fault["start_s"], fault["end_s"]) == (20.0, 40.0)
    down, up = [row for row in rows if row["kind"] == "act"]
    assert "web 2" in down["text"].lower()
    assert 20 < down["start_s"] < 40 < up["start_s"]
