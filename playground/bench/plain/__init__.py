"""The designs as an experienced SimPy user would write them: a process per request, a list of latencies, no statistics.

Nothing here knows the engine. Both are timed side by side, and their means must agree.
"""

from __future__ import annotations

from playground.bench.plain import queueing, web_chain, web_system
from playground.bench.plain.outcome import Outcome
from playground.design.design import Common, Queueing, WebChain, WebSystem
from playground.design.problem import BadDesign, shown


def simulate(design: Common, seed: int) -> Outcome:
    """Simulate a design for its `seconds`. Raises BadDesign for what is not written here."""
    if isinstance(design, WebChain):
        return web_chain.simulate(design, seed)
    if isinstance(design, Queueing):
        return queueing.simulate(design, seed)
    if isinstance(design, WebSystem):
        return web_system.simulate(design, seed)
    raise BadDesign(f"there is no plain SimPy program for {shown(design.name)}")


__all__ = ["Outcome", "simulate"]
