"""Caches: whom a full one gives up."""

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
