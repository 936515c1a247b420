"""The prelude of seats: in the middle of a day sessions go on, and their connections are open or not.

A seat is free for as long as it takes until somebody asks; so it is taken for a share session / (session + wait) of the
time, and what is left of an exponential session is one as well. The last request of a session that goes on was its
first one, or came since, at random.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.dataplane.prelude import units, whole_ns
from playground.dataplane.seats.tables import NEVER_USED
from playground.dataplane.state import World

SELDOM_RPS, OLDEST_S = 1e-12, 1e9  # as good as never; nobody cares how much older


class Pace(NamedTuple):
    """Of one seat, per second: requests that may begin a session, and all requests to each host."""

    asks_rps: float
    hosts_rps: tuple[float, ...]


def warm_seats(world: World, number: int, pace: Pace, luck: int) -> None:
    """Fill the seats of an audience that is not there yet."""
    audience = world.audiences[number]
    rows = world.seats[int(audience["first"]) : int(audience["first"] + audience["count"])]
    session_s = float(audience["session_ns"]) / 1e9
    taken, left, since = (units(luck, len(rows), visit) for visit in range(3))
    is_taken = taken < session_s / (session_s + 1 / pace.asks_rps)
    left_s, age_s = -np.log(left) * session_s, -np.log(since) * session_s
    rows["ends_ns"] = np.where(is_taken, whole_ns(left_s) + 1, 0)
    rows["used_ns"] = NEVER_USED
    for host, rate_rps in enumerate(pace.hosts_rps):
        if rate_rps == 0 and host > 0:
            continue
        used_s = -np.log(units(luck, len(rows), 3 + host)) / max(rate_rps, SELDOM_RPS)
        used_s, was_used = (np.minimum(used_s, age_s), is_taken) if host == 0 else (used_s, is_taken & (used_s < age_s))
        rows["used_ns"][:, host] = np.where(was_used, -whole_ns(np.minimum(used_s, OLDEST_S)), NEVER_USED)
