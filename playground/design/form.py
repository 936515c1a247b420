"""What a value has to look like, in a few words: the "allowed" part of every sentence about a bad value."""

from __future__ import annotations

import types
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Bounds = tuple[float | None, float | None, bool]


def number(value: float) -> str:
    """A number as people write it: 1,000,000 rather than 1e+06."""
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else f"{value:g}"


def bounds(metadata: Iterable[Any]) -> Bounds:
    """(low, high, is the low end open) of a field's bounds."""
    low = high = None
    is_open = False
    for bound in _flat(metadata):
        low = getattr(bound, "ge", getattr(bound, "gt", low))
        is_open = is_open or hasattr(bound, "gt")
        high = getattr(bound, "le", getattr(bound, "lt", high))
    return low, high, is_open


def _flat(metadata: Iterable[Any]) -> list[Any]:
    return [row for item in metadata for row in (item.metadata if isinstance(item, FieldInfo) else [item])]


def in_range(what: str, low: float | None, high: float | None, is_open: bool) -> str:
    """`what` with its range: "a number from 0 to 1"."""
    if low is not None and high is not None:
        between = f"above {number(low)}, up to" if is_open else f"from {number(low)} to"
        return f"{what} {between} {number(high)}"
    if low is not None:
        return f"{what} above {number(low)}" if is_open else f"{what} from {number(low)}"
    return what


def members(annotation: Any) -> list[Any]:
    """The alternatives of a type, without None."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        return [m for part in get_args(annotation) for m in members(part) if m is not type(None)]
    return [annotation]


def tag(model: Any) -> Any:
    """The `kind` of a model, or None."""
    return model.model_fields["kind"].default if "kind" in getattr(model, "model_fields", {}) else None


def form(annotation: Any, metadata: Iterable[Any] = ()) -> str:
    """What a value of this type looks like."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return form(inner, [*metadata, *more])
    alternatives = members(annotation)
    if len(alternatives) > 1:
        return "a mapping whose kind is one of " + ", ".join(str(tag(model)) for model in alternatives)
    (only,) = alternatives
    if get_origin(only) is tuple:
        return _list_form(get_args(only)[0], metadata)
    if not isinstance(only, type):
        return "a value of its kind"
    return _plain_form(only, metadata)


def _plain_form(what: type, metadata: Iterable[Any]) -> str:
    if issubclass(what, bool):
        return "true or false"
    if issubclass(what, StrEnum):
        return "one of " + ", ".join(member.value for member in what)
    if issubclass(what, int | float):
        return in_range("a whole number" if issubclass(what, int) else "a number", *bounds(metadata))
    if issubclass(what, str):
        return _text_form(metadata)
    if issubclass(what, BaseModel):
        return "a mapping of " + ", ".join(what.model_fields)
    return "a value of its kind"


def _text_form(metadata: Iterable[Any]) -> str:
    rows = _flat(metadata)
    pattern = next((row.pattern for row in rows if getattr(row, "pattern", None)), None)
    longest = next((row.max_length for row in rows if hasattr(row, "max_length")), None)
    if pattern is not None:
        return f"text of the form {pattern.strip('^$')}"
    return "text" if longest is None else f"text of at most {longest} characters"


def _list_form(item: Any, metadata: Iterable[Any]) -> str:
    rows = _flat(metadata)
    least = next((row.min_length for row in rows if hasattr(row, "min_length")), 0)
    most = next((row.max_length for row in rows if hasattr(row, "max_length")), None)
    count = f" of {least} to {number(most)}" if most is not None else ""
    return f"a list{count}, each {form(item)}"
