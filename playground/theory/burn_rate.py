"""When a rule on the error budget's burn rate fires, when it falls silent again, and how often it fires for nothing.

An objective of, say, 99.9 % leaves a budget B of 0.1 % of the requests that may fail over a period. Errors at B burn
it at the rate 1. A rule fires where the share of errors over its window W exceeds b B. If errors jump from the base e₀
to e, the window holds them after t with the weight t/W, so the rule fires at

    t = W (b B - e₀) / (e - e₀),

which is the workbook's (1 - objective) / errors · window · burn rate for e₀ = 0, and never if e is no more than b B. By
then the share b W / period of the budget is spent, whatever e is: 2 % for 14.4 over an hour of 30 days. After the fault
the window falls below the threshold when only W (bB - e₀) / (e - e₀) of it is left inside, for a fault of any length
that fired. A rule on several windows needs all of them: the longest decides when it fires, the shortest when it stops.

Traffic is even, the rule is looked at all the time (else add half the interval between looks, on average), and what
failed is known at once. That a rule fires without a fault is the chance that n requests, each of which fails with the
chance e₀, bring more than n b B failures: a binomial tail. It is that of one look; looks within one window are not
independent of each other. A second window can only make it rarer.

Every function raises a ValueError of one sentence for shares, windows or times that cannot be.

Source: Thurgood et al., "Alerting on SLOs", chapter 5 of Beyer et al., "The Site Reliability Workbook", 2018; the end
and the base of errors are worked out here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from playground.theory.given import not_negative, positive, share, whole

SMALL = 1e-17  # a term, relative to the sum, that changes no digit of it
ROUNDING = 1e-9  # by which a product of shares may miss a whole number of requests


@dataclass(frozen=True)
class BurnRule:
    """Fires while the errors of every window burn the budget faster. Raises ValueError for what cannot be."""

    windows_s: Sequence[float]
    """Over which times the share of errors is taken."""
    burn: float
    """How many times as fast as the objective allows."""
    objective: float
    """Share of the requests that must be served, below 1."""

    def __post_init__(self) -> None:
        whole(1, windows=len(self.windows_s))
        for number, window_s in enumerate(self.windows_s, start=1):
            positive(**{f"windows_s ({number})": window_s})
        positive(burn=self.burn)
        share(objective=self.objective)
        if self.objective == 1:
            raise ValueError("objective must be below 1: a budget of nothing cannot burn")

    @property
    def threshold_share(self) -> float:
        """The share of errors above which it fires."""
        return self.burn * (1 - self.objective)


def fires_after_s(rule: BurnRule, error_share: float, base_share: float = 0.0) -> float:
    """Seconds from the beginning of the fault until the rule fires; 0 if it fires anyway, infinite if it never does."""
    return max(rule.windows_s) * _filled(rule, error_share, base_share)


def ends_after_s(rule: BurnRule, error_share: float, base_share: float = 0.0) -> float:
    """Seconds from the end of a fault that made it fire until it is silent; infinite if it never is, 0 if it was."""
    filled = _filled(rule, error_share, base_share)
    if filled == 0:
        return math.inf
    return min(rule.windows_s) * max(0.0, 1 - filled)


def spent_share(error_share: float, seconds: float, objective: float, period_s: float) -> float:
    """Share of the period's budget that these errors spend in so many seconds; above 1 there was not so much."""
    share(error_share=error_share, objective=objective)
    not_negative(seconds=seconds)
    positive(period_s=period_s, budget=1 - objective)
    return error_share / (1 - objective) * seconds / period_s


def false_alarm_chance(rule: BurnRule, rate_rps: float, base_share: float) -> float:
    """Chance that the longest window fires at one look though there is no fault. The window's requests are rounded."""
    not_negative(rate_rps=rate_rps)
    share(base_share=base_share)
    requests = round(rate_rps * max(rule.windows_s))
    return more_than(math.floor(rule.threshold_share * requests + ROUNDING), requests, base_share)


def more_than(failures: int, requests: int, chance: float) -> float:
    """Chance that more than so many of the requests fail, each of which does with this chance (the binomial tail)."""
    whole(0, requests=requests, failures=failures)
    share(chance=chance)
    if failures >= requests or chance == 0:
        return 0.0
    if chance == 1:
        return 1.0
    if failures + 1 > chance * requests:  # terms fall from here on
        return min(1.0, _falling(failures + 1, requests, chance))
    return max(0.0, 1 - _falling(requests - failures, requests, 1 - chance))


def _falling(first: int, requests: int, chance: float) -> float:
    """The sum of the binomial's terms from the first on, which is not before its mean."""
    ways = math.lgamma(requests + 1) - math.lgamma(first + 1) - math.lgamma(requests - first + 1)
    term = math.exp(ways + first * math.log(chance) + (requests - first) * math.log1p(-chance))
    total, odds = 0.0, chance / (1 - chance)
    for number in range(first, requests + 1):
        total += term
        term *= odds * (requests - number) / (number + 1)
        if term < SMALL * total:
            break
    return total


def _filled(rule: BurnRule, error_share: float, base_share: float) -> float:
    """How much of a window the fault must fill for it to fire: 0 if none, infinite if all is not enough."""
    share(error_share=error_share, base_share=base_share)
    if base_share > rule.threshold_share:
        return 0.0
    if error_share <= rule.threshold_share:
        return math.inf
    return (rule.threshold_share - base_share) / (error_share - base_share)
