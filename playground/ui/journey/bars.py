"""The two bars: through the stages, and over the daily users."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from playground.design.design import WebSystem
from playground.design.ladder import STAGES, Stage
from playground.design.problem import shown
from playground.lessons.catalogue import Translator
from playground.lessons.number import large, read, short
from playground.ui import language, state
from playground.ui.problem import sentence
from playground.ui.rail import rail
from playground.ui.stops import BREAKS, Stop, move, notches, place_of, stops
from playground.ui.text import plain


def bars(design: WebSystem, t: Translator) -> None:
    """Both."""
    stages(design, t)
    users(design, t)


def stages(design: WebSystem, t: Translator) -> None:
    """The bar through all stages."""
    rows = stops()

    def change(what: dict[str, Any]) -> None:
        place = what.get("place")
        if isinstance(place, int) and 0 <= place < len(rows) and rows[place].kind != "closed":
            state.become(move(state.design(), rows[place]))

    rail(
        "stages",
        look="stages",
        label=t("rail.label"),
        stops=[_stage_stop(stop, t) for stop in rows],
        value=place_of(design),
        on_change=change,
    )


def _stage_stop(stop: Stop, t: Translator) -> dict[str, Any]:
    name, users = t(f"stage.{stop.stage.name}.name"), large(stop.daily_users, language.now())
    number = stop.stage.number + 1
    row = {"at": stop.at, "kind": stop.kind, "text": t(f"rail.{stop.kind}_text", number=number, name=name, users=users)}
    if stop.kind == "half" and (stop.trouble is not None or stop.wish):
        trouble = t(f"rail.trouble.{_called(stop)}")
        return {**row, "label": trouble, "text": t("rail.trouble_text", name=name, users=users, trouble=trouble)}
    if stop.kind == "half":
        return {**row, "label": users}
    if stop.kind == "closed":
        return {**row, "badge": str(number), "label": name, "closed": True}
    return {**row, "badge": str(number), "label": name, "under": users}


def _called(stop: Stop) -> str:
    """What makes the half-stop bad."""
    if stop.wish:
        return stop.wish[-1].name
    return "bug" if getattr(stop.trouble, "fails_share", 0.0) else str(stop.trouble and stop.trouble.kind)


def users(design: WebSystem, t: Translator) -> None:
    """The bar over daily users, logarithmic, with marks where this stage and the one before break."""
    steps = notches(design)
    low, high = math.log10(steps[0]), math.log10(steps[-1])

    def at(count: float) -> float:
        return (math.log10(count) - low) / (high - low)

    def change(what: dict[str, Any]) -> None:
        if "typed" in what:
            _typed(str(what["typed"]))
        elif isinstance(what.get("place"), int) and 0 <= what["place"] < len(steps):
            state.attempt("workload.daily_users", steps[what["place"]])

    rail(
        "users",
        look="scale",
        label=t("rail.users"),
        stops=[_user_stop(step, at(step), t) for step in steps],
        value=steps.index(design.workload.daily_users),
        on_change=change,
        marks=[mark for mark in _marks(design, at, t) if 0 <= mark["at"] <= 1],
        note=_note(design, t),
        typed=f"{design.workload.daily_users:,.0f}",
        page=5,
    )


def _typed(text: str) -> None:
    count = read(text)
    if count is None:
        state.refuse("problem.number", ValueError(shown(text)))
    else:
        state.attempt("workload.daily_users", count)


def _user_stop(step: float, at: float, t: Translator) -> dict[str, Any]:
    count = large(step, language.now())
    row: dict[str, Any] = {"at": at, "text": t("rail.users_text", users=count), "typed": f"{step:,.0f}"}
    if math.isclose(step, 10 ** round(math.log10(step))):
        return {**row, "kind": "tick", "label": count}
    return row


def _marks(design: WebSystem, at: Any, t: Translator) -> list[dict[str, Any]]:
    """Where this stage breaks and where the one before did, with their own sizes."""
    number = next(stage.number for stage in STAGES if stage.name == design.name)
    rows = []
    for kind, stage in (("before", STAGES[number - 1] if number else None), ("here", STAGES[number])):
        if stage is None or stage.name not in BREAKS or (kind == "before" and _breaks_alike(stage, STAGES[number])):
            continue
        name, count = t(f"stage.{stage.name}.name"), large(BREAKS[stage.name], language.now())
        label = t("rail.breaks", users=count) if kind == "here" else t("rail.before", name=name)
        text = t("rail.breaks_text", name=name, users=count)
        rows.append({"at": at(BREAKS[stage.name]), "kind": kind, "label": label, "text": text})
    is_swapped = len(rows) == 2 and rows[0]["at"] > rows[1]["at"]  # the labels stand on the outer sides
    return [{**row, "swapped": is_swapped} for row in rows]


def _breaks_alike(before: Stage, here: Stage) -> bool:
    """Do both break with about as many users, so that two marks would stand on each other?"""
    both = [math.log(BREAKS[stage.name]) for stage in (before, here) if stage.name in BREAKS]
    return len(both) == 2 and abs(both[0] - both[1]) < 0.02


def _note(design: WebSystem, t: Translator) -> str:
    """The users' habits as a formula, or what counts instead."""
    workload = design.workload
    if workload.replay is not None:
        return t("rail.replay", name=shown(workload.replay.name))
    if workload.rate_rps is not None:
        return t("rail.rate", rate=short(workload.rate_rps))
    return t(
        "rail.formula",
        users=f"{workload.daily_users:,.0f}",
        sessions=short(workload.sessions_per_user_day),
        pages=short(workload.pages_per_session),
        requests=short(workload.requests_per_page),
        peak=short(workload.peak_factor),
        rate=short(workload.requests_rps),
    )


def problem(design: WebSystem, t: Translator) -> None:
    """What the last change or the link could not do, in one sentence."""
    found = state.problem()
    if found is not None:
        st.warning(plain(sentence(*found, design, t)))
