"""The prelude of shelves: as they are in the middle of a normal day.

A shelf gives up what was not asked for longest, so it holds the files that were asked for last, as many as fit. When
each was asked for last, and when its copy was fetched, follow from its rate: a copy lives for its time to live, then
until somebody asks again; the time since it was fetched has the density of what is left of such a cycle, and inside it
requests come at random. (What is left out: who was given up and fetched again has a younger copy than drawn here.)

A shield is asked for what the edges miss: for each file about once in a life and a wait, and again whenever it had been
given up, after the time for which an edge keeps what nobody asks for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.dataplane.files.plant import plant_copies
from playground.dataplane.prelude import units, whole_ns
from playground.dataplane.state import World

OLDEST_S = 1e9  # nobody cares how much older


class Ages(NamedTuple):
    """(n,) float64, seconds before the run: when each file was fetched last, when it was asked for last; and whether
    it was asked for twice in short order."""

    fetched_s: np.ndarray
    asked_s: np.ndarray
    is_admitted: np.ndarray


def ages(rates_rps: np.ndarray, ttl_s: np.ndarray, within_s: float, luck: int) -> Ages:
    """`rates_rps`, `ttl_s`: (n,) float64, of each file. `within_s`: 0 where every file is kept."""
    first, second, third = (units(luck, len(rates_rps), visit) for visit in range(3))
    is_admitted = np.ones(len(rates_rps), bool)
    if within_s > 0:
        is_admitted = units(luck, len(rates_rps), 3) >= np.exp(-rates_rps * within_s)
    with np.errstate(divide="ignore"):
        wait_s = np.minimum(-np.log(second) / rates_rps, OLDEST_S)
        since_s = np.minimum(-np.log(third) / rates_rps, OLDEST_S)
        lives = rates_rps * ttl_s / (1 + rates_rps * ttl_s)
        is_young = first < lives
        fetched_s = np.where(is_young, ttl_s * first / np.maximum(lives, 1e-300), ttl_s + wait_s)
    asked_s = np.where(is_young, np.minimum(fetched_s, since_s), wait_s + np.minimum(ttl_s, since_s))
    return Ages(fetched_s, asked_s, is_admitted)


def warm_shelf(world: World, number: int, rates_rps: np.ndarray, luck: int) -> float:
    """Fill an empty shelf. For how long it keeps what nobody asks for, in seconds; infinite where everything fits."""
    shelf = world.shelves[number]
    ttl_s = np.repeat(world.files["ttl_ns"] / 1e9, world.files["count"])
    found = ages(rates_rps, ttl_s, float(shelf["within_ns"]) / 1e9, luck)
    may_stay = np.flatnonzero(found.is_admitted & (found.asked_s < OLDEST_S))
    order = may_stay[np.argsort(found.asked_s[may_stay], kind="stable")]
    fits = np.cumsum(world.file_bytes[order]) <= shelf["capacity"]
    kept = order[fits][::-1].copy()
    if shelf["within_ns"] > 0:
        upto = int(shelf["asked"]) + len(rates_rps)
        world.asked_ns[int(shelf["asked"]) : upto] = -whole_ns(found.asked_s)
    with np.errstate(over="ignore"):
        plant_copies(world, number, kept, whole_ns(ttl_s[kept]) - whole_ns(found.fetched_s[kept]))
    return float(found.asked_s[order[~fits][0]]) if not fits.all() else float("inf")


def missed_rps(rates_rps: np.ndarray, ttl_s: np.ndarray, keeps_s: float) -> np.ndarray:
    """(n,) float64: how often a shelf that is asked at these rates fetches each file."""
    with np.errstate(divide="ignore", under="ignore", invalid="ignore"):
        found = np.minimum(1 / (ttl_s + 1 / rates_rps) + rates_rps * np.exp(-rates_rps * keeps_s), rates_rps)
    return np.where(rates_rps > 0, found, 0.0)  # nobody fetches what nobody asks for
