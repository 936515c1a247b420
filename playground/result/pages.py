"""What pages leave behind that are put together from several services."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Peer:
    """A service, at all sites: calls that it has answered, rows in these answers, and calls whose answer a page did
    without."""

    name: str
    calls: int
    rows: int
    left_out: int


@dataclass(frozen=True)
class Pages:
    """Pages that were put together, in every attempt; of them, degraded lack something.

    shown_in, degraded_in: (W,) int64 per window.
    """

    shown: int
    degraded: int
    peers: tuple[Peer, ...]
    shown_in: np.ndarray
    degraded_in: np.ndarray
