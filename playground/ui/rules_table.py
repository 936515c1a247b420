"""Rules against faults: a study that goes on run by run while nobody drags, and can be stopped. What was found is kept
for everybody."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass

import streamlit as st

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.study.rules_and_faults import Table, search

STUDY = "rules"
KEPT = 50
TURN_S = 0.25  # of computing, between two looks at the page


@dataclass
class Study:
    """One under way. `fault`: whose run it is at; `share`: of all that is done."""

    name: str
    steps: Generator[tuple[str, float], None, Table]
    fault: str = ""
    share: float = 0.0


def known(design: WebSystem, seed: int) -> Table | None:
    """What was found for this design, whatever its own faults; None until somebody has asked."""
    return _found().get(_name(design, seed))


def begin(design: WebSystem, seed: int) -> None:
    """Compute it from now on."""
    st.session_state[STUDY] = Study(_name(design, seed), search(design, seed))


def stop() -> None:
    """No more."""
    st.session_state.pop(STUDY, None)


def under_way(design: WebSystem, seed: int) -> Study | None:
    """The study of this design, if there is one; another design's is given up."""
    found: Study | None = st.session_state.get(STUDY)
    if found is not None and (design.operations is None or found.name != _name(design, seed)):
        stop()
        return None
    return found


def go_on(design: WebSystem, seed: int) -> None:
    """A little further, if there is a study."""
    running = under_way(design, seed)
    until_s = time.perf_counter() + TURN_S
    while running is not None and time.perf_counter() < until_s:
        try:
            running.fault, running.share = next(running.steps)
        except StopIteration as end:
            _keep(running.name, end.value)
            stop()
            return


def _name(design: WebSystem, seed: int) -> str:
    """The same for designs that differ only in what the study sets itself."""
    return f"{seed} {put_all(design, {'faults': [], 'workload.replay': None}).text()}"


@st.cache_resource(show_spinner=False)
def _found() -> OrderedDict[str, Table]:
    return OrderedDict()


def _keep(name: str, found: Table) -> None:
    shelf = _found()
    shelf[name] = found
    while len(shelf) > KEPT:
        shelf.popitem(last=False)
