"""What a closed form may be asked: each check raises a ValueError of one sentence that names the argument."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

ROUNDING = 1e-9  # by which the sum of a million shares may miss 1


def positive(**values: float) -> None:
    """Every value is a finite number above zero."""
    for name, value in values.items():
        if not 0 < value < math.inf:
            raise ValueError(f"{name} must be more than 0 and finite, not {value:g}")


def not_negative(**values: float) -> None:
    """Every value is a finite number, zero or more."""
    for name, value in values.items():
        if not 0 <= value < math.inf:
            raise ValueError(f"{name} must be 0 or more and finite, not {value:g}")


def share(**values: float) -> None:
    """Every value is a share: from 0 to 1."""
    for name, value in values.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be from 0 to 1, not {value:g}")


def whole(least: int, **values: int) -> None:
    """Every value is a whole number of at least `least`."""
    for name, value in values.items():
        if value != int(value) or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, not {value:g}")


def rates(**values: NDArray[np.float64]) -> None:
    """Every value is a row of finite numbers, zero or more, that are not all zero."""
    for name, row in values.items():
        if row.ndim != 1 or not np.all(np.isfinite(row)) or np.any(row < 0) or not np.any(row > 0):
            raise ValueError(f"{name} must be a row of finite numbers of 0 and more, and one above 0")


def probabilities(**values: NDArray[np.float64]) -> None:
    """Every value is a row of shares of one whole."""
    rates(**values)
    for name, row in values.items():
        if abs(row.sum() - 1) > ROUNDING:
            raise ValueError(f"{name} must add up to 1, not to {row.sum():g}")
