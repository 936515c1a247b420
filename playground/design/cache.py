"""Caches: whom a full one gives up, and who waits for whose fetch."""

from __future__ import annotations

from enum import StrEnum


class Evict(StrEnum):
    """The order is that of the data plane's numbers; `tests/agree/test_evict.py` holds it."""

    LRU = "lru"
    FIFO = "fifo"
    LFU = "lfu"
    SIEVE = "sieve"
    S3_FIFO = "s3_fifo"
    TINY_LFU = "tiny_lfu"


class Lock(StrEnum):
    """Of those who miss a key, how many may fetch it: everybody, one in each process, or one of all."""

    NONE = "none"
    PROCESS = "process"
    SHARED = "shared"


def check_lock(name: str, lock: Lock, ttl_s: float) -> None:
    """Raises ValueError when a shared lock could be held for ever: nobody frees it when its holder's server dies.
    `name` is the knob of its time to live, in seconds; 0 is none."""
    if lock is Lock.SHARED and ttl_s <= 0:
        raise ValueError(f"{name} must be more than 0 where a lock is shared, not {ttl_s:g}: its holder may die")
