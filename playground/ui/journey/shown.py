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
from playground.ui import answers, breaks, engine, first, names, rules_table, state, traces
from playground.ui.answers import Answer
from playground.ui.journey import verdict
from playground.ui.stops import previous
from playground.ui.text import plain

RIPE = 0.25  # of a run has to be there for others to be compared with it


@dataclass(frozen=True)
class Shown:
    """`result` and `before` are None as long as there is nothing to show. `answer` is the run that may go on.

    `earlier` is the design to compare with, whose run `compared` may come later, and be told later still: where
    something is to happen, once both runs are over. `is_compiling`: what is shown is stored, as there
    is no engine yet. `problem` says why there is no run.
    """

    result: Result | None = None
    before: Result | None = None
    answer: Answer | None = None
    earlier: WebSystem | None = None
    compared: Answer | None = None
    is_compiling: bool = False
    problem: str = ""

    @property
    def is_waiting(self) -> bool:
        """Is there something left to compute?"""
        return self.answer is not None and (not self.answer.is_done or self.owes_comparison or self.is_comparing)

    @property
    def is_comparing(self) -> bool:
        """Does the run to compare with go on?"""
        return self.compared is not None and not self.compared.is_done

    @property
    def owes_comparison(self) -> bool:
        return self.answer is not None and self.earlier is not None and self.before is None


def shown(design: WebSystem) -> Shown:
    """Run the design, as far as fits into the time of a drag."""
    seed, earlier = state.seed(), previous(design)
    if not engine.is_ready():
        return Shown(first.find(design, seed), first.find(earlier, seed), earlier=earlier, is_compiling=True)
    if traces.is_missing(design):
        return Shown()
    try:
        answer = answers.answer(design, seed)
        compared = None if earlier is None else answers.known(earlier, seed)
    except BadDesign as problem:
        return Shown(problem=str(problem))
    before = compared.result if compared is not None and _is_ripe(design, answer, compared) else None
    return Shown(answer.result, before, answer, earlier, compared)


def _is_ripe(design: WebSystem, answer: Answer, compared: Answer) -> bool:
    """Can the run be compared with this one? Its first seconds do not tell enough: in overload hardly anybody is served
    then who has come after the warm-up."""
    if design.faults:
        return answer.is_done and compared.is_done
    result = compared.result
    return compared.is_done or counted.now_ns(result) >= RIPE * result.end_ns


def tell(now: Shown, t: Translator) -> None:
    """Why there is nothing to show, or nothing but a stored run."""
    if now.is_compiling:
        engine.wait(t, has_stored=now.result is not None)
    if now.problem:
        st.warning(plain(t("problem.run", what=now.problem)))


def progress(design: WebSystem, now: Shown, t: Translator) -> str:
    """What the stage changed and what breaks first, how far the run has come, and which faults sleep."""
    said = []
    earlier = "" if now.earlier is None else t(f"stage.{now.earlier.name}.name")
    told = verdict.sentence(design, now.result, now.before, earlier, t)
    if told:
        said.append(told)
    elif now.earlier is not None:
        said.append(t("head.against", name=earlier))
    if now.result is not None and not now.result.is_complete:
        said.append(_how_far(now, now.result, t))
    if now.result is not None and now.result.asleep:
        told = ", ".join(names.node(t, node) for node in now.result.asleep)
        said.append(t("head.asleep", nodes=told))
    return " · ".join(said)


def _how_far(now: Shown, result: Result, t: Translator) -> str:
    done_s, end_s = counted.now_ns(result) / S, result.end_ns / S
    if now.answer is not None and not now.answer.is_done:
        return t("head.more", percent=f"{100 * done_s / end_s:.0f}")
    most = f"{answers.MOST_BIRTHS:,}"
    return t("head.stopped", requests=most, seconds=short(done_s), end=short(end_s))


def go_on() -> None:
    """Do what is left to do: first what the changes compare with, then the run goes on where it stopped, then the
    search for where the design breaks, or the comparison of rules."""
    now = shown(state.design())
    if now.answer is not None and now.earlier is not None and now.compared is None:
        answers.answer(now.earlier, state.seed())
    elif now.answer is not None and not now.answer.is_done:
        now.answer.more()
    elif now.compared is not None and not now.compared.is_done:
        now.compared.more()
    elif breaks.is_searching(state.design()):
        breaks.go_on(state.design())
    else:
        rules_table.go_on(state.design(), state.seed())


def is_studying(design: WebSystem) -> bool:
    """Are rules being compared?"""
    return rules_table.under_way(design, state.seed()) is not None
