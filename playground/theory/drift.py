"""How many servers are not as they were declared, when each is changed by hand at rate λ.

A server that begins as declared is so still after u with the chance exp(-λu). A plan that is applied every T sets u
back to 0, so that over a period the share that has drifted is, on average,

    1 - (1 - exp(-λT)) / (λT)

and, of n servers, all are alike for the share (1 - exp(-nλT)) / (nλT) of the time. Without a plan u is the time since
the beginning.

Every function raises a ValueError of one sentence for a rate or time below 0.

Source: exponential times between changes (Ross, "Introduction to Probability Models", 12th edition, 2019, section 5.2);
the mean over a period is the integral of exp(-λu).
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative


def drifted_share(since_s: float, changes_per_s: float) -> float:
    """Share of the servers that have drifted so long after all were alike."""
    not_negative(since_s=since_s, changes_per_s=changes_per_s)
    return -math.expm1(-changes_per_s * since_s)


def drifted_share_mean(period_s: float, changes_per_s: float) -> float:
    """The same, over the time between two applications of the plan."""
    return 1 - alike_share(period_s, changes_per_s, 1)


def alike_share(period_s: float, changes_per_s: float, servers: int) -> float:
    """Share of the time in which all servers are as declared."""
    not_negative(period_s=period_s, changes_per_s=changes_per_s, servers=servers)
    expected = changes_per_s * period_s * servers
    return 1.0 if expected == 0 else -math.expm1(-expected) / expected
