"""What the page shows: a run of the design and one of the stage before, or stored ones until the engine is ready."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from playground.design.design import WebSystem
from playground.design.problem import BadDesign
from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure import counted
from playground.result import Result, S
from playground.ui import answers, engine, first, names, state, traces
from playground.ui.answers import Answer
from playground.ui.stops import previous
from playground.ui.text import plain

IDLE_S = 0.35  # after this time without a change, what is left to do is done


@dataclass(frozen=True)
class Shown:
    """`result` and `before` are None as long as there is nothing to show. `answer` is the run that may go on;
    `earlier` is the design to compare with, whose run may come later."""

    result: Result | None
    before: Result | None
    answer: Answer | None
    earlier: WebSystem | None

    @property
    def is_waiting(self) -> bool:
        """Is there something left to compute?"""
        return self.answer is not None and (not self.answer.is_done or self.owes_comparison)

    @property
    def owes_comparison(self) -> bool:
        return self.answer is not None and self.earlier is not None and self.before is None


def shown(design: WebSystem, t: Translator) -> Shown:
    """Run the design, as far as fits into the time of a drag."""
    seed, earlier = state.seed(), previous(design)
    if not engine.is_ready():
        stored = first.find(design, seed)
        engine.wait(t, has_stored=stored is not None)
        return Shown(stored, first.find(earlier, seed), None, earlier)
    if traces.is_missing(design):
        return Shown(None, None, None, None)
    try:
        answer = answers.answer(design, seed)
        before = None if earlier is None else answers.known(earlier, seed)
    except BadDesign as problem:
        st.warning(plain(t("problem.run", what=str(problem))))
        return Shown(None, None, None, None)
    return Shown(answer.result, None if before is None else before.result, answer, earlier)


def progress(now: Shown, design: WebSystem, t: Translator) -> None:
    """One line: what the changes compare with, how far the run has come, and which faults sleep."""
    said = []
    if now.earlier is not None:
        said.append(t("head.against", name=t(f"stage.{now.earlier.name}.name")))
    if now.result is not None and not now.result.is_complete:
        said.append(_how_far(now, now.result, t))
    if now.result is not None and now.result.asleep:
        told = ", ".join(names.node(t, node) for node in now.result.asleep)
        said.append(t("head.asleep", nodes=told))
    st.caption(plain(" · ".join(said)) if said else " ")


def _how_far(now: Shown, result: Result, t: Translator) -> str:
    done_s, end_s = counted.now_ns(result) / S, result.end_ns / S
    if now.answer is not None and not now.answer.is_done:
        return t("head.more", percent=f"{100 * done_s / end_s:.0f}")
    most = f"{answers.MOST_BIRTHS:,}"
    return t("head.stopped", requests=most, seconds=short(done_s), end=short(end_s))


def go_on(now: Shown) -> None:
    """When nothing has changed for a moment, the run goes on where it stopped, and so does the comparison."""
    if not now.is_waiting:
        return
    with_the_page = iter((True,))

    @st.fragment(run_every=IDLE_S)
    def later() -> None:
        if next(with_the_page, False):
            return  # called with the page itself; the clock calls it again
        if now.owes_comparison and now.earlier is not None:
            answers.answer(now.earlier, state.seed())
        elif now.answer is not None:
            now.answer.more()
        st.rerun()

    later()
