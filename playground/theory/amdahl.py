"""Amdahl's law: the serial part of a job bounds what more workers can gain.

Source: Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", AFIPS,
1967.
"""

from __future__ import annotations

import math

from playground.theory.given import positive, share


def speedup(size: float, serial_share: float) -> float:
    """How many times as fast `size` workers are as one, when this share of one worker's time cannot be divided."""
    positive(size=size)
    share(serial_share=serial_share)
    return 1 / (serial_share + (1 - serial_share) / size)


def speedup_limit(serial_share: float) -> float:
    """The speedup that no number of workers exceeds; infinite where nothing is serial."""
    share(serial_share=serial_share)
    return 1 / serial_share if serial_share > 0 else math.inf
