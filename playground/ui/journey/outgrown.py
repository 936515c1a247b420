"""What happens to queries when data outgrow memory? This run's pages, and the same system with ever more rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.disk import Disk
from playground.figures.data_growth import Point, data_growth_curves
from playground.lessons.catalogue import Translator
from playground.lessons.number import large, short
from playground.measure.disks import disks
from playground.result import Result
from playground.study import data_growth
from playground.study.data_growth import KINDS, Grown
from playground.theory.outgrown_memory import query_mean_ms
from playground.theory.paged_index import disk_reads_mean
from playground.ui import language, state
from playground.ui.background import desk
from playground.ui.live_plot import given, live_plot
from playground.ui.road.waiting import waiting
from playground.ui.text import plain

HEIGHT = 320
# What a database gets from the button: rows of about 1 kB, and an index of 8 KiB pages.
GROWS = {"database.disk.row_bytes": 1000, "database.disk.index_fanout_pages": 300}


def outgrown(design: WebSystem, result: Result | None, t: Translator) -> None:
    """Folded away until somebody asks; nothing at several sites, which have no disks."""
    if design.sites is not None:
        return
    folder = st.expander(t("outgrown.title"), key="outgrown", on_change="rerun")
    if not folder.open:
        return
    with folder:
        disk = design.database.disk
        if disk is None or disk.row_bytes is None:
            st.caption(t("outgrown.off"))
            st.button(t("outgrown.on"), key="outgrown-on", on_click=_set)
            return
        if result is not None and result.design == design:
            for line in now(result, t):
                st.markdown(line)
        _study(design, disk, t)


def _set() -> None:
    state.become(put_all(state.design(), GROWS))


def now(result: Result, t: Translator) -> list[str]:
    """What this run says of each database's pages."""
    return [
        t(
            "outgrown.now",
            node=plain(row.node),
            data=short(row.data_gb),
            memory=short(row.memory_gb),
            levels=row.levels,
            reads=short(row.reads_per_query),
            hits=short(100 * row.hit_ratio),
            busy=short(100 * row.utilisation),
        )
        for row in disks(result)
        if row.reads_per_query is not None and row.hit_ratio is not None and row.utilisation is not None
    ]


def _study(design: WebSystem, disk: Disk, t: Translator) -> None:
    seed = state.seed()
    calm = put_all(design, {"faults": [], "workload.replay": None})
    key = f"grown-{calm.hash()}-{seed}"
    found = desk().found(key)
    st.markdown(f"##### {t('outgrown.compare')}")
    st.caption(t("outgrown.text"))
    label = t("outgrown.begin" if found is None else "outgrown.again")
    waiting(key, lambda: data_growth.search(design, seed), t, label=label, name="grown", told=_looking)
    if found is not None:
        _shown([data_growth.of_plain(row) for row in found.values()], design, disk, t)


def _looking(name: str, look: dict[str, Any]) -> str:
    return f"{name} x, {100 * look['share']:.0f} %"


def _shown(rows: list[Grown], design: WebSystem, disk: Disk, t: Translator) -> None:
    rows = sorted(rows, key=lambda row: (KINDS.index(row.kind), row.times))
    figure = data_growth_curves(points_of(rows, design, disk), disk.memory_gb, t)
    live_plot(given(figure, key="chart-outgrown", label=t("outgrown.chart"), height=HEIGHT))
    for line in said(rows, t):
        st.markdown(line)
    st.dataframe([cells(row, t) for row in rows], hide_index=True, width="stretch")


def points_of(rows: list[Grown], design: WebSystem, disk: Disk) -> dict[str, list[Point]]:
    """The points of the chart, by kind of drives; without sizes of which no query was answered."""
    return {
        kind: [
            Point(row.data_gb, row.query_ms, by_theory_ms(row, design, disk))
            for row in rows
            if row.kind == kind and row.query_ms
        ]
        for kind in KINDS
    }


def by_theory_ms(row: Grown, design: WebSystem, disk: Disk) -> float | None:
    """The mean query that waits for nobody: its work, its page reads, its flush. None where a cache, or anything else,
    decides which keys the database is asked for."""
    keys, base = design.workload.popularity, design.database
    is_filtered = design.cache is not None or design.web.cache_items > 0 or design.sharding is not None
    uneven = keys.famous_reads_share + keys.famous_writes_share + keys.missing_share + keys.births_share
    if is_filtered or uneven or design.replication is not None or not keys.zipf_exponent < 2:
        return None
    fits = disk.rows_per_page or 1
    reads = disk_reads_mean(row.rows, fits, disk.memory_pages, keys.zipf_exponent, disk.index_fanout_pages)
    writes = row.writes_share
    work_ms = ((1 - writes) * base.read.mean_ms + writes * base.write.mean_ms) / base.speed
    return query_mean_ms(0.0, work_ms + writes * disk.fsync_ms, reads * row.read_ms)


def said(rows: list[Grown], t: Translator) -> list[str]:
    """How much slower the most rows are than those that fit, on each kind of drives, and which promise breaks first."""
    lines = []
    for kind in KINDS:
        mine = [row for row in rows if row.kind == kind and row.query_ms]
        fitting = [row for row in mine if row.times <= 1]
        if not fitting or mine[-1].times <= 1:
            continue
        first, last = fitting[-1].query_ms or 0.0, mine[-1]
        row = {
            "kind": t(f"figure.drives_{kind}"),
            "times": short(last.times),
            "before": short(first),
            "after": short(last.query_ms or 0.0),
            "factor": short((last.query_ms or 0.0) / first),
        }
        broken = next((one for one in mine if one.missed), None)
        end = (
            t("outgrown.holds")
            if broken is None
            else t("outgrown.breaks", times=short(broken.times), what=t(f"objective.{broken.missed[0]}.name"))
        )
        lines.append(f"{t('outgrown.said', **row)} {end}")
    return lines


def cells(row: Grown, t: Translator) -> dict[str, str]:
    """A row of the table."""
    lang = language.now()
    return {
        t("outgrown.column.drives"): t(f"figure.drives_{row.kind}"),
        t("outgrown.column.rows"): large(row.rows, lang),
        t("outgrown.column.data"): short(row.data_gb),
        t("outgrown.column.times"): short(row.times),
        t("outgrown.column.levels"): str(row.levels),
        t("outgrown.column.hits"): _or_dash(row.hit_ratio, 100),
        t("outgrown.column.reads"): _or_dash(row.disk_reads),
        t("outgrown.column.query"): _or_dash(row.query_ms),
        t("outgrown.column.busy"): short(100 * row.utilisation),
        t("outgrown.column.p99"): _or_dash(row.latency_ms_p99),
        t("outgrown.column.missed"): ", ".join(t(f"objective.{name}.name") for name in row.missed) or "-",
    }


def _or_dash(value: float | None, times: float = 1.0) -> str:
    return "-" if value is None else short(times * value)
