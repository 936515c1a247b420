"""Names: who had to ask for an address, who answered, and who was led to a dead server."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.measure import counted
from playground.result import Result, S


@dataclass(frozen=True)
class Names:
    """Over the whole run. asked: look-ups at resolvers; hit_share: of these, answered from what the resolver had, None
    where nobody asked; authority_per_s: questions that reached the authority; misled: answers that led to a server
    which the authority believed dead by then."""

    asked: int
    asked_per_s: float
    hit_share: float | None
    authority_per_s: float
    misled: int


@dataclass(frozen=True)
class Rates:
    """Look-ups a second in each stretch of the run; arrays of length W."""

    asked_per_s: np.ndarray
    missed_per_s: np.ndarray
    misled_per_s: np.ndarray


def names(result: Result) -> Names | None:
    """None where nobody looks names up."""
    found = result.names
    if found is None:
        return None
    seconds = max(counted.now_ns(result) / S, 1e-9) * result.runs
    return Names(
        asked=found.asked,
        asked_per_s=found.asked / seconds,
        hit_share=1 - found.missed / found.asked if found.asked else None,
        authority_per_s=found.missed / seconds,
        misled=sum(row.misled for row in result.people),
    )


def over_time(result: Result, merge: int = 1) -> Rates:
    """`merge` windows taken together; nothing where nobody looks names up."""
    length_s = counted.windows(result, merge).length_s
    found = result.names
    if found is None:
        return Rates(*(np.zeros(len(length_s)) for _ in range(3)))
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = (found.asked_in, found.missed_in, found.misled_in)
        return Rates(*(counted.summed(row, merge) / length_s / result.runs for row in rows))
