"""Two versions of the program side by side: who met both while a new one was rolled out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.measure import counted
from playground.result import Result


@dataclass(frozen=True)
class Versions:
    """Over the whole run. met_both: people who met the new version after the old one; went_back: their requests, in
    every attempt, that met the old one again; went_back_share: of the attempts at pages, None where there were none."""

    met_both: int
    went_back: int
    went_back_share: float | None


@dataclass(frozen=True)
class Rates:
    """A second in each stretch of the run; arrays of length W."""

    met_both_per_s: np.ndarray
    went_back_per_s: np.ndarray


def versions(result: Result) -> Versions | None:
    """None where no new version is rolled out."""
    if result.versions is None:
        return None
    went_back = sum(row.went_back for row in result.people)
    sent = int(result.requests.sent.sum())
    return Versions(sum(row.met_both for row in result.people), went_back, went_back / sent if sent else None)


def over_time(result: Result, merge: int = 1) -> Rates:
    """`merge` windows taken together; nothing where no new version is rolled out."""
    length_s, found = counted.windows(result, merge).length_s, result.versions
    if found is None:
        return Rates(np.zeros(len(length_s)), np.zeros(len(length_s)))
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = (found.met_both_in, found.went_back_in)
        return Rates(*(counted.summed(row, merge) / length_s / result.runs for row in rows))
