"""A recorded stream of requests: when, for what, of which kind, how large. Only that is kept of a log."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np

from playground.design.replay import Replay

PAGE, ORDER, ASSET = range(3)
KINDS = ("page", "order", "asset")
MEAN_RPS = 100.0


@dataclass(frozen=True)
class Trace:
    """Requests in order of time, `n` of them.

    Attributes:
        at_s: (n,) float64, seconds since the first.
        key: (n,) int64, a hash of what was asked for, never negative.
        kind: (n,) uint8, PAGE, ORDER or ASSET.
        size: (n,) float64, bytes of the answer; NaN where the log does not say.
        bad_lines: numbers (from 1) of the first lines that could not be read.
        bad_count: how many could not.
        moved: how many were moved within their second, because the log has whole seconds only.
    """

    name: str
    at_s: np.ndarray
    key: np.ndarray
    kind: np.ndarray
    size: np.ndarray
    bad_lines: tuple[int, ...] = ()
    bad_count: int = 0
    moved: int = 0
    sha256: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256()
        for array in (self.at_s, self.key, self.kind, self.size):
            digest.update(np.ascontiguousarray(array).tobytes())
        object.__setattr__(self, "sha256", digest.hexdigest())

    def __len__(self) -> int:
        return len(self.at_s)

    @property
    def seconds(self) -> float:
        """From the first request to the last."""
        return float(self.at_s[-1])

    @property
    def reference(self) -> Replay:
        """What a Design holds of this trace."""
        return Replay(sha256=self.sha256, name=self.name[:120], lines=len(self))

    def speed_up(self, wanted: float | None) -> float:
        """How many times as fast it is replayed: as wanted, else so that the mean is 100 requests/s."""
        if wanted is not None:
            return wanted
        return max(self.seconds, 1e-3) * MEAN_RPS / len(self)
