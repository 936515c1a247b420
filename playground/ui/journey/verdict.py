"""What a stage changed against the one before, and what breaks first, in a sentence; and the search for the latter."""

from __future__ import annotations

import streamlit as st

from playground.design.design import WebSystem
from playground.lessons.catalogue import Translator
from playground.lessons.number import large, short
from playground.measure import compare
from playground.result import Result
from playground.study.break_point import Break
from playground.ui import breaks, language, names, state


def sentence(design: WebSystem, result: Result | None, before: Result | None, earlier: str, t: Translator) -> str:
    """Both halves, as far as they are known. `earlier`: the name of the stage before."""
    found = breaks.known(design)
    said = [_changed(result, before, earlier, t), "" if found is None else _breaks(found, t)]
    return " ".join(half for half in said if half)


def _changed(result: Result | None, before: Result | None, earlier: str, t: Translator) -> str:
    if result is None or before is None:
        return ""
    old, new = compare.tiles(before), compare.tiles(result)
    if old.latency_ms_p99 is None or new.latency_ms_p99 is None or old.error_rate is None or new.error_rate is None:
        return ""
    return t(
        "verdict.changed",
        name=earlier,
        p99_old=short(old.latency_ms_p99),
        p99=short(new.latency_ms_p99),
        errors_old=short(100 * old.error_rate),
        errors=short(100 * new.error_rate),
    )


def _breaks(found: Break, t: Translator) -> str:
    low, high = found.span
    lang = language.now()
    return t(
        "verdict.breaks",
        users=large(breaks.two_digits(found.mean), lang),
        low=large(low, lang),
        high=large(high, lang),
        part=f"{names.node(t, found.node)} · {names.station(t, found.station)}",
        percent=short(100 * found.utilisation),
        objective=t(f"objective.{found.missed}.name"),
    )


def search(design: WebSystem, t: Translator) -> None:
    """A button where nobody has searched yet; while a search runs, where it looks and a button that stops it."""
    if breaks.known(design) is not None:
        return
    running = breaks.under_way(design)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if running is None:
            st.button(t("verdict.search"), key="break-search", on_click=_begin, help=t("verdict.search_help"))
        elif running.problem:
            st.caption(t("verdict.nothing"))
        else:
            looking = large(running.users, language.now()) if running.users else "…"
            st.caption(t("verdict.looking", users=looking))
            st.button(t("verdict.stop"), key="break-stop", on_click=breaks.stop)


def _begin() -> None:
    breaks.begin(state.design())
