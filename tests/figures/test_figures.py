"""The charts' data are the measures, in whole windows; nothing about pixels.

Every figure is read through `go.Figure`, which refuses what plotly does not know.
"""

import json
import math

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.design.ladder import stage
from playground.figures import hit_ratio as hit_ratio_figure
from playground.figures import latency as latency_figure
from playground.figures import traffic as traffic_figure
from playground.figures import utilisation as utilisation_figure
from playground.figures import where_time_goes as where_figure
from playground.figures.marks import unfinished_s
from playground.lessons.catalogue import LANGUAGES, translator
from playground.measure import latency, traffic, utilisation, where_time_goes
from playground.result import CACHE_COUNTS, Cache, Histogram
from tests.measure import factory

S = factory.S


def latency_over_time(result, words):
    return go.Figure(latency_figure.latency_over_time(result, words))


def traffic_over_time(result, words):
    return go.Figure(traffic_figure.traffic_over_time(result, words))


def utilisation_over_time(result, words):
    return go.Figure(utilisation_figure.utilisation_over_time(result, words))


def where_time_goes_bars(result, words):
    return go.Figure(where_figure.where_time_goes_bars(result, words))


ALL = (latency_over_time, traffic_over_time, utilisation_over_time, where_time_goes_bars)
OVER_TIME = ALL[:3]


def echo(key, **values):
    """Words that show their key and values."""
    return " ".join([key, *map(str, values.values())])


def _traces(figure):
    return {trace.uid: trace for trace in figure.data}


def _same(drawn, measured):
    return np.allclose(np.array(drawn, float), measured, rtol=1e-6, equal_nan=True)


def test_latency_is_that_of_the_windows_at_their_middles():
    result = factory.result()
    traces = _traces(latency_over_time(result, echo))
    assert list(traces) == ["p50", "p95", "p99"]
    assert _same(traces["p99"].y, latency.over_time(result).p99_ms)
    assert list(traces["p50"].x) == [5, 15, 25, 35]


def test_a_window_with_too_few_served_is_a_gap():
    counts = np.array([factory.bins(b1=99), factory.bins(b1=100), factory.bins(b1=100), factory.bins(b1=100)])
    figure = latency_over_time(factory.result(window_latency=Histogram(factory.EDGES_NS, counts)), echo)
    assert math.isnan(figure.data[0].y[0])
    assert figure.data[0].connectgaps is False


def test_traffic_stacks_the_failed_on_the_served_under_the_offered():
    result = factory.result()
    traces, rates = _traces(traffic_over_time(result, echo)), traffic.over_time(result)
    assert list(traces) == ["served", "failed:queue_full", "failed:timed_out", "offered"]
    assert _same(traces["failed:timed_out"].y, rates.failed_rps["timed_out"])
    assert _same(traces["offered"].y, rates.offered_rps)
    assert {uid for uid, trace in traces.items() if trace.stackgroup} == set(traces) - {"offered"}


def test_utilisation_has_a_line_per_machine():
    result = factory.result()
    traces = _traces(utilisation_over_time(result, echo))
    assert list(traces) == ["web-1", "web-2", "database"]
    assert _same(traces["web-1"].y, [0.05, 0.5, 0.5, 0.5])


def test_a_limit_is_drawn_when_it_is_used_up():
    first, *others = factory.stations()
    full = factory.station("worker threads", "web-1", "web", 10, (10, 90, 99, 90), line_ns=first.line_ns)
    result = factory.result(stations=(full, *others))
    traces = _traces(utilisation_over_time(result, echo))
    assert "web:worker threads" in traces
    assert _same(traces["web:worker threads"].y, utilisation.over_time(result, (full, others[1])))


def test_a_large_tier_is_a_mean_and_a_range():
    names = [f"web-{place}" for place in range(1, 10)]
    stations = tuple(
        factory.station("cores", name, "web", 1, (place, place, 0, 0), measures_node=True)
        for place, name in enumerate(names)
    )
    nodes = tuple(factory.Node(name, 0, 0, np.zeros(4, np.uint8)) for name in names)
    traces = _traces(utilisation_over_time(factory.result(stations=stations, nodes=nodes), echo))
    assert list(traces) == ["web:least", "web:most", "web"]
    assert [trace.y[0] for trace in traces.values()] == pytest.approx([0, 0.8, 0.4])


def test_where_the_time_goes_adds_up_to_the_means():
    result = factory.result()
    traces = where_time_goes_bars(result, echo).data
    for bar, found in enumerate((where_time_goes.mean(result), where_time_goes.around_p99(result))):
        assert sum(trace.x[bar] for trace in traces) == pytest.approx(found.mean_ms)
    assert [trace.uid for trace in traces] == ["network:network", "web:waiting", "web:service"]


@pytest.mark.parametrize("draw", OVER_TIME)
def test_time_runs_over_the_whole_run_even_while_it_is_being_computed(draw):
    """At 25 s two windows are over; nothing says what the rest will be."""
    result = factory.result(until_ns=25 * S)
    figure = draw(result, echo)
    assert list(figure.layout.xaxis.range) == [0, 40]
    assert all(len(trace.x) == 2 for trace in figure.data)
    assert unfinished_s(result) == (25, 40)
    assert unfinished_s(factory.result()) is None


