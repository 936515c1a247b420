"""A knob: one field of a Design, declared once.

The declaration (type, range, default, source of the default) serves validation, the slider, the help text, YAML and the
documentation. The words for it, in both languages, are in the catalogue under `knob.<System>.<field>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from playground.design.facts import fact as find_fact
from playground.design.form import bounds, form

MISSING = object()


class System(BaseModel):
    """A frozen part of a Design. Unknown fields, NaN and infinity are refused, and so are yes/no values for numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_enum_values=False)

    @model_validator(mode="before")
    @classmethod
    def _no_truth_for_numbers(cls, data: Any) -> Any:
        if isinstance(data, dict):
            for name, field in cls.model_fields.items():
                if isinstance(data.get(name), bool) and not _takes_bool(field.annotation):
                    raise PydanticCustomError("bool_for_number", "{knob}", {"knob": name, "value": data[name]})
        return data

    @model_validator(mode="before")
    @classmethod
    def _one_zero(cls, data: Any) -> Any:
        """-0.0 equals 0.0, so the canonical text must not tell them apart."""
        if isinstance(data, dict):
            return {name: 0.0 if isinstance(value, float) and value == 0 else value for name, value in data.items()}
        return data


def _takes_bool(annotation: Any) -> bool:
    arguments = get_args(annotation)
    return annotation is bool or any(_takes_bool(argument) for argument in arguments)


def knob(
    default: Any = MISSING,
    *,
    fact: str | None = None,
    source: str | None = None,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    log: bool = False,
    step: float | None = None,
    max_length: int | None = None,
) -> Any:
    """Declare a knob. Its default is the fact's value unless another is given; the source is the fact's, or says so.

    `log`: the slider is logarithmic. `step`: the slider's step.
    """
    if fact is not None:
        found = find_fact(fact)
        default = found.value if default is MISSING else default
        source = found.cited if source is None else f"{source} ({found.cited})"
    extra: dict[str, Any] = {"source": source or "assumed", "log": log, "step": step}
    return Field(default=default, ge=ge, gt=gt, le=le, max_length=max_length, json_schema_extra=extra)


@dataclass(frozen=True)
class Knob:
    """What is known about one field: for sliders, help and documentation."""

    system: str
    field: str
    kind: str  # number, integer, choice, switch, text, other
    default: Any
    low: float | None
    high: float | None
    low_is_open: bool
    choices: tuple[str, ...]
    optional: bool
    source: str
    log: bool
    step: float | None
    form: str  # the allowed values in a few words, without "or nothing"

    @property
    def name(self) -> str:
        """The key of its words in the catalogue."""
        return f"{self.system}.{self.field}"

    @property
    def allowed(self) -> str:
        """The allowed values, in a few words."""
        return self.form + (" or nothing" if self.optional else "")


def _strip_optional(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, UnionType):
        rest = [a for a in get_args(annotation) if a is not type(None)]
        if len(rest) == 1:
            return rest[0], len(rest) < len(get_args(annotation))
    return annotation, False


def _kind(annotation: Any) -> str:
    if isinstance(annotation, type):
        if issubclass(annotation, bool):
            return "switch"
        if issubclass(annotation, StrEnum):
            return "choice"
        for base, name in ((int, "integer"), (float, "number"), (str, "text")):
            if issubclass(annotation, base):
                return name
    return "other"


@cache
def describe(system: type[BaseModel], field: str) -> Knob:
    """What is known about a field of a system."""
    info: FieldInfo = system.model_fields[field]
    annotation, optional = _strip_optional(info.annotation)
    extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    low, high, is_open = bounds(info.metadata)
    kind = _kind(annotation)
    return Knob(
        system=system.__name__,
        field=field,
        kind=kind,
        default=info.get_default(call_default_factory=True) if not info.is_required() else None,
        low=low,
        high=high,
        low_is_open=is_open,
        choices=tuple(member.value for member in annotation) if kind == "choice" else (),
        optional=optional,
        source=str(extra.get("source", "assumed")),
        log=bool(extra.get("log", False)),
        step=extra.get("step"),
        form=form(annotation, info.metadata),
    )
