"""What is wrong with a design, in one sentence that names the knob, the allowed range and the value given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from playground.design.form import form, members, tag
from playground.design.knob import Knob, describe

LONGEST = 60


class BadDesign(ValueError):
    """A design that cannot be: `str(error)` is the sentence; `knob`, `allowed`, `given` are its parts for the page."""

    def __init__(self, sentence: str, *, knob: str = "", allowed: str = "", given: str = "") -> None:
        super().__init__(sentence)
        self.knob = knob
        self.allowed = allowed
        self.given = given


class TooMuchInside(BadDesign):
    """A design that is fine, but whose run needs more memory than it may have."""


@dataclass(frozen=True)
class _Place:
    path: str
    knob: Knob | None
    annotation: Any


def shown(value: Any) -> str:
    """A value from outside, short and without anything that could break a line or a terminal."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):  # a whole number of thousands of digits, or lists within lists within lists
        text = "a very long value"
    text = "".join(c if c.isprintable() else "?" for c in text[: LONGEST + 1])
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _locate(annotation: Any, loc: tuple[int | str, ...]) -> _Place:
    """Follow a pydantic location down the types: to the dotted path, and to the knob it ends at."""
    path: list[str] = []
    knob: Knob | None = None
    for step in loc:
        alternatives = members(annotation)
        tagged = [m for m in alternatives if tag(m) == step]
        if tagged:
            annotation = tagged[0]
            continue
        models = [m for m in alternatives if isinstance(m, type) and issubclass(m, BaseModel)]
        owner = next((m for m in models if step in m.model_fields), None)
        path.append(shown(str(step)))
        knob = None
        if owner is not None:
            knob = describe(owner, str(step))
            annotation = owner.model_fields[str(step)].annotation
        elif isinstance(step, int):
            sequences = [m for m in alternatives if get_origin(m) is tuple]
            annotation = get_args(sequences[0])[0] if sequences else Any
        else:
            annotation = Any
    return _Place(".".join(path), knob, annotation)


def _sentence(error: Any, place: _Place) -> tuple[str, str, str]:
    """(sentence, allowed, given) of one pydantic error."""
    given = shown(error["input"]) or "an empty text"
    kind = error["type"]
    if kind == "value_error":
        message = str(error["ctx"]["error"])
        return (f"{place.path}: {message}" if place.path else message), "", ""
    if kind == "bool_for_number":
        given = str(error["ctx"]["value"])
    if kind == "extra_forbidden":
        return f"{place.path} is not a knob of this design", "", given
    if kind == "missing":
        return f"{place.path} is missing", "", ""
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        allowed = "one of " + ", ".join(str(tag(model)) for model in members(place.annotation))
        name = f"{place.path}.kind" if place.path else "kind"
        found = shown(error["ctx"].get("tag", "nothing"))
        return f"{name} must be {allowed}, not {found}", allowed, found
    allowed = place.knob.allowed if place.knob is not None else form(place.annotation)
    return f"{place.path or 'the design'} must be {allowed}, not {given}", allowed, given


def explain(error: ValidationError, annotation: Any) -> BadDesign:
    """The first thing that is wrong, as a BadDesign."""
    first = error.errors(include_url=False)[0]
    loc = first["loc"]
    if first["type"] == "bool_for_number":  # is reported at the whole part, before its fields are looked at
        loc = (*loc, first["ctx"]["knob"])
    place = _locate(annotation, loc)
    sentence, allowed, given = _sentence(first, place)
    return BadDesign(sentence, knob=place.path, allowed=allowed, given=given)
