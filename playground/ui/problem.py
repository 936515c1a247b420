"""What is wrong, in one sentence of the page's language: the knob, what it may be, and what was given."""

from __future__ import annotations

from typing import Any

from playground.design.design import Common
from playground.design.knob import Knob, System, describe
from playground.design.problem import BadDesign, shown
from playground.lessons.catalogue import Translator
from playground.lessons.number import short


def sentence(key: str, problem: ValueError, design: Common, t: Translator) -> str:
    """The sentence. A knob of the design is named in the page's language, anything else as the reader of it says."""
    return t(key, what=_what(problem, design, t))


def _what(problem: ValueError, design: Common, t: Translator) -> str:
    if isinstance(problem, BadDesign) and problem.allowed:
        found = find(design, problem.knob)
        if found is not None:
            allowed = allowed_words(found[1], t)
            return t("problem.range", knob=problem.knob, allowed=allowed, given=shown(problem.given))
    return str(problem)


def find(design: Common, path: str) -> tuple[System, Knob] | None:
    """The part that has the knob at a dotted path, and the knob; None when there is none."""
    node: Any = design
    *steps, last = path.split(".") if path else [""]
    for step in steps:
        if isinstance(node, tuple) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            node = getattr(node, step, None)
    if not isinstance(node, System) or last not in type(node).model_fields:
        return None
    return node, describe(type(node), last)


def allowed_words(knob: Knob, t: Translator) -> str:
    """The allowed values of a knob, in words."""
    if knob.kind == "choice":
        return t("allowed.choice", choices=", ".join(t(f"choice.{choice}") for choice in knob.choices))
    if knob.kind == "switch":
        return t("allowed.switch")
    bounds = {"low": short(knob.low or 0.0), "high": short(knob.high or 0.0)}
    whole = "whole" if knob.kind == "integer" else "number"
    if knob.low is not None and knob.high is not None:
        return t(f"allowed.{whole}_above" if knob.low_is_open else f"allowed.{whole}", **bounds)
    return t("allowed.any")
