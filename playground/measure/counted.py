"""Which part of a run counts: from the end of the warm-up to where the run has come, and which windows lie in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from playground.result import Result, S


@dataclass(frozen=True)
class Windows:
    """The windows that have begun; arrays of length W.

    start_s, end_s: seconds since the start of the run; the last window may be cut off by the run's end or present.
    is_whole: the run has passed its end. is_counted: whole, and begun after the warm-up.
    """

    start_s: np.ndarray
    end_s: np.ndarray
    is_whole: np.ndarray
    is_counted: np.ndarray

    @property
    def middle_s(self) -> np.ndarray:
        return (self.start_s + self.end_s) / 2

    @property
    def length_s(self) -> np.ndarray:
        return self.end_s - self.start_s


def now_ns(result: Result) -> int:
    """How far the run has come."""
    return min(result.until_ns, result.end_ns)


def seconds(result: Result) -> float:
    """Seconds of the counted period, added up over the replications; 0 during the warm-up."""
    return max(0, now_ns(result) - result.warmup_ns) / S * result.runs


def windows(result: Result, merge: int = 1) -> Windows:
    """The windows of a run, each `merge` of them taken as one."""
    return _windows(result.windows, result.window_ns, result.warmup_ns, now_ns(result), result.end_ns, merge)


@lru_cache(maxsize=64)
def _windows(count: int, window_ns: int, warmup_ns: int, until_ns: int, end_ns: int, merge: int) -> Windows:
    """Kept, as every number of a result asks for the same ones."""
    start_ns = np.arange(0, count, merge, dtype=np.int64) * window_ns
    planned_ns = np.minimum(start_ns + merge * window_ns, end_ns)
    stop_ns = np.minimum(planned_ns, until_ns)
    is_whole = planned_ns <= until_ns
    found = Windows(start_ns / S, stop_ns / S, is_whole, is_whole & (start_ns >= warmup_ns))
    for column in vars(found).values():
        column.setflags(write=False)
    return found


def summed(series: np.ndarray, merge: int) -> np.ndarray:
    """Sums of each `merge` windows of a series (W,); the last may have fewer."""
    return series if merge == 1 else np.add.reduceat(series, np.arange(0, len(series), merge))


def merge_for(result: Result, points: int) -> int:
    """How many windows to take as one so that the whole run has at most so many points, from its first window on."""
    planned = -(-result.end_ns // result.window_ns)
    return max(1, -(-planned // points))
