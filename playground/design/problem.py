"""What is wrong with a design, in one sentence that names the knob, the allowed range and the value given."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from playground.design.knob import Knob, describe

LONGEST = 60


class BadDesign(ValueError):
    """A design that cannot be: `str(error)` is the sentence; `knob`, `allowed` and `given` are its parts for the page."""

    def __init__(self, sentence: str, *, knob: str = "", allowed: str = "", given: str = "") -> None:
        super().__init__(sentence)
        self.knob = knob
        self.allowed = allowed
        self.given = given


@dataclass(frozen=True)
class _Place:
    path: str
    knob: Knob | None


def shown(value: Any) -> str:
    """A value from outside, short and without anything that could break a line or a terminal."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else "?" for c in text[: LONGEST + 1])
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _members(annotation: Any) -> list[Any]:
    annotation = _bare(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        return [m for part in get_args(annotation) for m in _members(part) if m is not type(None)]
    return [annotation]


def _tag(model: Any) -> Any:
    return model.model_fields["kind"].default if "kind" in getattr(model, "model_fields", {}) else None


def _locate(annotation: Any, loc: tuple[int | str, ...]) -> _Place:
    """Follow a pydantic location down the types: to the dotted path, and to the knob it ends at."""
    path: list[str] = []
    knob: Knob | None = None
    for step in loc:
        members = _members(annotation)
        tagged = [m for m in members if _tag(m) == step]
        if tagged:
            annotation = tagged[0]
            continue
        models = [m for m in members if isinstance(m, type) and issubclass(m, BaseModel)]
        owner = next((m for m in models if step in m.model_fields), None)
        path.append(str(step))
        knob = None
        if owner is not None:
            knob = describe(owner, str(step))
            annotation = owner.model_fields[str(step)].annotation
        elif isinstance(step, int):
            sequences = [m for m in members if get_origin(m) is tuple]
            annotation = get_args(sequences[0])[0] if sequences else Any
        else:
            annotation = Any
    return _Place(".".join(path), knob)


def _sentence(error: Any, place: _Place) -> tuple[str, str, str]:
    """(sentence, allowed, given) of one pydantic error."""
    given = shown(error["input"])
    kind = error["type"]
    if kind == "value_error":
        message = str(error["ctx"]["error"])
        return (f"{place.path}: {message}" if place.path else message), "", given
    if kind == "bool_for_number":
        knob = str(error["ctx"]["knob"])
        path = f"{place.path}.{knob}" if place.path else knob
        return f"{path} must be a number, not {error['ctx']['value']}", "a number", str(error["ctx"]["value"])
    if kind == "extra_forbidden":
        return f"{place.path} is not a knob of this design", "", given
    if kind == "missing":
        return f"{place.path} is missing", "", ""
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        tags = error["ctx"].get("expected_tags", "")
        name = f"{place.path}.kind" if place.path else "kind"
        found = shown(error["ctx"].get("tag", "nothing"))
        return f"{name} must be one of {tags}, not {found}", f"one of {tags}", found
    if place.knob is not None and place.knob.kind != "other":
        return f"{place.path} must be {place.knob.allowed}, not {given}", place.knob.allowed, given
    reason = error["msg"][:1].lower() + error["msg"][1:]
    return f"{place.path or 'the design'}: {reason}, not {given}", "", given


def explain(error: ValidationError, annotation: Any) -> BadDesign:
    """The first thing that is wrong, as a BadDesign."""
    first = error.errors(include_url=False)[0]
    place = _locate(annotation, first["loc"])
    sentence, allowed, given = _sentence(first, place)
    return BadDesign(sentence, knob=place.path, allowed=allowed, given=given)
