"""How many fetches a timeline takes to read, and how long, where large authors are fetched and the rest is copied.

One fetch is that of the reader's own timeline; one more is made for each author followed who has more followers than
the threshold, all of them side by side. A user follows as many such authors on average as all of them have followers,
divided by the users: E[F; F > t], the mean of the followers of those above. Whom a user follows is independent of the
rest, so their number is Poisson, and the slowest of 1 + Poisson fetches is what the reader waits for.

So the threshold that meets a target for the last follower (`fan_out_time`) from above, and the one that meets a target
for the read from below, may leave a window in between; push alone is outside of it on one side, pull on the other.

Every function raises a ValueError of one sentence for sizes or shares that cannot be.

Source: derived here.
"""

from __future__ import annotations

from playground.theory.fan_out import Timelines
from playground.theory.followers import Followers
from playground.theory.given import not_negative
from playground.theory.slowest_of_many import share_of_one_in_poisson
from playground.theory.sojourn import Sojourn


def fan_in_mean(law: Followers, threshold: float) -> float:
    """Mean number of fetches of a read: 1 + E[F; F > threshold]."""
    not_negative(threshold=threshold)
    return 1 + law.moment(1.0, above=threshold)


def read_quantile_ms(law: Followers, threshold: float, fetch: Sojourn, below: float) -> float:
    """The time that this share of the reads stays below, if each fetch takes this time, independently of the others."""
    return fetch.quantile(share_of_one_in_poisson(below, fan_in_mean(law, threshold) - 1))


def threshold_for(law: Followers, fan_in: float) -> float:
    """The smallest threshold at which the mean read takes no more than so many fetches; infinite if none does."""
    if fan_in < 1:
        return float("inf")
    if fan_in_mean(law, 0.0) <= fan_in:
        return 0.0
    low, high = law.least, law.most
    for _ in range(200):  # halvings: more than the bits of a double
        middle = (low + high) / 2
        if fan_in_mean(law, middle) > fan_in:
            low = middle
        else:
            high = middle
    return high


def timeline_rps(timelines: Timelines, law: Followers, threshold: float) -> float:
    """Fetches per second of all reads together."""
    return timelines.reads_rps * fan_in_mean(law, threshold)
