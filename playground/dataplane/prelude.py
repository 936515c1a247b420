"""Draws of a prelude, many at once: what stands for a normal day is drawn before the run, and not by tokens."""

from __future__ import annotations

import numpy as np

from playground.dataplane.luck import TWELVE, TWO_TO_MINUS_52, mix_arrays
from playground.dataplane.opcodes import START


def units(luck: int, count: int, visit: int) -> np.ndarray:
    """(count,) numbers in (0, 1): the visit-th draw of each of so many."""
    with np.errstate(over="ignore"):
        own = mix_arrays(np.uint64(luck), np.arange(count, dtype=np.uint64))
        bits = mix_arrays(own, np.uint64((int(START) << 16) | visit))
    return ((bits >> TWELVE) + 0.5) * TWO_TO_MINUS_52


def whole_ns(seconds: np.ndarray) -> np.ndarray:
    """Whole microseconds, in nanoseconds: coarser than what a library's logarithm may differ by."""
    return np.floor(seconds * 1e6).astype(np.int64) * 1000
