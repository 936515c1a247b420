"""Designs by chance: a named one, and a few of its knobs turned to other allowed values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from playground.design import catalogue
from playground.design.change import put
from playground.design.design import ADAPTER, Common, Queueing, WebChain, WebSystem
from playground.design.fault import Attack, Crowd, Cut, Fault, Kill, Lose, Replace, Scan, Slow
from playground.design.form import members
from playground.design.knob import Knob, describe
from playground.design.problem import BadDesign

FREE = {"name", "kind"}  # what a design is called is not turned like a knob


def parts() -> list[type[BaseModel]]:
    """Every system that can be a part of a design, found by following the types."""
    found: list[type[BaseModel]] = []
    ahead: list[Any] = [WebSystem, Queueing, WebChain]
    while ahead:
        annotation = ahead.pop()
        for member in members(annotation):
            if get_origin(member) is tuple:
                ahead.append(get_args(member)[0])
            elif isinstance(member, type) and issubclass(member, BaseModel) and member not in found:
                found.append(member)
                ahead += [info.annotation for info in member.model_fields.values()]
    return found


def knobs(part: BaseModel, path: str = "") -> Iterator[tuple[str, Knob]]:
    """Dotted paths of all the knobs in a design that can be turned one by one."""
    for field in type(part).model_fields:
        here = f"{path}.{field}" if path else field
        value = getattr(part, field)
        rows = [(here, value)] if isinstance(value, BaseModel) else []
        if isinstance(value, tuple):
            rows = [(f"{here}.{place}", row) for place, row in enumerate(value) if isinstance(row, BaseModel)]
        for name, row in rows:
            yield from knobs(row, name)
        found = describe(type(part), field)
        if found.kind in ("number", "integer", "choice", "switch") and field not in FREE:
            yield here, found


def values(knob: Knob) -> st.SearchStrategy[Any]:
    """Allowed values of a knob."""
    found: st.SearchStrategy[Any]
    if knob.kind == "switch":
        found = st.booleans()
    elif knob.kind == "choice":
        found = st.sampled_from(knob.choices)
    elif knob.kind == "integer":
        found = st.integers(int(knob.low or 0), int(knob.high or 0))
    else:
        found = st.floats(knob.low, knob.high, exclude_min=knob.low_is_open)
    return st.none() | found if knob.optional else found


shapes = st.sampled_from(
    [
        {"kind": "steady"},
        {"kind": "ramp", "ramp_s": 33.25},
        {"kind": "spike", "factor": 7},
        {"kind": "day", "day_s": 360},
        {"kind": "on-off", "off_factor": 0},
    ]
)
services = st.sampled_from(
    [
        {"kind": "deterministic", "mean_ms": 0},
        {"kind": "lognormal", "mean_ms": 3, "p99_ms": 11},
        {"kind": "gamma", "mean_ms": 2.5, "cv": 0.3},
        {"kind": "empirical", "values_ms": [3, 1, 2.5]},
    ]
)
replays = st.builds(
    lambda name, lines: {"sha256": "0123456789abcdef" * 4, "name": name, "lines": lines},
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.integers(0, 10_000_000),
)

nodes = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
dates = st.fixed_dictionaries(
    {"start_s": st.floats(0, 1e6), "duration_s": st.none() | st.floats(0, 1e6, exclude_min=True)}
)
chances = st.fixed_dictionaries({"mtbf_s": st.floats(1, 1e9), "mttr_s": st.floats(0.01, 1e9)})
whens = dates | chances


def _fault(kind: type[Fault], when: st.SearchStrategy[dict[str, Any]], **knobs: Any) -> st.SearchStrategy[Fault]:
    return st.builds(lambda when, **rest: kind(**when, **rest), when, **{"node": nodes, **knobs})


faults: st.SearchStrategy[Fault] = st.one_of(
    _fault(Kill, whens, silent=st.booleans()),
    _fault(Slow, whens, factor=st.floats(1, 10_000)),
    _fault(Lose, whens, share=st.floats(0, 1, exclude_min=True)),
    _fault(Cut, whens),
    _fault(Crowd, dates, node=nodes | st.just("users"), factor=st.floats(1, 1000, exclude_min=True)),
    _fault(Replace, whens),
    _fault(Attack, dates, rate_rps=st.floats(0, 200_000, exclude_min=True), keys=st.integers(0, 10_000_000)),
    _fault(Scan, dates, rate_rps=st.floats(0, 200_000, exclude_min=True), work_ms=st.floats(0, 1000)),
)

# Whole parts that are turned now and then, by the path they have in a design.
WHOLE: dict[str, st.SearchStrategy[Any]] = {
    "workload.shape": shapes,
    "workload.replay": replays,
    "database.read": services,
    "external.work": services,
    "balancer.weights": st.lists(st.integers(1, 256), max_size=4),
    "balancer": st.none() | st.just({}),
    "second": st.none() | st.just({"servers": 2}),
    "faults": st.lists(faults.map(lambda fault: fault.model_dump(mode="json")), max_size=3),
}


@st.composite
def designs(draw: st.DrawFn) -> Common:
    """A named design after up to six changes; those that contradict the others are left out."""
    design = catalogue.find(draw(st.sampled_from(catalogue.names())))
    for _ in range(draw(st.integers(0, 6))):
        if draw(st.booleans()):
            path = draw(st.sampled_from(sorted(WHOLE)))
            value = draw(WHOLE[path])
        else:
            path, knob = draw(st.sampled_from(list(knobs(design))))
            value = draw(values(knob))
        try:
            design = put(design, path, value)
        except BadDesign:
            continue
    return design


def again(design: Common) -> Common:
    """The same design, built anew from its plain data."""
    return ADAPTER.validate_python(design.model_dump(mode="json"))
