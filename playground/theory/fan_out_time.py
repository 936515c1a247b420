"""When the last follower has a post that is copied to all of them, and which authors are too large for that.

Inserts go at a rate R, so a post to f followers is in the last timeline after f / R, if nothing else is inserted, and
after f / (R - λ) beside λ inserts a second of others that go first. At 40 000 a second, a million followers wait 25 s,
and 5 s are enough for 200 000: the target sets the threshold, not the work.

Posts also wait for one another. If they are inserted one after the other, the line is an M/G/1 queue whose service is
f / R, with f of the author: a large author holds up everybody who posts after it, by the second moment of f. A
threshold cuts that off, too.

Every function raises a ValueError of one sentence for rates or numbers that cannot be.

Source: derived here; the line: Kleinrock, "Queueing Systems, volume I: Theory", 1975, section 5.6 (Pollaczek-Khinchin).
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, positive
from playground.theory.mg1 import mg1


def last_follower_s(followers: float, insert_rps: float, others_rps: float = 0.0) -> float:
    """Seconds until the last follower has the post, beside so many inserts of others; infinite without room for it."""
    not_negative(followers=followers, others_rps=others_rps)
    positive(insert_rps=insert_rps)
    if followers == 0:
        return 0.0
    room_rps = insert_rps - others_rps
    return followers / room_rps if room_rps > 0 else math.inf


def mean_follower_s(followers: float, insert_rps: float, others_rps: float = 0.0) -> float:
    """Seconds until the mean follower has it: half of the last one's."""
    return last_follower_s(followers, insert_rps, others_rps) / 2


def threshold_for(target_s: float, insert_rps: float, others_rps: float = 0.0) -> float:
    """The most followers whose last one has the post within the target."""
    not_negative(target_s=target_s, others_rps=others_rps)
    positive(insert_rps=insert_rps)
    return target_s * max(0.0, insert_rps - others_rps)


def behind_others_s(posts_rps: float, followers_mean: float, followers_square: float, insert_rps: float) -> float:
    """Mean time that a post waits for those before it, one post after the other; infinite if they are too many.

    `followers_mean` and `followers_square` are the mean and the mean square of the followers of a post's author.
    """
    not_negative(posts_rps=posts_rps)
    positive(followers_mean=followers_mean, insert_rps=insert_rps)
    variation = followers_square / followers_mean**2 - 1
    if variation < -1e-9:
        raise ValueError(f"followers_square must be at least {followers_mean**2:g}, not {followers_square:g}")
    return mg1(posts_rps, followers_mean / insert_rps * 1000, math.sqrt(max(0.0, variation))).wait_ms_mean / 1000
