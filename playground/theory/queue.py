"""What the books say about a station: the figures that every queue in this room is described by."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.theory.little import inside_mean
from playground.theory.sojourn import Sojourn


@dataclass(frozen=True)
class Queue:
    """A station in its steady state.

    A station without loss that is offered more than it can do has none: its line grows for ever. Its wait, time and
    numbers are then infinite (so that a curve runs off the top of a chart), its utilisation is 1, and no error is
    raised.
    """

    throughput_rps: float
    """Requests that leave per second, served."""
    utilisation: float
    """Share of the time a server is busy."""
    wait_ms_mean: float
    """Time in line of those who are served."""
    time_ms_mean: float
    """Time in line and in service of those who are served."""
    line_mean: float
    """How many stand in line, over time."""
    inside_mean: float
    """How many are in line and in service, over time."""
    blocked_share: float = 0.0
    """Share of arrivals that find no place and are lost."""
    sojourn: Sojourn | None = None
    """How the time inside is distributed, where the books know it."""

    @property
    def is_stable(self) -> bool:
        """Does the line stay finite?"""
        return math.isfinite(self.time_ms_mean)

    def time_ms_tail(self, time_ms: float) -> float | None:
        """Share of the served that stay longer than this; 1 for an endless line, None where no closed form is known."""
        if not self.is_stable:
            return 1.0
        return None if self.sojourn is None else self.sojourn.tail(time_ms)

    def time_ms_quantile(self, share: float) -> float | None:
        """The time inside that this share of the served stays below: 0.99 gives the p99 in milliseconds.

        Infinite for an endless line, None where no closed form is known. Raises ValueError unless 0 <= share < 1.
        """
        if not self.is_stable:
            return math.inf
        return None if self.sojourn is None else self.sojourn.quantile(share)


def endless(throughput_rps: float) -> Queue:
    """A station that is offered at least what it can do, and turns nobody away."""
    return Queue(
        throughput_rps=throughput_rps,
        utilisation=1.0,
        wait_ms_mean=math.inf,
        time_ms_mean=math.inf,
        line_mean=math.inf,
        inside_mean=math.inf,
    )


def settled(rate_rps: float, utilisation: float, wait_ms: float, service_ms: float, sojourn: Sojourn | None) -> Queue:
    """A station without loss whose mean wait is known; the numbers follow by Little's law."""
    return Queue(
        throughput_rps=rate_rps,
        utilisation=utilisation,
        wait_ms_mean=wait_ms,
        time_ms_mean=wait_ms + service_ms,
        line_mean=inside_mean(rate_rps, wait_ms),
        inside_mean=inside_mean(rate_rps, wait_ms + service_ms),
        sojourn=sojourn,
    )
