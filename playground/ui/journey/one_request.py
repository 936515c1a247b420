"""One request, millisecond by millisecond: the run is repeated bit for bit, and a few requests write down what they
do."""

from __future__ import annotations

import streamlit as st

from playground.design.design import WebSystem
from playground.figures.waterfall import Stretch, height_px, waterfall
from playground.lessons.catalogue import Translator
from playground.result import Result
from playground.run.journeys import Journey, Step, journeys, nearest, worth_a_look
from playground.ui import engine
from playground.ui.live_plot import given, live_plot

SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
OPENS = ("RESOLVE", "OPEN_CONNECTION")
KEPT = 16


def one_request(result: Result, t: Translator, *, is_done: bool) -> None:
    """Folded away until somebody asks, and told once the run `is_done`: to repeat one that goes on would take longer
    each time. A replayed log has no visitors whose connections could be shown."""
    design = result.design
    if not isinstance(design, WebSystem) or design.workload.replay is not None or not engine.is_ready():
        return
    folder = st.expander(t("one.title"), key="one-request", on_change="rerun")
    if not folder.open:
        return  # nothing is run again for nobody
    with folder:
        st.caption(t("one.text"))
        if not is_done:
            st.caption(t("one.later"))
            return
        with st.spinner(t("one.runs")):
            found = _examples(result)
        if not found:
            st.caption(t("one.none"))
            return
        chosen = st.radio(
            t("one.which"), list(found), format_func=lambda name: t(f"one.{name}"), horizontal=True, key="one-which"
        )
        rows = found[chosen]
        label = t("one.label", what=t(f"one.{chosen}"), ms=f"{rows[-1].end_ms:.4g}")
        figure = waterfall(rows, t)
        live_plot(given(figure, key="chart-one-request", label=label, height=height_px(rows)))


def stretches(journey: Journey) -> list[Stretch]:
    """What the request itself did, attempt by attempt; its children walk meanwhile."""
    found: list[Stretch] = []
    attempts = sorted({step.attempt for step in journey.steps})
    for attempt in attempts:
        own = [step for step in journey.steps if step.attempt == attempt and step.child == 0]
        later = [step.at_ms for step in journey.steps if step.attempt == attempt + 1]
        ends = [step.at_ms for step in own[1:]] + [min(later) if later else own[-1].at_ms]
        found += [
            Stretch(
                step.block, step.system, step.kind, step.at_ms - journey.born_ms, end_ms - journey.born_ms, _way(step)
            )
            for step, end_ms in zip(own, ends, strict=True)
        ]
    return found


def _way(step: Step) -> str:
    """The link that is crossed, by its ends, whichever way."""
    return step.what.partition("over ")[2] if step.block == "TRAVEL" else ""


def opening_ms(rows: list[Stretch]) -> float:
    """What looking the name up and opening a connection took."""
    return sum(row.end_ms - row.start_ms for row in rows if row.block in OPENS)


def _examples(result: Result) -> dict[str, list[Stretch]]:
    return _told(f"{result.design.hash()}-{result.seed}-{result.until_ns}", result)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _told(key: str, _result: Result) -> dict[str, list[Stretch]]:
    """Requests near the percentiles, and the one that took longest to open its connection."""
    told = journeys(_result, None, worth_a_look(_result))
    rows = {journey.number: stretches(journey) for journey in told if journey.steps[-1].block == "ANSWER"}
    found = {
        name: rows[near[0]]
        for name, share in SHARES.items()
        if (near := nearest(_result, share, 1)) and near[0] in rows
    }
    first = max(rows.values(), key=opening_ms, default=[])
    return {**found, "first": first} if opening_ms(first) > 0 else found
