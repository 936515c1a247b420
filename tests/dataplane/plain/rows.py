"""Rows of the kernel's tables for checks that call one piece of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.dataplane import opcodes as code
from playground.dataplane import tables
from playground.dataplane.cache.room import room
from playground.dataplane.cache.tables import CACHE
from playground.dataplane.tables import NEVER, NONE


def one(dtype: np.dtype, **fields: float) -> np.void:
    """One row with these fields, the rest 0."""
    row = np.zeros(1, dtype)[0]
    for name, value in fields.items():
        row[name] = value
    return row


def token(luck: int = 0, user: int | None = None, **fields: float) -> np.void:
    """A token with this luck."""
    row = one(tables.TOKEN, **fields)
    row["luck"] = luck
    row["user"] = luck if user is None else user
    row["asks_for"] = fields.get("asks_for", -1)
    return row


def group(weights: Sequence[int], policy: int = 0, *, slow_start_ns: int = 0) -> tuple[np.void, np.ndarray]:
    """A group of members that are all up, and the members. The first pick in turns is member 0."""
    count = len(weights)
    row = one(tables.GROUP, policy=policy, count=count, last=count - 1, up=count, slow_start_ns=slow_start_ns)
    members = np.zeros(count, tables.MEMBER)
    members["weight"], members["up"] = weights, 1
    return row, members


def put_down(row: np.void, members: np.ndarray, *places: int) -> None:
    """Believe these members down."""
    for place in places:
        row["up"] -= int(members[place]["up"])
        members[place]["up"] = 0


class Store:
    """A world in which there is nothing but one cache; its tables have their names in `Room`."""

    def __init__(self, caches: np.ndarray) -> None:
        self.__dict__.update(room(caches)._asdict())
        self.cache: Any = self.caches[0]


def store_of(size: int, ttl_ns: int = 0, *, policy: int = code.LRU) -> Store:
    """An empty cache by itself."""
    caches = np.zeros(1, CACHE)
    caches["size"], caches["ttl_ns"], caches["policy"] = size, ttl_ns, policy
    return Store(caches)


def clock(now_ns: int = 0) -> np.void:
    return one(tables.CLOCK, now_ns=now_ns)


__all__ = ["NEVER", "NONE", "Store", "clock", "group", "one", "put_down", "store_of", "token"]
