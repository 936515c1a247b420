"""From the declaration of a knob to a control: a slider with notches, a choice or a switch. Nothing here is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from playground.design import catalogue
from playground.design.change import COME_WITH_A_KNOB, plain
from playground.design.design import Common
from playground.design.knob import Knob, System
from playground.lessons.catalogue import Translator, first_of, translator
from playground.lessons.number import short
from playground.ui.chosen import CALLED, Group
from playground.ui.names import called
from playground.ui.operations_knobs import span, usual
from playground.ui.problem import find
from playground.ui.spans import SPANS

LOG_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0)
NOTCHES = 40
COUNTED = ("keys", "lines")  # of which a language may have words of its own for how many
UNITS = ("gbit_s", "rps", "ms", "kb", "gb", "s")  # endings of a field's name; the longest that fits counts

Row = dict[str, Any]


def panel(groups: Iterable[Group], design: Common, language: str, t: Translator) -> list[Row]:
    """Groups of controls as plain data for the browser."""
    rows = []
    own = (plain(design), plain(catalogue.find(design.name)))
    for group in groups:
        found = [control(path, design, language, t, own) for path in group.paths]
        controls = [row for row in found if row is not None]
        if controls:
            rows.append({"title": t(group.title), "is_open": group.is_open, "knobs": controls, "name": group.title})
    return rows


def control(path: str, design: Common, language: str, t: Translator, own: tuple[Row, Row]) -> Row | None:
    """One control; None when this design has no such knob. `own`: the design and its stage, as plain data."""
    found = find(design, path)
    if found is None:
        return None
    system, knob = found
    value, default = (_at(data, path) for data in own)
    default = default if (of_rule := usual(path, *own)) is None else of_rule
    part = next((name for name in COME_WITH_A_KNOB if path.startswith(f"{name}.")), None)
    if default is None and part is not None and not knob.optional:  # the stage has no such part
        default = _at(plain(COME_WITH_A_KNOB[part]()), path.removeprefix(f"{part}."))
    row: Row = {
        "path": path,
        "label": _words(path, system, knob, "label", language) + _of_row(path, own[0], t),
        "help": _words(path, system, knob, "help", language),
        "source": t("panel.source", source=knob.source),
        "value": value,
        "is_changed": value != default,
        "default": default,
        "reset": t("panel.reset"),
    }
    if knob.kind == "switch":
        return {**row, "kind": "switch", "texts": [t("value.off"), t("value.on")]}
    if knob.kind == "choice":
        return {**row, "kind": "choice", "options": [[choice, t(f"choice.{choice}")] for choice in knob.choices]}
    values = notches(knob, *(SPANS.get(path) or span(path, own[0])), (value, default))
    return {**row, "kind": "slider", "values": list(values), "texts": _texts(knob.field, values, language)}


@lru_cache(maxsize=512)
def _texts(field: str, values: tuple[float | int | None, ...], language: str) -> list[str]:
    t = translator(language)
    return [show(field, step, t) for step in values]


@lru_cache(maxsize=512)
def notches(
    knob: Knob, low: float | None, high: float | None, extra: tuple[Any, ...] = ()
) -> tuple[float | int | None, ...]:
    """Where a slider stops, ascending; the extra values (the present, the default) among them, "none" at the end."""
    bottom = float(knob.low or 0.0) if low is None else low
    top = float(knob.high if knob.high is not None else 100.0) if high is None else high
    is_whole = knob.kind == "integer"
    if top - bottom <= NOTCHES and is_whole:
        steps: set[float] = {float(step) for step in range(int(bottom), int(top) + 1)}
    elif knob.log or top >= 50 * max(bottom, 1.0) or (bottom > 0 and top >= 50 * bottom):
        steps = _log_steps(bottom, top, is_whole=is_whole)
    else:
        steps = _even_steps(bottom, top)
    steps |= {float(value) for value in extra if value is not None}
    ordered = tuple(int(step) if is_whole else _tidy(step) for step in sorted(steps))
    return (*ordered, None) if knob.optional else ordered


def show(field: str, value: Any, t: Translator) -> str:
    """A value with its unit."""
    if value is None:
        return t("value.none")
    if "share" in field:
        return f"{short(100 * value)} %"
    if field.endswith("_per_s"):
        counted = next((thing for thing in COUNTED if field.endswith(f"{thing}_per_s")), None)
        return t("unit.rps" if counted is None else f"unit.{counted}_per_s", value=short(value))
    unit = next((unit for unit in UNITS if field.endswith(f"_{unit}") or field == {"s": "seconds"}.get(unit)), None)
    return t(f"unit.{unit}", value=short(value)) if unit else short(value, 4)


def _log_steps(low: float, high: float, *, is_whole: bool) -> set[float]:
    """Some round numbers in each decade; 0 when the range begins there."""
    smallest = max(low, high / 1e5, 1.0 if is_whole else 0.0)
    first, last = math.floor(math.log10(smallest)), math.ceil(math.log10(high))
    steps = {factor * 10.0**power for power in range(first, last + 1) for factor in LOG_STEPS}
    if is_whole:
        steps = {float(round(step)) for step in steps if step == round(step)}
    inside = {step for step in steps if smallest * (1 - 1e-9) <= step <= high * (1 + 1e-9)}
    return inside | {float(low), float(high)}


def _even_steps(low: float, high: float) -> set[float]:
    """About forty steps of 1, 2 or 5 times a power of ten."""
    wanted = (high - low) / NOTCHES
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= wanted * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return {number * step for number in range(first, last + 1)} | {float(low), float(high)}


def _tidy(value: float) -> float:
    """Without the dust of binary fractions."""
    return float(f"{value:.10g}")


def _at(data: Any, path: str) -> Any:
    """What stands at a dotted path of plain data; None where there is nothing."""
    for step in path.split("."):
        if isinstance(data, list):
            data = data[int(step)] if int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _of_row(path: str, data: Any, t: Translator) -> str:
    """Whose knob it is, of several rows that have names: a region, or a kind of files."""
    parent = path.rpartition(".")[0]
    if not parent.rpartition(".")[2].isdigit():
        return ""
    name = _at(data, f"{parent}.name")
    return f" · {called(t, str(name))}" if name else ""


def _words(path: str, system: System, knob: Knob, what: str, language: str) -> str:
    """The words of a knob, or those that its system has from another one."""
    names = [cls.__name__ for cls in type(system).__mro__]
    keys = [f"knob.{CALLED[path]}.{what}"] if path in CALLED else []
    return first_of(language, [*keys, *(f"knob.{name}.{knob.field}.{what}" for name in names)])
