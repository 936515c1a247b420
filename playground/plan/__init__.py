"""How a request walks: from a Design to a Plan."""

from __future__ import annotations

from playground.design.design import Common, Queueing, WebChain, WebSystem
from playground.plan import chain, queueing, web_system
from playground.plan.plan import Plan
from playground.traffic.trace import Trace


def make(design: Common, trace: Trace | None = None) -> Plan:
    """The plan of a design; `trace` is the log it replays, if it does."""
    if isinstance(design, WebSystem):
        return web_system.plan(design, trace)
    if isinstance(design, Queueing):
        return queueing.plan(design)
    if isinstance(design, WebChain):
        return chain.plan(design)
    raise TypeError(f"no plan for a {type(design).__name__}")


__all__ = ["Plan", "make"]
