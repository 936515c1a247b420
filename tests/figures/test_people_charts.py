"""The charts of people: sessions, servers that come and go, look-ups; one request from its name to its last byte."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.design.change import put_all
from playground.design.ladder import stage
from playground.figures.lookups import lookups_over_time
from playground.figures.servers import servers_over_time
from playground.figures.sessions import sessions_over_time
from playground.figures.versions import versions_over_time
from playground.figures.waterfall import Stretch, height_px, together, waterfall
from playground.lessons.catalogue import LANGUAGES, translator
from playground.measure import names, people, scaling, versions
from playground.result import Result
from playground.run import run
from playground.run.journeys import journeys, nearest
from playground.ui.journey.one_request import opening_ms, stretches

SMALL = {"workload.daily_users": 60_000.0, "seconds": 40.0, "dns.ttl_s": 5.0, "dns.browser_s": 0.0}


@cache
def small() -> Result:
    """The stage stateless with a fortieth of its users, names, and a deploy while sessions are on the servers."""
    deploy = [{"kind": "deploy", "node": "web", "start_s": 10.0}]
    knobs = {**SMALL, "sessions.kept": "server", "sessions.sticky": "cookie", "faults": deploy}
    return run(put_all(stage("stateless").design, knobs))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_logged_out_is_drawn(language: str) -> None:
    figure = go.Figure(sessions_over_time(small(), translator(language)))
    drawn, found = {trace.uid: trace for trace in figure.data}, people.over_time(small())
    assert list(drawn) == ["logins", "logged_out"]
    widths = np.diff(drawn["logged_out"].x).mean()
    told = people.sessions(small())
    assert told is not None
    assert told.logged_out > 0
    assert float(np.nansum(drawn["logged_out"].y) * widths) == pytest.approx(told.logged_out, rel=0.1)
    assert np.nanmax(found.logins_per_s) >= np.nanmax(found.logged_out_per_s)


@pytest.mark.parametrize("language", LANGUAGES)
def test_servers_are_stairs_up_to_now(language: str) -> None:
    figure = go.Figure(servers_over_time(small(), translator(language)))
    drawn, found = {trace.uid: trace for trace in figure.data}, scaling.stairs(small())
    assert list(drawn) == ["paid", "in_service"]
    assert drawn["in_service"].line.shape == "hv"
    assert drawn["in_service"].x[-1] == 40.0
    assert np.all(found.paid >= found.in_service)
    assert figure.layout.yaxis.range[1] > found.paid.max()


@pytest.mark.parametrize("language", LANGUAGES)
def test_lookups_are_the_measure(language: str) -> None:
    figure = go.Figure(lookups_over_time(small(), translator(language)))
    drawn, found = {trace.uid: trace for trace in figure.data}, names.over_time(small())
    assert list(drawn) == ["asked", "missed", "misled"]
    assert float(np.nanmean(drawn["asked"].y)) == pytest.approx(float(np.nanmean(found.asked_per_s)), rel=0.05)
    assert not np.nansum(drawn["misled"].y), "the balancer is the only address"


@pytest.mark.parametrize("language", LANGUAGES)
def test_versions_are_the_measure(language: str) -> None:
    figure = go.Figure(versions_over_time(small(), translator(language)))
    drawn, told = {trace.uid: trace for trace in figure.data}, versions.versions(small())
    assert list(drawn) == ["met_both", "went_back"]
    assert told is not None
    widths = np.diff(drawn["met_both"].x).mean()
    assert float(np.nansum(drawn["met_both"].y) * widths) == pytest.approx(told.met_both, rel=0.1)


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
def test_a_waterfall_is_the_latency_of_its_request(share: float) -> None:
    """Its bars follow each other without a gap, from the click to the answer."""
    numbers = tuple(nearest(small(), share, 8))
    for journey in journeys(small(), None, numbers):
        rows = together(stretches(journey))
        assert rows[0].start_ms == 0.0
        assert all(after.start_ms == before.end_ms for before, after in pairwise(rows))
        assert rows[-1].end_ms == pytest.approx(journey.steps[-1].at_ms - journey.born_ms)
        figure = go.Figure(waterfall(stretches(journey), translator("en")))
        bars = figure.data[0]
        assert sum(bars.x) == pytest.approx(rows[-1].end_ms)
        assert len(set(bars.y)) == len(rows), "every bar has a line of its own"
        assert height_px(rows) > 20 * len(rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_looks_up_and_connects(language: str) -> None:
    t = translator(language)
    found = max((stretches(row) for row in journeys(small())), key=opening_ms)
    labels = list(go.Figure(waterfall(found, t)).data[0].y)
    assert labels[0] == f"1. {t('figure.waterfall.lookup')}"
    assert labels[1] == f"2. {t('figure.waterfall.connect')}"
    assert opening_ms(found) == pytest.approx(150.0 + 2 * 20.0)


def test_equal_neighbours_are_one_bar_and_nothing_is_none() -> None:
    rows = [
        Stretch("SEIZE", "web", "waiting", 0.0, 0.0),
        Stretch("TRAVEL", "network", "network", 0.0, 1.0),
        Stretch("TRAVEL", "network", "network", 1.0, 3.0),
        Stretch("OPEN_CONNECTION", "network", "network", 3.0, 4.0),
        Stretch("WORK", "web", "service", 4.0, 5.0),
    ]
    told = [(row.block, row.start_ms, row.end_ms) for row in together(rows)]
    assert told == [("TRAVEL", 0.0, 3.0), ("OPEN_CONNECTION", 3.0, 4.0), ("WORK", 4.0, 5.0)]
