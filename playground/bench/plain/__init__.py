"""The designs as an experienced SimPy user would write them: a process per request, a list of latencies, no statistics.

Nothing here knows the engine. Both are timed side by side, and their means must agree.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playground.bench.plain import queueing, web_chain, web_system
from playground.bench.plain.outcome import Outcome
from playground.bench.plain.steady import check_steady
from playground.design.design import Common, Queueing, WebChain, WebSystem
from playground.design.problem import BadDesign, shown


def prepare(design: Common, seed: int) -> Callable[[], Outcome]:
    """Get ready to simulate a design for its `seconds`, which is what the function does that this returns. What has a
    memory is filled here. Raises BadDesign for what is not written here."""
    if isinstance(design, WebChain):
        check_steady(design.workload.shape)
        return partial(web_chain.simulate, design, seed)
    if isinstance(design, Queueing):
        check_steady(design.workload.shape)
        return partial(queueing.simulate, design, seed)
    if isinstance(design, WebSystem):
        return web_system.prepare(design, seed)
    raise BadDesign(f"there is no plain SimPy program for {shown(design.name)}")


def simulate(design: Common, seed: int) -> Outcome:
    """Simulate a design. Raises BadDesign for what is not written here."""
    return prepare(design, seed)()


__all__ = ["Outcome", "prepare", "simulate"]
