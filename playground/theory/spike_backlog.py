"""What waits in a queue after a spike or an outage of its consumers, for how long, and when it is gone again.

Arrivals are even: the base rate λ all the time, and s instead of it for the first D seconds. Consumers do up to c a
second. While more comes than they do, the backlog grows by s - c a second; afterwards it shrinks by c - λ, so that

    drain = backlog / (capacity - base load):

what is spare drains it, not what there is. A capacity that is 18 % above the base takes five and a half times as long
as one that is twice the base. Whoever joins behind a backlog Q waits Q / c. An outage of the consumers is a spike
whose arrivals are the base and whose capacity is 0 for so long.

What stands behind the queue never sees more than c, whatever the spike is; without the queue it sees s.

Every function raises a ValueError of one sentence for rates or times that cannot be.

Source: cumulative curves of a fluid (Newell, "Applications of Queueing Theory", 2nd edition, 1982, chapter 2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.theory.failover_loss import catch_up_s
from playground.theory.given import not_negative, positive


@dataclass(frozen=True)
class Spike:
    """What comes to a queue, and what is done, per second. Raises ValueError for rates or times that cannot be."""

    base_rps: float
    """Arrivals before and after."""
    spike_rps: float
    """Arrivals, base included, while it lasts."""
    spike_s: float
    """How long it lasts."""
    capacity_rps: float
    """What the consumers do at most, before and after, and during the spike unless it is an outage."""
    capacity_in_spike_rps: float | None = None
    """What they do while it lasts; None: as much as otherwise. 0 is an outage."""

    def __post_init__(self) -> None:
        not_negative(base_rps=self.base_rps, spike_rps=self.spike_rps, spike_s=self.spike_s)
        positive(capacity_rps=self.capacity_rps)
        if self.capacity_in_spike_rps is not None:
            not_negative(capacity_in_spike_rps=self.capacity_in_spike_rps)

    @property
    def done_in_spike_rps(self) -> float:
        """What they do at most while it lasts."""
        return self.capacity_rps if self.capacity_in_spike_rps is None else self.capacity_in_spike_rps


def outage(base_rps: float, outage_s: float, capacity_rps: float) -> Spike:
    """The consumers do nothing for so long."""
    return Spike(base_rps, base_rps, outage_s, capacity_rps, capacity_in_spike_rps=0.0)


def backlog_peak(spike: Spike) -> float:
    """What waits when the spike ends."""
    return max(0.0, spike.spike_rps - spike.done_in_spike_rps) * spike.spike_s


def backlog(spike: Spike, since_s: float) -> float:
    """What waits so long after the beginning of the spike."""
    not_negative(since_s=since_s)
    if since_s <= spike.spike_s:
        return max(0.0, spike.spike_rps - spike.done_in_spike_rps) * since_s
    peak = backlog_peak(spike)
    return max(0.0, peak - (spike.capacity_rps - spike.base_rps) * (since_s - spike.spike_s))


def drain_s(spike: Spike) -> float:
    """From the end of the spike until nothing waits any more; infinite where no capacity is spare."""
    return catch_up_s(backlog_peak(spike), spike.base_rps, spike.capacity_rps)


def longest_wait_s(spike: Spike) -> float:
    """Of whoever waits longest before it is taken, first in first out; infinite where the base exceeds the capacity.

    That is the last one of a spike, (s - c) D / c. Where the capacity d in the spike is less than that after it, it may
    be the first one not taken by the end of it, whose wait is D (1 - d/s): the first of all in an outage.
    """
    peak = backlog_peak(spike)
    if spike.base_rps > spike.capacity_rps:
        return math.inf
    if peak == 0:
        return 0.0
    left_over_s = spike.spike_s * (1 - spike.done_in_spike_rps / spike.spike_rps)
    return max(left_over_s, peak / spike.capacity_rps)


def delayed(spike: Spike) -> float:
    """How many find a backlog before them: all from the beginning of the spike until it is drained."""
    if backlog_peak(spike) == 0:
        return 0.0
    drained_s = drain_s(spike)
    after = spike.base_rps * drained_s if spike.base_rps > 0 else 0.0
    return spike.spike_rps * spike.spike_s + after


def wait_mean_s(spike: Spike) -> float:
    """Mean wait of those who find a backlog, by Little's law: the area under the backlog, over their number.

    Where it never drains, that of the many who come later: infinite, or that of a backlog that stays as it is.
    """
    peak = backlog_peak(spike)
    if peak == 0:
        return 0.0
    drained_s = drain_s(spike)
    if math.isinf(drained_s):
        return longest_wait_s(spike) if spike.base_rps > spike.capacity_rps else peak / spike.capacity_rps
    return peak * (spike.spike_s + drained_s) / 2 / delayed(spike)


def levelled_rps(spike: Spike) -> float:
    """The most that reaches what stands behind the queue; without a queue it is the larger of base and spike."""
    if backlog_peak(spike) > 0:
        return spike.capacity_rps
    return min(spike.capacity_rps, max(spike.base_rps, spike.spike_rps))
