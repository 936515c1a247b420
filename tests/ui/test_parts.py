"""What follows a held control is plain data, under the names that the components have in the browser."""

import json
from pathlib import Path

import pytest

from playground.design.change import put
from playground.design.ladder import stage
from playground.lessons.catalogue import LANGUAGES, translator
from playground.run import run
from playground.ui.journey.parts import parts
from playground.ui.journey.shown import Shown

UI = Path(__file__).parents[2] / "playground"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_can_be_sent_and_has_a_receiver(language: str) -> None:
    design = put(stage("load-balancer").design, "seconds", 20.0)
    result = run(design, seed=1)
    found = parts(design, Shown(result), translator(language))
    assert json.loads(json.dumps(found, allow_nan=False)).keys() == found.keys()
    scripts = "".join(path.read_text("utf-8") for path in UI.rglob("*.js"))
    for name in found:
        assert "live.set(data.name," in scripts if name.startswith("chart-") else f'live.set("{name}",' in scripts


def test_without_a_result_there_are_no_charts() -> None:
    found = parts(stage("single-server").design, Shown(), translator("en"))
    assert list(found) == ["head", "tiles", "scene", "panel"]
    assert found["head"]["look"] == "open"
    assert found["head"]["chips"] == []
