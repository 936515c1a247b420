"""What an asynchronous failover loses, and how far a replica falls behind whose appliers do too little.

The primary acknowledges a write before any replica has it. When it dies, the most advanced replica takes its place: all
it lacks are the writes of the last shipping delay. What has been shipped is not lost, even if it is not applied yet,
but who reads a replica sees only what is applied. Writes arrive evenly, and are applied evenly in their order.

Source: derived here, for a fluid: cumulative curves of what has arrived and what is done (Newell, "Applications of
Queueing Theory", 2nd edition, 1982, chapter 2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from playground.theory.given import not_negative, positive, whole


def lost_writes_mean(write_rps: float, shipping_ms: Sequence[float]) -> float:
    """Mean number of acknowledged writes that no replica has. `shipping_ms`: how old a write is when each gets it."""
    not_negative(write_rps=write_rps)
    whole(1, replicas=len(shipping_ms))
    for number, delay_ms in enumerate(shipping_ms, start=1):
        not_negative(**{f"shipping_ms of replica {number}": delay_ms})
    return write_rps * min(shipping_ms) / 1000


def applied_rps(appliers: int, apply_ms: float) -> float:
    """How many writes per second so many appliers can do side by side."""
    whole(1, appliers=appliers)
    positive(apply_ms=apply_ms)
    return appliers * 1000 / apply_ms


def lag_growth(write_rps: float, most_applied_rps: float) -> float:
    """Seconds of lag that each second adds: after t, what was written until t · applied / written is applied."""
    not_negative(write_rps=write_rps)
    positive(most_applied_rps=most_applied_rps)
    return 1 - most_applied_rps / write_rps if write_rps > most_applied_rps else 0.0


def catch_up_s(backlog_writes: float, write_rps: float, most_applied_rps: float) -> float:
    """How long it takes until no write waits any more; infinite where the appliers have nothing to spare."""
    not_negative(backlog_writes=backlog_writes, write_rps=write_rps)
    positive(most_applied_rps=most_applied_rps)
    if backlog_writes == 0:
        return 0.0
    spare_rps = most_applied_rps - write_rps
    return backlog_writes / spare_rps if spare_rps > 0 else math.inf