@pytest.mark.parametrize("draw", OVER_TIME)
def test_warm_up_faults_and_orders_are_marked(draw):
    figure = draw(factory.result(), echo)
    shapes = {shape.name: (shape.x0, shape.x1) for shape in figure.layout.shapes}
    assert shapes["warm-up"] == (0, 10)
    assert shapes["kill:web-2"] == (20, 30)
    assert shapes["mark_down:web-2"] == (24, 24)
    assert shapes["mark_up:web-2"] == (33, 33)
    labels = {label.text: label.x for label in figure.layout.annotations}
    assert labels["figure.fault.kill node.web_n 2"] == 20
    assert labels["figure.order.mark_down node.web_n 2"] == 24


@pytest.mark.parametrize("draw", ALL)
def test_charts_can_be_updated_in_place(draw):
    """Unique uids in a stable order and one `uirevision`, whatever the result."""
    full, short = draw(factory.result(), echo), draw(factory.result(until_ns=25 * S, seed=2), echo)
    assert full.layout.uirevision == short.layout.uirevision is not None
    for figure in (full, short):
        uids = [trace.uid for trace in figure.data]
        assert None not in uids
        assert len(set(uids)) == len(uids)
    shared = [trace.uid for trace in short.data]
    assert [trace.uid for trace in full.data if trace.uid in shared] == shared


@pytest.mark.parametrize("draw", ALL)
def test_colours_of_text_and_ground_are_left_to_the_page(draw):
    layout = json.loads(draw(factory.result(), echo).to_json())["layout"]
    assert "color" not in json.dumps(layout["template"])
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert "color" not in layout["xaxis"]
    assert "font" not in layout


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_in_the_catalogue(draw, language):
    figure = draw(factory.result(), translator(language))
    assert figure.layout.xaxis.title.text
    assert all(trace.name for trace in figure.data)


@pytest.mark.parametrize("draw", OVER_TIME)
def test_axes_carry_units(draw):
    figure = draw(factory.result(), translator("en"))
    assert figure.layout.xaxis.title.text.endswith("(s)")
    assert figure.layout.yaxis.title.text.split("(")[1] in ("ms)", "/s)", "%)")


def test_nobody_served_still_makes_charts():
    nobody = tuple(Histogram(row.edges_ns, row.counts * 0) for row in factory.latencies())
    counts = Histogram(factory.EDGES_NS, factory.window_latency().counts * 0)
    result = factory.result(latency=nobody, window_latency=counts)
    assert np.isnan(latency_over_time(result, echo).data[0].y).all()
    assert len(where_time_goes_bars(result, echo).data) == 3


def test_a_figure_stays_small():
    """300 windows are at most 300 points a trace, and 40 kB altogether."""
    ones = np.ones(300, np.int64)
    result = factory.result(
        window_ns=S,
        end_ns=300 * S,
        until_ns=300 * S,
        requests=factory.Series(*(ones * 500 for _ in range(7))),
        window_latency=Histogram(factory.EDGES_NS, np.tile(factory.bins(b1=400, b3=100), (300, 1))),
        window_failures=np.tile([0, 3, 4], (300, 1)),
        stations=(factory.station("cores", "web-1", "web", 2, (1,) * 300, measures_node=True),),
        nodes=(factory.Node("web-1", 0, 0, np.zeros(300, np.uint8)),),
    )
    for draw in OVER_TIME:
        figure = draw(result, echo)
        assert max(len(trace.x) for trace in figure.data) <= 300
        assert len(figure.to_json()) < 40_000
    assert len(utilisation_over_time(result, echo).data[0].x) == 60


def test_hit_ratio_has_a_line_per_kind_of_cache():
    """Two caches of one kind are one line; stretches in which nobody asked are gaps."""
    counts = dict.fromkeys(CACHE_COUNTS[2:], 0)
    pair = [
        Cache(
            f"cache-{n}",
            60,
            40,
            **counts,
            hits_in=factory.windows(30, 30, 0, 0),
            misses_in=factory.windows(10, 30, 0, 0),
            stale_in=factory.windows(6, 30, 0, 0),
        )
        for n in (1, 2)
    ]
    figure = go.Figure(hit_ratio_figure.hit_ratio_over_time(factory.result(caches=tuple(pair)), echo))
    assert list(_traces(figure)) == ["cache", "best"]
    assert figure.data[0].y[:2] == pytest.approx([0.75, 0.5])
    assert np.isnan(np.array(figure.data[0].y[2:], float)).all()
    assert list(figure.layout.xaxis.range) == [0, 40]
    tier = factory.result(caches=tuple(pair), design=stage("cache").design)
    figure = go.Figure(hit_ratio_figure.hit_ratio_over_time(tier, echo))
    assert list(_traces(figure)) == ["cache", "stale", "best"]
    assert figure.data[1].y[:2] == pytest.approx([0.15, 0.5])
