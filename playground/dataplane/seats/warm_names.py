"""The prelude of names: resolvers hold what they have been asked for, and whoever is here has an address.

A resolver that is asked at rate λ by the people who have it, and keeps an answer for T, holds one with the chance
λT / (1 + λT), of whose life what is left is uniform. Browsers ask when they open a connection, and keep an answer
themselves for b: at rate o / (1 + ob), where o = r exp(-rk) + 1/s is how often one of r requests a second, in sessions
of s, finds no connection that has been idle for less than k.
"""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.luck import FIRST_VISIT, TWELVE, TWO_TO_MINUS_52, mix_arrays
from playground.dataplane.opcodes import REGION
from playground.dataplane.prelude import units, whole_ns
from playground.dataplane.seats.tables import HOSTS
from playground.dataplane.seats.warm import seats_of
from playground.dataplane.state import World


def asks_rps(rate_rps: float, session_s: float, keep_s: float, browser_s: float) -> float:
    """How often somebody who sends so many requests a second to a host asks for its address."""
    if rate_rps <= 0:
        return 0.0
    opens_rps = rate_rps * math.exp(-rate_rps * keep_s) + 1 / session_s
    return opens_rps / (1 + opens_rps * browser_s)


def warm_names(
    world: World, number: int, hosts_rps: tuple[float, ...], browser_s: float, weights: tuple[int, ...], luck: int
) -> None:
    """Of an audience whose seats are warm. `weights` of the addresses that are given out; none: that of the nearest
    site."""
    audience, seats = world.audiences[number], seats_of(world, number)
    first, count = int(audience["resolver"]), int(audience["resolvers"])
    rows = world.resolvers[first : first + count]
    own, is_taken, life_s = _resolver_of(seats, count), seats["ends_ns"] > 0, rows["life_ns"] / 1e9
    people = np.bincount(own[is_taken], minlength=count) * (len(seats) / max(1, int(is_taken.sum())))
    for host in range(HOSTS):
        each = asks_rps(hosts_rps[host], audience["session_ns"] / 1e9, audience["keep_ns"] / 1e9, browser_s)
        held = each * people * life_s
        holds = units(luck, count, 2 * host) < held / (1 + held)
        rows["until_ns"][:, host] = np.where(holds, whole_ns(units(luck, count, 2 * host + 1) * life_s) + 1, 0)
    if weights:
        upto = np.cumsum(weights)
        rows["address"] = np.searchsorted(upto, units(luck, count, 2 * HOSTS) * upto[-1], side="right")
    else:
        rows["address"] = world.audiences["near"][rows["audience"], 0]
    seats["address"] = np.where(is_taken, rows["address"][own], 0)


def _resolver_of(seats: np.ndarray, count: int) -> np.ndarray:
    """(seats,) the number of each person's resolver, of so many."""
    with np.errstate(over="ignore"):
        bits = mix_arrays(seats["luck"], np.uint64((int(REGION) << 16) | int(FIRST_VISIT)))
    return np.floor(((bits >> TWELVE) + 0.5) * TWO_TO_MINUS_52 * count).astype(np.int64)
