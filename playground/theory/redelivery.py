"""How often a message is delivered, if whoever takes it is slower than its visibility timeout, or dies.

A message that has been handed out is hidden for the time V. Is it not acknowledged by then, it is handed out again, at
once and to somebody else; the first consumer knows nothing of that and goes on. What its late acknowledgement is worth
depends on the broker:

*It still counts* (any receipt deletes the message). The k-th delivery starts at (k - 1) V, unless one of those before
has ended; if each takes a time of its own law X, a (k+1)-th is needed with the chance P(X > V) P(X > 2V) … P(X > kV).
If all take the same time, there are ⌈X / V⌉.

*It does not* (only the last receipt does, or none whose time is up). Then each delivery ends in time with the same
chance 1 - q, where q = P(X > V), and their number is geometric: 1 / (1 - q) on average. A message that is always too
slow never goes away, unless it becomes a dead letter after n deliveries, which q^n of them do.

A consumer that dies d times a second while it works takes the message with it; q is then the chance that it dies before
the end or is too slow. A death after the effect and before the acknowledgement makes a duplicate. Every delivery costs
the same work, so that consumers do 1 / (mean deliveries) of what they could.

Every function raises a ValueError of one sentence for chances, rates or times that cannot be.

Source: derived here; the rule of the timeout is that of Amazon SQS (Developer Guide, "Visibility timeout").
"""

from __future__ import annotations

import math
from collections.abc import Callable

from playground.theory.given import not_negative, positive, share, whole

SMALL = 1e-17  # a term that changes no digit of a number of at least 1


def deliveries_late_counts(longer_than: Callable[[float], float], timeout_s: float) -> float:
    """Mean deliveries of a message where a late acknowledgement still counts.

    `longer_than(t)` is the chance that a consumer takes longer than t seconds; it must come to below 1 at some t.
    """
    positive(timeout_s=timeout_s)
    total, needed, number = 0.0, 1.0, 0
    while needed > SMALL:
        total += needed
        number += 1
        needed *= longer_than(number * timeout_s)
    return total


def deliveries_of_fixed(work_s: float, timeout_s: float) -> int:
    """Deliveries of a message that takes every consumer the same time, where a late acknowledgement still counts.

    A consumer that ends at the very instant of the timeout is in time.
    """
    positive(work_s=work_s, timeout_s=timeout_s)
    return max(1, math.ceil(work_s / timeout_s - 1e-9))


def too_slow_chance_exponential(work_mean_s: float, timeout_s: float, deaths_per_s: float = 0.0) -> float:
    """Chance that an exponential work does not end by the timeout, or its consumer dies before it does."""
    positive(work_mean_s=work_mean_s, timeout_s=timeout_s)
    not_negative(deaths_per_s=deaths_per_s)
    ends_per_s = 1 / work_mean_s
    either_per_s = ends_per_s + deaths_per_s
    return 1 - ends_per_s / either_per_s * -math.expm1(-either_per_s * timeout_s)


def died_chance(work_s: float, deaths_per_s: float) -> float:
    """Chance that a consumer dies during a work that takes so long."""
    not_negative(work_s=work_s, deaths_per_s=deaths_per_s)
    return -math.expm1(-work_s * deaths_per_s)


def deliveries_mean(failed_chance: float, at_most: int | None = None) -> float:
    """Mean deliveries of a message, each of which fails with this chance, up to so many: (1 - q^n) / (1 - q)."""
    _limit(failed_chance, at_most)
    if failed_chance == 1:
        return math.inf if at_most is None else float(at_most)
    return (1 - dead_letter_chance(failed_chance, at_most)) / (1 - failed_chance)


def dead_letter_chance(failed_chance: float, at_most: int | None = None) -> float:
    """Chance that the last delivery fails, too: q^n."""
    _limit(failed_chance, at_most)
    if at_most is None:
        return 0.0
    return float(failed_chance**at_most)


def delay_mean_s(failed_chance: float, timeout_s: float) -> float:
    """How much later than with its first delivery a message ends on average: so many timeouts as deliveries fail.

    Without a limit, and from delivery to delivery: consumers have always room for it.
    """
    not_negative(timeout_s=timeout_s)
    if timeout_s == 0:
        return 0.0
    return (deliveries_mean(failed_chance) - 1) * timeout_s


def useful_share(deliveries: float) -> float:
    """Share of the consumers' work that is not done again: their rate falls to this share of what it could be."""
    if not deliveries >= 1:
        raise ValueError(f"deliveries must be at least 1, not {deliveries:g}")
    return 1 / deliveries


def duplicates_mean(acknowledge_s: float, deaths_per_s: float) -> float:
    """Mean number of times that a message takes effect again, if its consumer dies between the effect and the broker's
    having the acknowledgement: e^(d a) - 1, whatever the work before it. No delivery is too slow, and none the last."""
    not_negative(acknowledge_s=acknowledge_s, deaths_per_s=deaths_per_s)
    return math.expm1(acknowledge_s * deaths_per_s)


def _limit(failed_chance: float, at_most: int | None) -> None:
    share(failed_chance=failed_chance)
    if at_most is not None:
        whole(1, at_most=at_most)
