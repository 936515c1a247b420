"""The live charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from playground.figures.drift import drift_over_time
from playground.figures.failover import failover_timeline
from playground.figures.files import files_over_time, waits_by_region
from playground.figures.hit_ratio import hit_ratio_over_time
from playground.figures.latency import latency_over_time
from playground.figures.lookups import lookups_over_time
from playground.figures.marks import unfinished_s
from playground.figures.pages import pages_over_time
from playground.figures.queues import queues_over_time
from playground.figures.read_model import documents_over_time, lag_over_time
from playground.figures.replication_lag import replication_lag_over_time
from playground.figures.servers import servers_over_time
from playground.figures.sessions import sessions_over_time
from playground.figures.shard_load import shard_load_over_time
from playground.figures.sites import sites_over_time
from playground.figures.threshold import threshold_lines
from playground.figures.timelines import fan_in_bars, timelines_over_time
from playground.figures.traffic import traffic_over_time
from playground.figures.utilisation import utilisation_over_time
from playground.figures.versions import versions_over_time
from playground.figures.where_time_goes import where_time_goes_bars
from playground.lessons.catalogue import Translator
from playground.measure.by_shard import has_replicas
from playground.measure.drift import drift
from playground.measure.replication import failovers
from playground.measure.scaling import scaling
from playground.result import Result
from playground.ui.live_plot import given, live_plot

HEIGHT = 260
HITS = ("hits", hit_ratio_over_time, True)
LAG = ("lag", replication_lag_over_time, True)
FAILOVER = ("failover", failover_timeline, False)
FILES = ("files", files_over_time, True)
SESSIONS = ("sessions", sessions_over_time, True)
LOOKUPS = ("lookups", lookups_over_time, True)
DRIFT = ("drift", drift_over_time, True)
VERSIONS = ("versions", versions_over_time, True)
SERVERS = ("servers", servers_over_time, True)
SHARDS = ("shards", shard_load_over_time, True)
SITES = ("sites", sites_over_time, True)
QUEUE = ("queue", queues_over_time, True)
TIMELINES = ("timelines", timelines_over_time, True)
FAN_IN = ("fan_in", fan_in_bars, False)
THRESHOLD = ("threshold", threshold_lines, False)
READ_MODEL = ("read_model", lag_over_time, True)
DOCUMENTS = ("documents", documents_over_time, True)
PAGES = ("pages", pages_over_time, True)
REGIONS = ("regions", waits_by_region, False)
FIGURES = (
    ("latency", latency_over_time, True),
    ("traffic", traffic_over_time, True),
    ("utilisation", utilisation_over_time, True),
    ("where", where_time_goes_bars, False),
)


def stamp(result: Result | None) -> str:
    """Names what the charts show: design, seed and how far the run has come. Empty when there are no charts."""
    return "" if result is None else f"{result.design.hash()}-{result.seed}-{result.until_ns}"


def rows(result: Result, t: Translator) -> dict[str, dict[str, Any]]:
    """Charts as plain data, by name: four, and more where there are caches, replicas or failovers."""
    now, unfinished, drawn = stamp(result), unfinished_s(result), {}
    for name, figure, has_cursor in _wanted(result):
        key, label = f"chart-{name}", t(f"chart.{name}")
        later = None if unfinished is None or not has_cursor else (*unfinished, t("figure.still_computing"))
        drawn[key] = given(
            figure(result, t), key=key, label=label, height=HEIGHT, has_cursor=has_cursor, later=later, stamp=now
        )
    return drawn


def _wanted(result: Result) -> list[tuple[str, Callable[[Result, Translator], dict[str, Any]], bool]]:
    """Name, figure, and whether it has the cursor of the run's time."""
    hits = [HITS] if result.caches or result.page_caches else []
    lag = [LAG] if has_replicas(result) else []
    parts = [SHARDS] if result.sharded is not None else []
    net = [FILES, REGIONS] if result.shelves else []
    people = [SITES] if result.sites is not None else []
    people += [SESSIONS] if result.sessions is not None else []
    people += [LOOKUPS] if result.names is not None else []
    people += [VERSIONS] if result.versions is not None else []
    servers = [SERVERS] if scaling(result) is not None else []
    servers += [DRIFT] if drift(result) is not None else []
    held = [QUEUE] if result.queues else []
    held += [TIMELINES, FAN_IN, THRESHOLD] if result.timelines is not None else []
    held += [READ_MODEL, DOCUMENTS] if result.read_model is not None else []
    held += [PAGES] if result.pages is not None else []
    rest = [*people, *servers, *net, *hits, *lag, *([FAILOVER] if failovers(result) else [])]
    return [*FIGURES, *held, *parts, *rest]


def charts(rows: Sequence[dict[str, Any]]) -> None:
    """Two and two."""
    for first in range(0, len(rows), 2):
        for column, row in zip(st.columns(2, gap="medium"), rows[first : first + 2], strict=False):
            with column:
                live_plot(row)
