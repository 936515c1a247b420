"""The heading: which stage this is, and whether it keeps its promises."""

from __future__ import annotations

import math
from html import escape

import streamlit as st

from playground.design.design import WebSystem
from playground.design.ladder import STAGES
from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure.objectives import Verdict, objectives
from playground.result import Result


def heading(design: WebSystem, result: Result | None, t: Translator) -> None:
    """Name and verdict."""
    number = next(stage.number for stage in STAGES if stage.name == design.name) + 1
    kicker = t("head.stage", number=number, count=len(STAGES))
    name = t(f"stage.{design.name}.name")
    st.html(
        f'<div class="pg-head"><div><div class="pg-kicker">{escape(kicker)}</div><h1>{escape(name)}</h1></div>'
        f'<div class="pg-verdict">{verdicts(result, t)}</div></div>'
    )


def verdicts(result: Result | None, t: Translator) -> str:
    """One chip in all, and one for each objective, as HTML."""
    rows = () if result is None else objectives(result)
    known = [row for row in rows if row.ok is not None]
    if not known:
        return f'<span class="pg-all pg-open">{escape(t("head.open"))}</span>'
    holds = all(row.ok for row in known)
    look, said = ("pg-ok", t("head.holds")) if holds else ("pg-bad", t("head.fails"))
    return f'<span class="pg-all {look}">{escape(said)}</span>' + "".join(_chip(row, t) for row in known)


def _chip(row: Verdict, t: Translator) -> str:
    sign, name = ("✓", "pg-ok") if row.ok else ("✕", "pg-bad")
    got = t(f"objective.{row.name}.got", got=_amount(row.name, row.got))
    limit = t(f"objective.{row.name}.limit", limit=_amount(row.name, row.limit))
    title = t(f"objective.{row.name}.name")
    told = escape(t(f"objective.{row.name}.help"))
    words = f"<b>{sign}</b> {escape(title)} {escape(got)} <i>{escape(limit)}</i>"
    return f'<span class="pg-chip {name}" title="{told}">{words}</span>'


def _amount(name: str, value: float | None) -> str:
    if value is None:
        return "?"
    if math.isinf(value):
        return "∞"
    return short(value) if name == "latency_ms_p99" else short(100 * value)
