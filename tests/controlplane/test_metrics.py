"""What two scrapes say, by hand, and against numpy on any numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.controlplane.metrics import KINDS, OF_SERVERS, Span, kind_of, quantile
from playground.controlplane.scrapes import Scrapes
from playground.design.alert import CANARY, Metric, Rule

S = 1_000_000_000


class Book:
    """Meters that say what a test has written into them."""

    edges_ns = (0.0, 10e6, 20e6, 40e6, 80e6)
    planned_rps, error_budget = 100.0, 0.001

    def __init__(self, read: Callable[[], dict[str, tuple[int, ...]]] = dict) -> None:
        self.requests = self.latency = self.cores = self.servers = self.queries = self.pools = read
        self.caches = self.lags = self.queues = self.down = read

    def tier(self, name: str) -> str:
        return name.split("-", maxsplit=1)[0]


def said(metric: Metric, now: tuple[int, ...], then: tuple[int, ...], ns: int = 10 * S, missing_ns: int = 0) -> float:
    found = KINDS[metric].value(Book(), now, then, Span(ns, missing_ns))
    assert found is not None
    return found


def test_every_metric_is_measured_somehow() -> None:
    assert tuple(KINDS) == tuple(Metric)
    for metric, kind in KINDS.items():
        assert callable(getattr(Book(), kind.scrape)), metric


def test_by_hand() -> None:
    assert said(Metric.CPU, (12 * S, 2), (2 * S, 2)) == pytest.approx(0.5)
    assert said(Metric.CONNECTIONS, (9 * S, 1, 4 * S, 4), (0, 1, 0, 4)) == pytest.approx(0.9)  # the fuller of two pools
    assert said(Metric.LATENCY_MEAN, (300, 0, 9 * S), (100, 0, 1 * S)) == pytest.approx(40.0)
    assert said(Metric.ERROR_RATE, (175, 35, 0), (100, 10, 0)) == pytest.approx(0.25)
    assert said(Metric.ERROR_RATE, (75, 25, 0), (0, 0, 0), missing_ns=9 * S) == pytest.approx(25 / 1000)
    assert said(Metric.BURN_RATE, (75, 25, 0), (0, 0, 0), missing_ns=9 * S) == pytest.approx(25.0)
    assert said(Metric.SLOW_QUERIES, (25,), (5,)) == pytest.approx(2.0)
    assert said(Metric.HIT_RATIO, (80, 30), (20, 10)) == pytest.approx(0.75)
    assert said(Metric.REPLICATION_LAG, (1_500_000_000,), ()) == 1.5
    assert said(Metric.DOWN, (1,), ()) == 1.0
    assert said(Metric.QUEUE_DEPTH, (250,), ()) == 250.0
    assert said(Metric.LATENCY_P50, (0, 3, 3, 0), (0, 1, 1, 0)) == pytest.approx(20.0)
    assert said(Metric.LATENCY_P99, (1, 0, 0, 99), (1, 0, 0, 0)) == pytest.approx(79.6)


def test_nothing_is_said_of_nothing() -> None:
    for metric, empty in (
        (Metric.LATENCY_MEAN, (7, 1, 3)),
        (Metric.LATENCY_P99, (4, 4, 4, 4)),
        (Metric.ERROR_RATE, (7, 1, 3)),
        (Metric.BURN_RATE, (7, 1, 3)),
        (Metric.HIT_RATIO, (5, 5)),
        (Metric.CONNECTIONS, ()),
    ):
        assert KINDS[metric].value(Book(), empty, empty, Span(S)) is None


def test_the_error_rate_is_of_users_or_of_machines() -> None:
    assert kind_of(Rule(metric=Metric.ERROR_RATE, threshold=0.1)).scrape == "requests"
    for node in ("web", "web-1", CANARY):
        assert kind_of(Rule(metric=Metric.ERROR_RATE, threshold=0.1, node=node)) is OF_SERVERS


@given(st.lists(st.floats(0.0, 79.9), min_size=1, max_size=60), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_quantile_is_in_the_bin_of_the_value_that_it_stands_for(values_ms: list[float], share: float) -> None:
    edges = np.array(Book.edges_ns) / 1e6
    counts, _ = np.histogram(values_ms, edges)
    rank = max(1, int(np.ceil(share * len(values_ms) - 1e-9)))
    true = sorted(values_ms)[rank - 1]
    found = quantile(edges.tolist(), counts.tolist(), share)
    assert found is not None
    place = int(np.searchsorted(edges, true, side="right")) - 1
    assert edges[place] - 1e-9 <= found <= edges[place + 1] + 1e-9


@given(st.lists(st.integers(0, 50), min_size=2, max_size=60), st.integers(1, 20), st.integers(1, 10))
def test_a_window_is_what_came_between_its_ends(counts: list[int], window: int, scrape: int) -> None:
    """A scrape every few seconds of a counter; over a window it says what numpy says of the same stretch."""
    window = max(window, scrape)
    upto = np.cumsum([0, *counts])
    rule = Rule(metric=Metric.SLOW_QUERIES, threshold=0.0, window_s=float(window))
    at = 0
    kept = Scrapes(Book(lambda: {"database": (int(upto[min(at, len(counts))]),)}), (rule,))
    for at in range(0, len(counts) + 1, scrape):
        kept.take(at * S)
        value = kept.value(KINDS[rule.metric], "database", window * S)
        first = max(0, -(-(at - window) // scrape) * scrape)
        if at == 0:
            assert value is None
        else:
            assert value == pytest.approx((upto[at] - upto[first]) / (at - first))


def test_a_machine_that_was_away_has_only_what_came_since() -> None:
    """It answers at 0 and 2 s, and again from 6 s on."""
    there, at = {0: 5, 2: 9, 6: 20, 8: 26}, 0
    rule = Rule(metric=Metric.SLOW_QUERIES, threshold=0.0, window_s=4.0)
    kept = Scrapes(Book(lambda: {"database": (there[at],)} if at in there else {}), (rule,))
    said_at = {}
    for at in (0, 2, 4, 6, 8):
        kept.take(at * S)
        if at in there:
            said_at[at] = kept.value(KINDS[rule.metric], "database", 4 * S)
    assert said_at == {0: None, 2: 2.0, 6: pytest.approx(11 / 4), 8: 3.0}
