"""What timelines leave behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Timelines:
    """Posts and reads.

    pushed + pulled = delivered + cut_off + under_way: posts that are copied, and those put on one list at each site;
    those that every follower can see; those given up before; and those not over at the end. due = inserted + missing +
    left: entries that the posts ask for; made; of posts given up, never made; and to be made still. again: entries made
    once more, or when their post had been given up. reads; fetches: of the recent posts of one large author each.

    fan_in: (N,) reads by how many large authors the reader follows, the last: as many, or more. lasts: (2, B) counts of
    the time from the birth of a request until its post's last follower can see it, of counted requests in bins of
    latencies: pushed, pulled. slowest_ns: (W,) the longest such time of the posts delivered in each window;
    under_way_in: (W,) at each window's end; delivered_in, inserted_in, again_in, reads_in, fetches_in: (W,) int64 per
    window. oldest_ns: age of the oldest post under way at the end; 0: there is none.
    """

    pushed: int
    pulled: int
    delivered: int
    cut_off: int
    under_way: int  # counted one by one at the end
    due: int
    inserted: int
    missing: int
    left: int  # counted one by one at the end
    again: int
    reads: int
    fetches: int
    oldest_ns: int
    fan_in: np.ndarray
    lasts: np.ndarray
    slowest_ns: np.ndarray
    under_way_in: np.ndarray
    delivered_in: np.ndarray
    inserted_in: np.ndarray
    again_in: np.ndarray
    reads_in: np.ndarray
    fetches_in: np.ndarray
