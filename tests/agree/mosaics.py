"""Random designs whose pages are put together from several services, some of which die, are slow, or cannot be
reached."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.design import WebSystem
from playground.design.fault import Fault, Kill, Lose, Slow
from playground.design.services import How, Services, SplitOff
from playground.traffic.trace import Trace
from tests.agree.designs import web_systems
from tests.agree.ingredients import CORES, SERVICES, one_of, seconds


@composite
def split_off(draw: DrawFn, name: str) -> SplitOff:
    call = draw(SERVICES)
    return SplitOff(
        name=name,
        machines=draw(one_of([1, 1, 2, 3])),
        cores=draw(CORES),
        call=call,
        row_ms=0.0 if call.mean_ms == 0 else draw(one_of([0.0, 0.5, 1.0])),
        needed=draw(st.booleans()),
    )


@composite
def services(draw: DrawFn) -> Services:
    return Services(
        parts=tuple(draw(split_off(name)) for name in ("orders", "delivery", "members")[: draw(st.integers(1, 3))]),
        join=draw(one_of(list(How))),
        rows=draw(one_of([1, 2, 3, 5, 8])),
        at_once=draw(one_of([1, 2, 3, 8])),
        batch=draw(one_of([1, 2, 3, 8])),
        side_by_side=draw(st.booleans()),
        hop_ms=draw(one_of([0.0, 2.0, 0.3])),
        timeout_s=draw(seconds(0.005, 0.02, 0.1)),
    )


@composite
def _trouble(draw: DrawFn, nodes: list[str]) -> tuple[Fault, ...]:
    """Of machines of services."""
    found: list[Fault] = []
    for node in draw(st.lists(one_of(nodes), max_size=3)):
        when: dict[str, Any] = {
            "start_s": draw(seconds(0.0, 0.05, 0.1, 0.103)),
            "duration_s": draw(one_of([None, 0.05, 0.1])),
        }
        kind = draw(one_of([Kill, Kill, Slow, Lose]))
        more: dict[str, Any] = {Slow: {"factor": 3.5}, Lose: {"share": 0.3}}.get(kind, {"silent": draw(st.booleans())})
        found.append(kind(node=node, **more, **when))
    return tuple(found)


@composite
def mosaics(draw: DrawFn, stage: str, *, has_tier: bool | None = None) -> tuple[WebSystem, Trace | None]:
    """A design of this stage, with services."""
    design, trace = draw(web_systems(stage, has_tier=has_tier))
    found = draw(services())
    faults = (*design.faults, *draw(_trouble([*found.names, "service-orders"])))
    return WebSystem.model_validate(dict(design) | {"services": found, "faults": faults}), trace
