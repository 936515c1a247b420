"""Cache servers on machines of their own, which all web servers ask over the network."""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator

from playground.design.cache import Evict
from playground.design.facts import value
from playground.design.knob import System, knob


class Placement(StrEnum):
    """Which node holds a key. The order is that of the data plane's numbers; `tests/agree/test_placement.py` holds
    it."""

    RING = "ring"
    MODULO = "modulo"
    SLOTS = "slots"


class CacheTier(System):
    """`size_items` entries divided over nodes of one core each, as Redis works on one command at a time.

    A node that cannot be reached costs its keys only: whoever asks goes to the database instead.
    """

    nodes: int = knob(4, ge=1, le=16, source="assumed; facts.md, section 17: the stage cache has four")
    placement: Placement = knob(Placement.RING, source="assumed; memcached's clients offer ketama, a ring")
    size_items: int = knob(fact="ladder.cache_items", ge=1, le=2_000_000, log=True)
    ttl_s: float = knob(fact="cache.ttl_s", ge=0, le=86_400 * 30, log=True)
    ttl_jitter_s: float = knob(0.0, ge=0, le=86_400, source="assumed; the notes add up to 600 s to an hour")
    null_ttl_s: float = knob(0.0, ge=0, le=3600, source="assumed; the notes remember an absence for 30 s")
    evict: Evict = knob(Evict.LRU, source="assumed; Redis and memcached approximate it")
    filter_bits_per_key: float = knob(0.0, ge=0, le=32, source="assumed; no Bloom filter until somebody adds it")
    filter_hashes: int = knob(fact="cache.bloom_hashes", ge=1, le=16)
    work_ms: float = knob(
        1000 / value("cache.redis_max_ops"),
        ge=0,
        le=1000,
        fact="cache.redis_max_ops",
        source="1000 / operations a second",
    )
    hop_ms: float = knob(fact="cache.redis_rtt_ms", ge=0, le=1000)
    timeout_s: float = knob(
        0.1, gt=0, le=3600, log=True, source="assumed; hundreds of round trips, and less than a user notices"
    )

    @model_validator(mode="after")
    def _every_node_has_a_place(self) -> CacheTier:
        if self.size_items < self.nodes:
            raise ValueError(
                f"cache.size_items must be from {self.nodes} with {self.nodes} nodes, not {self.size_items}"
            )
        return self

    def size_of(self, place: int) -> int:
        """Entries of the node at this place: the first ones have one more where they do not divide evenly."""
        return self.size_items // self.nodes + (place < self.size_items % self.nodes)
