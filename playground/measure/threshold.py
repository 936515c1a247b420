"""What the threshold of a hybrid decides, by the books: work, the time of the last follower, and fetches of a read.

Sizes are the law's, not the classes of the simulation; the store is as busy as its means say, and the last follower
waits for the inserts of others, which go first. Sources: `theory/fan_out.py`, `theory/fan_out_time.py` and
`theory/timeline_read.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.design.design import WebSystem
from playground.design.timelines import POST_NAME, READ_NAME
from playground.design.timelines import Timelines as Given
from playground.theory import fan_out, fan_out_time, followers, timeline_read

POINTS = 60
MS = 1000.0


@dataclass(frozen=True)
class Threshold:
    """(N,) thresholds in followers; at each the cores of work of all sites, the seconds until the last follower of the
    largest author who is copied has a post (NaN where inserts of others leave no room), and the mean fetches of a
    read. `here`: the design's own threshold."""

    followers: np.ndarray
    work_cores: np.ndarray
    last_s: np.ndarray
    fan_in: np.ndarray
    here: int


def law_of(given: Given) -> followers.Followers:
    """The law of the authors' followers."""
    return followers.of_tail(given.followers_mean, float(given.followers_most), given.followers_exponent)


def rates_rps(design: WebSystem) -> tuple[float, float]:
    """Posts and reads of timelines per second at the peak."""
    load = design.workload
    shares = {row.name: load.share_of(row) for row in load.asked}
    return load.requests_rps * shares.get(POST_NAME, 0.0), load.requests_rps * shares.get(READ_NAME, 0.0)


def threshold(design: WebSystem) -> Threshold | None:
    """None where there are no timelines, or nobody who posts and reads."""
    given = design.timelines
    posts_rps, reads_rps = rates_rps(design)
    if given is None or posts_rps <= 0 or reads_rps <= 0:
        return None
    law = law_of(given)
    sizes = np.geomspace(law.least, law.most, POINTS)
    load = fan_out.Timelines(
        users=1.0,
        posts_rps=posts_rps,
        reads_rps=reads_rps,
        insert_ms=given.insert_ms,
        fetch_ms=given.lists.fetch_ms,
        growth=given.post_exponent,
    )
    inserts = np.array([fan_out.inserts_rps(load, law, size) for size in sizes])
    fan_in = np.array([timeline_read.fan_in_mean(law, size) for size in sizes])
    reads_ms = reads_rps * (given.fetch.mean_ms + (fan_in - 1) * given.lists.fetch_ms)
    most_rps = given.shards.count * min(given.shards.cores, given.at_once) * MS / given.insert_ms
    free_rps = given.shards.count * given.shards.cores * MS / given.insert_ms
    last_s = [
        max(
            fan_out_time.last_follower_s(size, free_rps, others_rps),
            fan_out_time.last_follower_s(size, most_rps),
        )
        for size, others_rps in zip(sizes, inserts + reads_rps * given.fetch.mean_ms / given.insert_ms, strict=True)
    ]
    work = (inserts * given.insert_ms * design.places + reads_ms) / MS
    last = np.where(np.isfinite(last_s), last_s, np.nan)
    return Threshold(sizes, work, last, fan_in, given.most_pushed)
