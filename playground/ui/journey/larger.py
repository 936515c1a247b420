"""A larger machine for the database, or more of them? What both carry, cost, and take down when one of them fails."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.sharding import Sharding
from playground.figures.larger_or_more import Point, larger_or_more_curves
from playground.lessons.catalogue import Translator
from playground.lessons.number import large, short
from playground.study import larger_or_more
from playground.study.crossover import crossover
from playground.study.larger_or_more import OUT, UP, Size
from playground.theory import busiest_shard
from playground.theory.cost_of_doubling import last_doubling, price_factor
from playground.theory.usl import capacity, peak_capacity, peak_size
from playground.traffic.shards import place
from playground.ui import language, state
from playground.ui.background import desk
from playground.ui.live_plot import given, live_plot
from playground.ui.road.waiting import waiting

HEIGHT = 320
DOUBLED = 8  # cores of which a sentence tells what twice their work costs


def larger(design: WebSystem, t: Translator) -> None:
    """Folded away until somebody asks; nothing where the web server's machine is the database's."""
    if not design.database.own_machine:
        return
    folder = st.expander(t("larger.title"), key="larger", on_change="rerun")
    if not folder.open:
        return
    with folder:
        st.caption(t("larger.text"))
        st.markdown(by_the_book(design, t))
        seed = state.seed()
        calm = put_all(design, {"faults": [], "workload.replay": None})
        key = f"larger-{calm.hash()}-{seed}"
        found = desk().found(key)
        label = t("larger.begin" if found is None else "larger.again")
        waiting(
            key,
            lambda: larger_or_more.search(design, seed),
            t,
            label=label,
            name="larger",
            told=lambda name, look: f"{called(*_parts(name), t)}, {large(look['users'], language.now())}",
        )
        if found is not None:
            _shown([larger_or_more.of_plain(row) for row in found.values()], design, t)


def _parts(name: str) -> tuple[int, int]:
    _, machines, cores = name.split()
    return int(machines), int(cores)


def called(machines: int, cores: int, t: Translator) -> str:
    """What a size is called."""
    return t("larger.size", machines=machines, cores=cores)


def by_the_book(design: WebSystem, t: Translator) -> str:
    """What the universal scalability law says of this database's cores."""
    base = design.database
    a, b = base.contention, base.coherency
    factor, last, peak = price_factor(DOUBLED, a, b), last_doubling(a, b), peak_size(a, b)
    if math.isinf(last):
        return t("larger.book_endless", cores=DOUBLED, factor=short(factor))
    numbers = {"last": short(last), "peak": short(peak), "most": short(peak_capacity(a, b))}
    if math.isinf(peak):
        key = "larger.book_ended_level" if math.isinf(factor) else "larger.book_level"
        return t(key, cores=DOUBLED, factor=short(factor), **numbers)
    if math.isinf(factor):
        return t("larger.book_ended", **numbers)
    return t("larger.book", cores=DOUBLED, factor=short(factor), **numbers)


def _shown(rows: list[Size], design: WebSystem, t: Translator) -> None:
    rows = sorted(rows, key=lambda row: (row.way == OUT, row.machines, row.cores))
    points = points_of(rows, design, t)
    if all(points.values()):
        figure = larger_or_more_curves(points, t)
        live_plot(given(figure, key="chart-larger", label=t("larger.chart"), height=HEIGHT))
    for line in said(rows, t):
        st.markdown(line)
    st.dataframe([cells(row, t) for row in rows], hide_index=True, width="stretch")


def points_of(rows: list[Size], design: WebSystem, t: Translator) -> dict[str, list[Point]]:
    """The points of the chart on either way; without sizes that carry nobody."""
    return {
        way: [
            Point(called(row.machines, row.cores, t), row.usd_month, row.users, by_theory_users(row, rows, design))
            for row in rows
            if row.way == way and row.users
        ]
        for way in (UP, OUT)
    }


def by_theory_users(row: Size, rows: list[Size], design: WebSystem) -> float:
    """What the law makes of the smallest size: cores by Gunther, and machines until the one with the busiest keys is
    full."""
    least = min(rows, key=lambda one: one.machines * one.cores)
    a, b = design.database.contention, design.database.coherency
    return least.users * capacity(row.cores, a, b) / capacity(least.cores, a, b) / hottest_share(design, row.machines)


def hottest_share(design: WebSystem, shards: int) -> float:
    """The part of the busiest of so many shards, by the keys and the rule of this design."""
    given, keys = design.sharding or Sharding(), design.workload.popularity
    where = place(given.model_copy(update={"shards": shards}), keys, shards).before
    return busiest_shard.hottest_share(keys, where, given.salts)


def said(rows: list[Size], t: Translator) -> list[str]:
    """Where the one machine ends, what more of them cost, and who notices when one fails."""
    lang = language.now()
    up, out = ([row for row in rows if row.way == way] for way in (UP, OUT))
    best, most = max(up, key=lambda row: row.users), max(out, key=lambda row: row.users)
    lines = [t("larger.end", cores=best.cores, users=large(best.users, lang), usd=f"{best.usd_month:,.0f}")]
    if most.users > best.users:
        lines.append(t("larger.only", users=large(best.users, lang)))
    lines += [_cheaper(up, out, t, is_square=is_square) for is_square in (False, True)]
    lines.append(
        t("larger.out", shards=most.machines, users=large(most.users, lang), even=short(most.users / out[0].users))
    )
    several = next((row for row in out if row.machines > 1 and row.lost_share is not None), None)
    one = next((row for row in up if row.lost_share is not None), None)
    if one is not None and several is not None:
        shares = {"one": short(100 * (one.lost_share or 0.0)), "several": short(100 * (several.lost_share or 0.0))}
        worst = most.lost_share
        lines.append(
            t("larger.fails", shards=several.machines, most=most.machines, worst=short(100 * (worst or 0.0)), **shares)
        )
    return lines


def _cheaper(up: list[Size], out: list[Size], t: Translator, *, is_square: bool) -> str:
    """From how many users on more machines cost less, at list prices or if twice the size cost four times as much."""
    ways = [[row.offer(is_square=is_square) for row in way] for way in (up, out)]
    found, price = crossover(*ways), t("larger.square" if is_square else "larger.list")
    if found.cheaper_from is None:
        return t("larger.never", price=price)
    return t("larger.cheaper", price=price, users=large(found.cheaper_from, language.now()))


def cells(row: Size, t: Translator) -> dict[str, str]:
    """A row of the table."""
    each = row.usd_per_1000_users
    return {
        t("larger.column.size"): called(row.machines, row.cores, t),
        t("larger.column.users"): f"{row.users:,.0f}",
        t("larger.column.missed"): t(f"objective.{row.missed}.name") if row.missed else "-",
        t("larger.column.usd"): f"{row.usd_month:,.0f}",
        t("larger.column.each"): _or_dash(each),
        t("larger.column.square"): f"{row.usd_month_square:,.0f}",
        t("larger.column.lost"): _or_dash(None if row.lost_share is None else 100 * row.lost_share),
    }


def _or_dash(value: Any) -> str:
    return "-" if value is None else short(value)
