"""Which shard has each key of a workload: what number each has, who is famous, who was moved by hand, and where the
copies of salted keys are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.design.popularity import Popularity
from playground.design.sharding import Numbering, Sharding, Spread
from playground.traffic.placement import Numbers, Shards, hashed, shard_of

SCATTER, SALT = 2, 3  # what numbers are hashed for


class Placed(NamedTuple):
    """(columns,) uint16, the shard of each key and, behind them, of each copy of the salted ones: in the beginning, and
    when there are as many shards as there will be."""

    before: Shards
    after: Shards


def numbers_of(given: Sharding, keys: Popularity) -> Numbers:
    """(columns,) int64, the number of each key, the most popular key first: those that exist in the beginning come
    first, then those that may be born."""
    ranks = np.arange(keys.columns)
    if given.numbering is Numbering.NEWEST:
        ranks[: keys.keys] = ranks[: keys.keys][::-1]
    else:
        ranks[np.argsort(hashed(SCATTER, ranks[: keys.keys]), kind="stable")] = ranks[: keys.keys].copy()
    if given.famous_together:
        _bring_together(ranks, given, keys)
    return ranks


def _bring_together(numbers: Numbers, given: Sharding, keys: Popularity) -> None:
    """The famous change their numbers with the least popular keys of the first shard."""
    shards = _scheme(given, keys, numbers, given.shards)
    others = np.flatnonzero(shards[keys.famous : keys.keys] == 0)[::-1] + keys.famous
    strangers = np.flatnonzero(shards[: keys.famous] != 0)[: len(others)]
    for one, other in zip(strangers, others[: len(strangers)], strict=True):
        numbers[one], numbers[other] = numbers[other], numbers[one]


def _scheme(given: Sharding, keys: Popularity, numbers: Numbers, shards: int) -> Shards:
    return shard_of(given.scheme, numbers, shards, first=given.shards, keys=keys.keys, vnodes=given.vnodes)


def place(given: Sharding, keys: Popularity, shards: int) -> Placed:
    """Where everything is. `shards`: how many there will be in the end."""
    numbers = numbers_of(given, keys)
    return Placed(_all(given, keys, numbers, given.shards), _all(given, keys, numbers, shards))


def _all(given: Sharding, keys: Popularity, numbers: Numbers, shards: int) -> Shards:
    found = _scheme(given, keys, numbers, shards)
    if given.shards > 1:
        moved = np.arange(min(given.famous_moved, keys.famous))
        found[moved] = 1 + moved % (given.shards - 1)
    if given.salts == 1:
        return found
    return np.concatenate([found, _salted(given, keys, numbers, found, shards)])


def _salted(given: Sharding, keys: Popularity, numbers: Numbers, found: Shards, shards: int) -> Shards:
    """(famous x salts,) where the copies of the famous keys are, those of the first one first."""
    copies = np.arange(given.salts)
    if given.spread is Spread.DISTINCT:
        return ((found[: keys.famous, None] + copies) % shards).astype(np.uint16).ravel()
    names = hashed(hashed(SALT, numbers[: keys.famous])[:, None], copies[None, :])
    numbered = (names.ravel() >> np.uint64(1)).astype(np.int64) % max(1, keys.keys)
    return _scheme(given, keys, numbered, shards)
