"""The charts of files: shares, and what leaves the origin; and how long each region waits."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.design.ladder import stage
from playground.figures.files import files_over_time, waits_by_region
from playground.lessons.catalogue import LANGUAGES, translator
from playground.measure import files
from playground.run import run
from tests.measure import factory
from tests.measure.test_files import EDGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_are_the_measures(language: str) -> None:
    result = factory.result(shelves=EDGES)
    figure = go.Figure(files_over_time(result, translator(language)))
    drawn, found = {trace.uid: trace for trace in figure.data}, files.over_time(result)
    assert list(drawn) == ["hit_ratio", "byte_hit_ratio", "old", "origin"]
    assert np.allclose(drawn["byte_hit_ratio"].y, found.byte_hit_ratio)
    assert np.allclose(drawn["old"].y, found.old_share)
    assert drawn["origin"].yaxis == "y2"
    steps = figure.layout.yaxis2
    assert [value / steps.range[1] for value in steps.tickvals] == pytest.approx(
        [value / figure.layout.yaxis.range[1] for value in figure.layout.yaxis.tickvals]
    ), "both axes share their grid"


def test_a_bar_for_each_region_and_none_that_has_no_end() -> None:
    short = stage("cdn").design.model_copy(update={"seconds": 4.0, "warmup_s": 1.0})
    result = run(short)
    figure = go.Figure(waits_by_region(result, translator("en")))
    home, america = files.by_region(result)
    bars = {trace.uid: trace for trace in figure.data}
    assert list(bars["page_p50"].y) == ["home", "America"]
    assert list(bars["files_p95"].x) == [home.files_p95_ms, america.files_p95_ms]
    _, _, bundle = factory.endpoints()
    dead = factory.replace(bundle, served=0, failed=bundle.offered)
    nobody = factory.result(endpoints=(*factory.endpoints()[:2], dead))
    assert list(go.Figure(waits_by_region(nobody, translator("en"))).data[0].x)
