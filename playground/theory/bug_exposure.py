"""How much a bad release hurts: requests failed and user-minutes exposed, released at once, by canary, and undone.

A release gives the new version to a share c of the servers first (the canary), waits, and then gives it to the rest,
server by server, at an even pace. Somebody notices at the time d after the beginning, and the old version comes back
at an even pace, too. What counts is the area under the share of the requests that the new version takes: the exposure,
in seconds of the whole system. A canary in which it is noticed costs c d of it and a full release that nobody stops d,
so that the canary divides the damage by 1/c and once more by how much sooner it is noticed.

A canary is also a sample. If a bug fails the share e of the requests, then n of them show it with the chance
1 - (1 - e)^n, so a bug that fails one in a thousand needs 4 603 requests to be seen with a chance of 99 %. And a rule
that looks at all servers together sees e c only: a small canary hides a bug from it.

Traffic is even, the servers share it equally, and which requests fail is independent of everything else.

Every function raises a ValueError of one sentence for shares, rates or times that cannot be.

Source: derived here; why canaries are compared with the rest, and not looked for in the mean: Davidovič and Beyer,
"Canary analysis service", ACM Queue 16(1), 2018.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.theory.given import not_negative, share, whole


@dataclass(frozen=True)
class Release:
    """How a version gets to the servers, and back. Raises ValueError for shares or times that cannot be."""

    canary_share: float = 0.0
    """Share of the servers that have it first."""
    canary_s: float = 0.0
    """How long it is left at that."""
    rollout_s: float = 0.0
    """Time to bring it from no server to all of them, at an even pace; 0 is at once."""
    undo_s: float = 0.0
    """Time to take it from all servers; from a part of them it takes that part of the time."""

    def __post_init__(self) -> None:
        share(canary_share=self.canary_share)
        not_negative(canary_s=self.canary_s, rollout_s=self.rollout_s, undo_s=self.undo_s)


def new_share(release: Release, since_s: float) -> float:
    """Share of the requests that the new version takes so long after the beginning, if nobody stops it."""
    not_negative(since_s=since_s)
    after_s = since_s - release.canary_s
    if after_s < 0:
        return release.canary_share
    if release.rollout_s == 0:
        return 1.0
    return min(1.0, release.canary_share + after_s / release.rollout_s)


def exposure_s(release: Release, noticed_s: float) -> float:
    """Seconds of the whole system under the new version, until it is gone again. The way back begins at `noticed_s`."""
    reached = new_share(release, noticed_s)
    in_canary_s = release.canary_share * min(noticed_s, release.canary_s)
    after_s = max(0.0, noticed_s - release.canary_s)
    climbing_s = min(after_s, (1 - release.canary_share) * release.rollout_s)
    climb_mean = (release.canary_share + reached) / 2
    return in_canary_s + climb_mean * climbing_s + (after_s - climbing_s) + reached * reached * release.undo_s / 2


def failed_mean(rate_rps: float, error_share: float, exposed_s: float) -> float:
    """Mean number of requests that fail, where the new version fails the share `error_share` of its requests."""
    not_negative(rate_rps=rate_rps, exposed_s=exposed_s)
    share(error_share=error_share)
    return rate_rps * error_share * exposed_s


def user_minutes(users_online: float, exposed_s: float) -> float:
    """Minutes that all users together spend with the new version."""
    not_negative(users_online=users_online, exposed_s=exposed_s)
    return users_online * exposed_s / 60


def hurt_share(error_share: float, requests_mean: float) -> float:
    """Share of the users with at least one failed request, if each sends a Poisson number to the new version."""
    share(error_share=error_share)
    not_negative(requests_mean=requests_mean)
    return -math.expm1(-error_share * requests_mean)


def seen_chance(error_share: float, requests: int) -> float:
    """Chance that so many requests to the new version contain one that fails."""
    share(error_share=error_share)
    whole(0, requests=requests)
    if error_share == 1:
        return float(requests > 0)
    return -math.expm1(requests * math.log1p(-error_share))


def requests_to_see(error_share: float, chance: float) -> float:
    """How many requests it takes until one has failed with this chance; infinite if none fails, or to be certain."""
    share(error_share=error_share, chance=chance)
    if chance == 0:
        return 0.0
    if error_share == 1:
        return 1.0
    if error_share == 0 or chance == 1:
        return math.inf
    return math.ceil(math.log1p(-chance) / math.log1p(-error_share))


def least_canary_share(error_share: float, threshold_share: float) -> float:
    """The smallest canary whose bug lifts the errors of all servers together to the threshold; infinite: not even all.

    The old version fails nothing here.
    """
    share(error_share=error_share, threshold_share=threshold_share)
    if threshold_share > error_share:
        return math.inf
    return threshold_share / error_share if threshold_share > 0 else 0.0
