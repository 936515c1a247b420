"""The prelude of seats: in the middle of a day sessions go on, and their connections are open or not.

A seat is free for as long as it takes until somebody asks; so it is taken for a share session / (session + wait) of the
time, and what is left of an exponential session is one as well. The last request of a session that goes on was its
first one, or came since, at random.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.dataplane.cache.placement import SLOT_COUNT
from playground.dataplane.luck import TWELVE, TWO_TO_MINUS_52, mix_arrays
from playground.dataplane.opcodes import ADDRESS, BY_COOKIE, BY_MAP
from playground.dataplane.prelude import units, whole_ns
from playground.dataplane.seats.tables import NEVER_USED, NOWHERE
from playground.dataplane.state import World

SELDOM_RPS, OLDEST_S = 1e-12, 1e9  # as good as never; nobody cares how much older


class Memory(NamedTuple):
    """How people are led to servers, whether these share a store of sessions, and how many keepers each site has; 0:
    they are the same."""

    leads: int
    is_shared: bool
    each: int


class Pace(NamedTuple):
    """Of one seat, per second: requests that may begin a session, and all requests to each host."""

    asks_rps: float
    hosts_rps: tuple[float, ...]


def warm_seats(world: World, number: int, pace: Pace, luck: int) -> np.ndarray:
    """Fill the seats of an audience that is not there yet. (seats,) bool: those that are taken."""
    rows, audience = seats_of(world, number), world.audiences[number]
    session_s = float(audience["session_ns"]) / 1e9
    taken, left, since = (units(luck, len(rows), visit) for visit in range(3))
    is_taken = taken < session_s / (session_s + 1 / max(pace.asks_rps, SELDOM_RPS))
    left_s, age_s = -np.log(left) * session_s, -np.log(since) * session_s
    rows["ends_ns"] = np.where(is_taken, whole_ns(left_s) + 1, 0)
    rows["used_ns"] = NEVER_USED
    for host, rate_rps in enumerate(pace.hosts_rps):
        if rate_rps == 0 and host > 0:
            continue
        used_s = -np.log(units(luck, len(rows), 3 + host)) / max(rate_rps, SELDOM_RPS)
        used_s, was_used = (np.minimum(used_s, age_s), is_taken) if host == 0 else (used_s, is_taken & (used_s < age_s))
        rows["used_ns"][:, host] = np.where(was_used, -whole_ns(np.minimum(used_s, OLDEST_S)), NEVER_USED)
    with np.errstate(over="ignore"):
        everybody = mix_arrays(audience["luck"], np.arange(len(rows), dtype=np.uint64) + np.uint64(audience["first"]))
    rows["luck"] = np.where(is_taken, everybody, rows["luck"])
    rows["version"] = is_taken
    return is_taken


def seats_of(world: World, number: int) -> np.ndarray:
    """(seats,) SEAT: the audience's own part of the table."""
    audience = world.audiences[number]
    return world.seats[int(audience["first"]) : int(audience["first"] + audience["count"])]


def log_in(world: World, number: int, is_taken: np.ndarray, servers: int, memory: Memory, luck: int) -> None:
    """Whoever is here has been led to one of so many servers of its site, and has a session there or in the store."""
    rows = seats_of(world, number)
    site = rows["address"].astype(np.int64) if world.clock[0]["sites"] else 0
    places = np.floor(units(luck, len(rows), 6) * servers).astype(np.int64)
    if memory.leads == BY_MAP:
        slots = np.floor(_addresses(rows["luck"]) * SLOT_COUNT).astype(np.int64)
        places = world.doors[site * SLOT_COUNT + slots].astype(np.int64)
    homes = site * memory.each + (0 if memory.is_shared else places)
    rows["home"] = np.where(is_taken, homes, NOWHERE)
    rows["cookie"] = np.where(is_taken & (memory.leads == BY_COOKIE), places, NOWHERE)


def _addresses(lucks: np.ndarray) -> np.ndarray:
    """(seats,) numbers in (0, 1): by what a balancer tells people apart."""
    with np.errstate(over="ignore"):
        bits = mix_arrays(lucks, np.uint64(int(ADDRESS) << 16))
    return ((bits >> TWELVE) + 0.5) * TWO_TO_MINUS_52
