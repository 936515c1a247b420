"""What a closed form may be asked: each check raises a ValueError of one sentence that names the argument."""

from __future__ import annotations

import math


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
