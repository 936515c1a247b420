"""The same system by several seeds, and whether what they say is what the theory says."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from playground.design.design import WebSystem
from playground.measure.interval import interval
from playground.result import Result
from playground.run import run

Found = TypeVar("Found")


def many(design: WebSystem, look: Callable[[Result], Found], runs: int) -> list[Found]:
    """What `look` finds in each of the runs, by the seeds from 1 on."""
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(lambda seed: look(run(design, seed=seed)), range(1, runs + 1)))


def agrees(found: list[float], theory: float) -> bool:
    """Within four standard errors, which are sharp themselves: at most 0.5 % of the theory."""
    known = interval(found)
    assert known is not None
    assert 0 < known.standard_error <= 0.005 * theory
    return abs(known.mean - theory) <= 4 * known.standard_error
