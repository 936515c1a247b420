"""Whether a fallback (a second provider, a spare site, a static page) is worth what it costs.

An outage loses so much per minute, and lasts so many minutes of a year; the fallback avoids a share of that. Less what
it costs to run, that is its yearly gain. It has paid for itself when the gains have come to what it cost to build; and
within a horizon it does if there are at least (build / horizon + run) / (loss per minute · share avoided) minutes of
outage in a year.

Gains come evenly, as means do: one year may bring no outage, and another a long one. No interest, and nothing for
what cannot be counted in money.

Every function raises a ValueError of one sentence for sums, minutes or years below 0, or a share that is none.

Source: derived here; simple payback and its limits: Brealey, Myers and Allen, "Principles of Corporate Finance",
chapter 5.
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, positive, share


def gain_usd_per_year(
    loss_usd_per_min: float, outage_min_per_year: float, avoided: float, run_usd_per_year: float
) -> float:
    """What a year brings on average: the loss that is avoided, less the running cost; below 0 it costs more."""
    not_negative(outage_min_per_year=outage_min_per_year, run_usd_per_year=run_usd_per_year)
    return _saved_usd_per_min(loss_usd_per_min, avoided) * outage_min_per_year - run_usd_per_year


def payback_years(
    build_usd: float, loss_usd_per_min: float, outage_min_per_year: float, avoided: float, run_usd_per_year: float
) -> float:
    """Years until the gains have come to what it cost to build: infinite if there is no gain, 0 if it cost nothing."""
    not_negative(build_usd=build_usd)
    gain = gain_usd_per_year(loss_usd_per_min, outage_min_per_year, avoided, run_usd_per_year)
    if gain > 0:
        return build_usd / gain
    return 0.0 if build_usd == 0 and gain == 0 else math.inf


def outage_that_pays_min_per_year(
    build_usd: float, loss_usd_per_min: float, avoided: float, run_usd_per_year: float, horizon_years: float
) -> float:
    """Minutes of outage per year from which on it has paid for itself by the horizon; infinite if it never does."""
    not_negative(build_usd=build_usd, run_usd_per_year=run_usd_per_year)
    positive(horizon_years=horizon_years)
    saved = _saved_usd_per_min(loss_usd_per_min, avoided)
    spent = build_usd / horizon_years + run_usd_per_year
    if spent == 0:
        return 0.0
    return spent / saved if saved > 0 else math.inf


def _saved_usd_per_min(loss_usd_per_min: float, avoided: float) -> float:
    not_negative(loss_usd_per_min=loss_usd_per_min)
    share(avoided=avoided)
    return loss_usd_per_min * avoided
