"""A few requests on their way through the picture: from which part to which, from when to when."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import streamlit as st

from playground.design.design import WebSystem
from playground.diagram.routes import Routes
from playground.lessons.catalogue import Translator
from playground.result import Result
from playground.run.journeys import Journey, Step, journeys, worth_a_look
from playground.ui import engine

USERS, ASKED = "users", "follow.asked"
KEPT = 8
MOST = 120  # requests
Leg = tuple[float, float, str, str]


def ask() -> None:
    """Somebody wants to follow requests of the run that the page shows."""
    st.session_state[ASKED] = True


def followed(result: Result | None, language: str, t: Translator, *, is_done: bool) -> dict[str, Any]:
    """What the picture needs to follow requests: whether it can be asked to, and, once it was, the requests. A run that
    goes on is not repeated; a replayed log's has no visitors of its own."""
    if result is None or not is_done or not engine.is_ready() or not _has_visitors(result):
        st.session_state.pop(ASKED, None)
        return {"can_follow": False, "requests": None, "stamp": ""}
    stamp = f"{result.design.hash()}-{result.seed}-{result.until_ns}"
    rows = _kept(f"{stamp}-{language}", result, t) if st.session_state.pop(ASKED, False) else None
    return {"can_follow": True, "requests": rows, "stamp": stamp}


def _has_visitors(result: Result) -> bool:
    return isinstance(result.design, WebSystem) and result.design.workload.replay is None


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _kept(key: str, _result: Result, _t: Translator) -> list[dict[str, Any]]:
    return sampled(_result, _t)


def sampled(result: Result, t: Translator) -> list[dict[str, Any]]:
    """Requests by their birth, failed ones first among equals: number, born_s, end_s, the words of their outcome, and
    their legs `[from_s, to_s, from, to]` along the lines of the picture. The run is repeated bit for bit for it."""
    routes = Routes(result.design)  # type: ignore[arg-type] # only web systems are shown
    outcomes = {number: chain.outcome for chain in result.chains for number in chain.numbers}
    told = journeys(result, None, worth_a_look(result))
    bad = [journey for journey in told if outcomes.get(journey.number, "served") != "served"]
    good = [journey for journey in told if outcomes.get(journey.number, "served") == "served"]
    chosen = [*spread(bad, MOST // 2), *spread(good, MOST // 2)]
    return [
        {
            "number": journey.number,
            "born_s": journey.born_ms / 1e3,
            "end_s": journey.steps[-1].at_ms / 1e3,
            "is_served": journey.steps[-1].block == "ANSWER",
            "outcome": _outcome(journey, outcomes, t),
            "legs": [[round(start_s, 6), round(end_s, 6), *ends] for start_s, end_s, *ends in legs(journey, routes)],
        }
        for journey in sorted(chosen, key=lambda journey: journey.born_ms)
    ]


def spread(rows: list[Journey], most: int) -> list[Journey]:
    """At most so many, evenly among those given."""
    step = max(1, -(-len(rows) // most))
    return rows[::step]


def legs(journey: Journey, routes: Routes) -> list[Leg]:
    """Where the request itself goes, attempt by attempt: out to the part that it knocks at, and back to the one that
    asked. Parts between two that the picture draws in a row are passed in equal times."""
    found: list[Leg] = []
    for attempt in sorted({step.attempt for step in journey.steps}):
        own = [step for step in journey.steps if step.attempt == attempt and step.child == 0]
        for start_s, end_s, one, other in _moves(own, routes.names):
            way = routes.between(one, other)
            share = (end_s - start_s) / max(1, len(way) - 1)
            found += [
                (start_s + place * share, start_s + (place + 1) * share, *ends)
                for place, ends in enumerate(pairwise(way))
            ]
    return found


def _moves(steps: list[Step], names: frozenset[str]) -> list[Leg]:
    """From one part to the next, as the steps of one attempt say it."""
    at, left_s = USERS, steps[0].at_ms / 1e3
    callers: list[str] = []
    found: list[Leg] = []

    def go(to: str, now_s: float) -> None:
        nonlocal at
        if to != at and to in names:
            found.append((left_s, now_s, at, to))
            at = to

    is_out = False
    for step, behind in zip(steps, [*steps[1:], None], strict=True):
        now_s = step.at_ms / 1e3
        if step.block == "TRAVEL":
            left_s, is_out = now_s, not step.what.startswith("back")
            if not is_out and behind is not None:
                go(callers.pop() if callers else USERS, behind.at_ms / 1e3)
        elif step.block == "ARRIVE":
            if is_out:
                callers.append(at)
            else:
                left_s = now_s
            go(step.node, now_s)
            is_out = False
    return found


def _outcome(journey: Journey, outcomes: dict[int, str], t: Translator) -> str:
    outcome = outcomes.get(journey.number, "served")
    if journey.steps[-1].block == "ANSWER" or outcome == "served":
        return t("diagram.served")
    return t(f"reason.{outcome}")
