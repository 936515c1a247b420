"""Availability of several sites of which one is enough, when moving its users to another takes time.

Sites fail independently, each is down the share a of the time, and every user has a home site. If users moved in no
time, only all n sites down at once would stop them: 1 - a^n. But each failure of the home site costs its users the
failover (detection, decision, DNS), or the repair if that is sooner. A site fails once in MTBF + MTTR, and holds 1/n of
the users, so that n sites cost all users together

    min(failover, MTTR) / (MTBF + MTTR)

of the time, whatever n is. What falls into the time in which all others are down as well, a^(n-1) of it, is counted in
a^n already and taken off here: unavailable is a^n + (1 - a^(n-1)) min(failover, MTTR) / (MTBF + MTTR).

This is exact if every repair takes MTTR, users come home as soon as their site is back, and only leaving home takes
time. So it is of first order: that the site to which users have fled fails as well, and makes them wait once more, is
left out (less than a · failover / MTBF). Where repairs vary, min(failover, MTTR) is more than the mean of min(failover,
repair), so that the truth is a little better. One site has nobody to fail over to: 1 - a. A failover that takes no less
than the repair is worth nothing: 1 - a again, for any n.

Every function raises a ValueError of one sentence for a number of sites below 1, or times that cannot be.

Source: the bound is Barlow and Proschan, "Statistical Theory of Reliability and Life Testing", 1975, chapter 1; the
failover is added here, by the renewal-reward theorem.
"""

from __future__ import annotations

from playground.theory.availability import of_times
from playground.theory.given import not_negative, share, whole


def available_at_most(sites: int, down_share: float) -> float:
    """Share of the time that at least one site is up, each being down `down_share` of it: with instant failover."""
    whole(1, sites=sites)
    share(down_share=down_share)
    return 1 - down_share**sites


def available(sites: int, mtbf_s: float, mttr_s: float, failover_s: float) -> float:
    """Share of the time that a user is served. A site works for `mtbf_s` and is repaired in `mttr_s` on average; its
    users are elsewhere `failover_s` after it has failed."""
    whole(1, sites=sites)
    not_negative(failover_s=failover_s)
    down_share = 1 - of_times(mtbf_s, mttr_s)
    moving_share = min(failover_s, mttr_s) / (mtbf_s + mttr_s)
    return 1 - down_share**sites - (1 - down_share ** (sites - 1)) * moving_share
