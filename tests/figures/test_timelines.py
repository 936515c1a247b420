"""The charts of timelines show what was measured."""

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.figures.threshold import threshold_lines
from playground.figures.timelines import fan_in_bars, timelines_over_time
from playground.lessons.catalogue import LANGUAGES, translator
from playground.measure import counted
from playground.run import run
from tests.run.lined import lined


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_of_timelines(language):
    result = run(lined())
    words, found = translator(language), result.timelines
    over_time = go.Figure(timelines_over_time(result, words))
    whole = counted.windows(result).is_whole
    slowest_s = np.where(found.delivered_in > 0, found.slowest_ns / 1e9, np.nan)[whole]
    assert np.allclose(over_time.data[0].y, slowest_s, rtol=1e-6, equal_nan=True)
    assert np.array_equal(over_time.data[1].y, found.under_way_in[whole])
    bars = go.Figure(fan_in_bars(result, words))
    assert np.array_equal(np.array(bars.data[0].y) * found.reads, found.fan_in)
    lines = go.Figure(threshold_lines(result, words))
    assert [trace.uid for trace in lines.data] == ["threshold-work", "threshold-last", "threshold-fan_in"]
    assert lines.data[2].y[-1] == pytest.approx(1.0)
    assert lines.layout.shapes[0].x0 == 300
