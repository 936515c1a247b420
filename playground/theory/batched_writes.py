"""What a row costs when b rows share one commit, and how many rows a second that makes.

A write of w milliseconds spends the share c of them on its commit: forcing the log to disk, which takes as long for
many rows as for one. In a batch of b that part is shared, so a row costs

    w (1 - c) + w c / b,

and the rate grows with b, but never beyond 1 / (1 - c) times that of single rows. Half of what can be gained is there
at a batch of 2. In exchange, a row is not durable before its batch is full: the first of b rows that come at an even
rate waits for the b - 1 others, the mean row for half of them.

Every function raises a ValueError of one sentence for a share, a time or a batch that cannot be.

Source: derived here; group commit: DeWitt et al., "Implementation techniques for main memory database systems", ACM
SIGMOD 1984, section 5.
"""

from __future__ import annotations

import math

from playground.theory.given import positive, share, whole


def row_ms(write_ms: float, commit_share: float, batch: int) -> float:
    """Work of one row, in milliseconds, in batches of `batch`; `write_ms` is that of a row written alone."""
    positive(write_ms=write_ms)
    share(commit_share=commit_share)
    whole(1, batch=batch)
    return write_ms * (1 - commit_share) + write_ms * commit_share / batch


def rows_rps(write_ms: float, commit_share: float, batch: int, cores: int = 1) -> float:
    """Rows per second of so many cores that do nothing else."""
    whole(1, cores=cores)
    return cores * 1000 / row_ms(write_ms, commit_share, batch)


def gain(commit_share: float, batch: int) -> float:
    """How many times as many rows a second as without batches."""
    return 1 / row_ms(1.0, commit_share, batch)


def gain_at_most(commit_share: float) -> float:
    """The gain of batches without end: 1 / (1 - c); infinite if a write were nothing but its commit."""
    share(commit_share=commit_share)
    return 1 / (1 - commit_share) if commit_share < 1 else math.inf


def batch_for(commit_share: float, wanted_gain: float) -> float:
    """The smallest batch that gains so much; infinite if none does."""
    share(commit_share=commit_share)
    positive(wanted_gain=wanted_gain)
    if wanted_gain <= 1:
        return 1.0
    room = 1 / wanted_gain - (1 - commit_share)
    return max(1.0, math.ceil(commit_share / room - 1e-9)) if room > 0 else math.inf


def fill_mean_ms(rate_rps: float, batch: int) -> float:
    """How long the mean row waits for its batch to fill: (b - 1) / 2 gaps between arrivals."""
    positive(rate_rps=rate_rps)
    whole(1, batch=batch)
    return (batch - 1) / 2 / rate_rps * 1000
