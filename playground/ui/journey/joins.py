"""Where do pages get their data from once the system is split? From several services, or from a read model that workers
keep up to date: buttons that build either, lose events and build the model anew, and what this run says of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.design.change import plain, put_all
from playground.design.design import WebSystem
from playground.design.fault import Kill
from playground.design.problem import BadDesign
from playground.design.read_model import STORE
from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure import pages, read_model
from playground.result import Result
from playground.ui import state
from playground.ui.text import plain as as_text

Values = dict[str, Any]
AWAY = Kill(node=STORE, start_s=6.0, duration_s=3.0)
ANEW_S, ANEW_CORES = (
    12.0,
    4,
)  # when the index is built anew, and on what: it is whole before a run of half a minute ends
MODEL: Values = {"read_model.refresh_s": 1.0}
LOST: Values = {**MODEL, "read_model.outbox": False}
ANEW: Values = {"read_model.rebuild_at_s": ANEW_S, "read_model.cores": ANEW_CORES}
# What is tried: its knobs, and whether the store dies for a while.
TRIES: dict[str, tuple[Values, bool]] = {
    "one_by_one": ({"services.join": "one_by_one"}, False),
    "batched": ({"services.join": "batched"}, False),
    "model": (MODEL, False),
    "kept": ({**MODEL, "read_model.outbox": True}, True),
    "lost": (LOST, True),
    "anew": ({**LOST, **ANEW}, True),
    "beside": ({**LOST, **ANEW, "read_model.rebuild_beside": True}, True),
}


def joins(design: WebSystem, result: Result | None, t: Translator) -> None:
    """Folded away until somebody asks; nothing where no workers could bring events."""
    if design.queue is None:
        return
    folder = st.expander(t("joins.title"), key="joins", on_change="rerun")
    if not folder.open:
        return
    with folder:
        st.caption(t("joins.text"))
        with st.container(horizontal=True, gap="small"):
            for name, tried in tries(design).items():
                st.button(t(f"joins.{name}"), key=f"joins-{name}", on_click=state.become, args=(tried,))
        for line in [] if result is None else told(result, t):
            st.markdown(line)


def tries(design: WebSystem) -> dict[str, WebSystem]:
    """Every button's design, each from a page that asks the database only; without those that do not go with the rest,
    or are on the page already."""
    others = [fault for fault in plain(design)["faults"] if fault != plain(AWAY)]
    found = {}
    for name, (values, dies) in {**TRIES, "none": ({}, False)}.items():
        faults = [*others, plain(AWAY)] if dies else others
        try:
            tried = put_all(put_all(design, {"services": None, "read_model": None, "faults": []}), values)
            tried = put_all(tried, {"faults": faults})
        except BadDesign:
            continue
        if isinstance(tried, WebSystem) and tried != design:
            found[name] = tried
    return found


def told(result: Result, t: Translator) -> list[str]:
    """What this run says of pages from services, and of a read model."""
    return [as_text(line) for line in (*_pages(result, t), *_documents(result, t))]


def _pages(result: Result, t: Translator) -> list[str]:
    """What a page takes that is put together from several services."""
    found = pages.pages(result)
    if found is None or found.calls_mean is None or found.rows_mean is None or found.work_ms_mean is None:
        return []
    each = {name: short(getattr(found, f"{name}_mean")) for name in ("calls", "rows", "work_ms")}
    shares = {name: short(100 * (getattr(found, f"{name}_share") or 0.0)) for name in ("shown", "whole")}
    return [t("ledger.pages", **each, **shares, p99_ms=short(found.p99_ms or 0.0))]


def _documents(result: Result, t: Translator) -> list[str]:
    """How far a read model is behind, what it has lost, what pages do not find there, and whether it was built anew."""
    found = read_model.lag(result)
    if found is None or found.lag_ms_mean is None or found.not_yet_share is None:
        return []
    counts = {name: f"{count:,}" for name, count in vars(found).items() if isinstance(count, int)}
    times = {"mean_ms": short(found.lag_ms_mean), "p99_ms": short(found.lag_ms_p99 or 0.0)}
    shares = {name: short(100 * (getattr(found, f"{name}_share") or 0.0)) for name in ("absent", "old")}
    lines = [
        t("ledger.read_model", **counts, **times, share=short(100 * found.not_yet_share)),
        t("ledger.documents", **counts, **shares),
    ]
    if found.rebuild_s is not None:
        return [*lines, t("ledger.rebuilt", **counts, seconds=short(found.rebuild_s))]
    return [*lines, t("ledger.rebuilding", **counts)] if found.restored > 0 else lines
