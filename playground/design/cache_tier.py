"""Cache servers on machines of their own, which all web servers ask over the network."""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator

from playground.design.cache import Evict, Lock, check_lock
from playground.design.facts import value
from playground.design.knob import System, knob


class Placement(StrEnum):
    """Which node holds a key. The order is that of the data plane's numbers; `tests/agree/test_placement.py` holds
    it."""

    RING = "ring"
    MODULO = "modulo"
    SLOTS = "slots"


class Reads(StrEnum):
    """Who asks the database for what is missing: the app, which plants the answer, or the cache node itself."""

    LOOK_ASIDE = "look_aside"
    READ_THROUGH = "read_through"


class OnWrite(StrEnum):
    """What the app does to a key in the cache when it has written it to the database."""

    NOTHING = "nothing"
    DELETE = "delete"
    UPDATE = "update"


class Writes(StrEnum):
    """Who writes to the database: the app, around the cache; the cache node, before it answers; or the cache node,
    later."""

    AROUND = "around"
    THROUGH = "through"
    BACK = "back"


class CacheTier(System):
    """`size_items` entries divided over nodes of one core each, as Redis works on one command at a time.

    A node that cannot be reached costs its keys only: whoever asks goes to the database instead. A node that has not
    answered for `down_after_s` is taken to be down: by the clients, who give its keys to the others (ring, modulo); by
    the other nodes, which elect its replica (slots); or by sentinels, of which `quorum` must agree (a single node).
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
    filter_inserts: bool = knob(True, source="assumed; whoever creates a row knows of the filter")
    work_ms: float = knob(
        round(1000 / value("cache.redis_max_ops"), 6),
        ge=0,
        le=1000,
        fact="cache.redis_max_ops",
        source="1000 / operations a second",
    )
    hop_ms: float = knob(fact="cache.redis_rtt_ms", ge=0, le=1000)
    timeout_s: float = knob(
        0.1, gt=0, le=3600, log=True, source="assumed; hundreds of round trips, and less than a user notices"
    )

    replicas: int = knob(0, ge=0, le=1, source="assumed; Redis keeps no copies until somebody asks for them")
    full_coverage: bool = knob(True, source="redis.conf: cluster-require-full-coverage is yes")
    check_interval_s: float = knob(1.0, ge=0.05, le=300, log=True, source="assumed; Sentinel pings once a second")
    down_after_s: float = knob(
        5.0,
        gt=0,
        le=300,
        log=True,
        source="a preset that fits into a run; Sentinel waits 30 s and Redis Cluster 15 s",
        fact="cache.cluster_node_timeout_ms",
    )
    election_s: float = knob(
        value("cache.cluster_election_delay_ms") / 1000, ge=0.001, le=300, fact="cache.cluster_election_delay_ms"
    )
    sentinels: int = knob(3, ge=1, le=7, source="sentinel.md: at least three; used with one node and its replica")
    quorum: int = knob(fact="cache.sentinel_quorum", ge=1, le=7)

    reads: Reads = knob(Reads.LOOK_ASIDE, source="assumed; Redis and memcached know nothing of the database")
    lock: Lock = knob(Lock.NONE, source="assumed; no lock until somebody adds it")
    lock_ttl_s: float = knob(fact="cache.lease_window_s", ge=0, le=3600)
    lock_wait_s: float = knob(1.0, ge=0, le=3600, source="assumed; longer than a read, shorter than patience")
    soft_ttl_share: float = knob(0.0, ge=0, le=1, source="assumed; no refresh ahead until somebody adds it")
    xfetch_beta: float = knob(
        0.0, fact="cache.xfetch_beta", ge=0, le=10, source="assumed; none until somebody adds it, then 1"
    )
    on_write: OnWrite = knob(OnWrite.NOTHING, source="assumed; nobody tells the cache until somebody asks for it")
    delete_again_s: float = knob(
        0.0, ge=0, le=300, source="assumed; 0: once only. It has to be longer than a read that misses takes"
    )
    writes: Writes = knob(Writes.AROUND, source="assumed; the app writes to the database, as with a plain look-aside")
    flush_interval_s: float = knob(
        1.0, ge=0.01, le=300, log=True, source="assumed; so much is lost at the most when a node dies"
    )
    flush_batch: int = knob(100, ge=1, le=10_000, log=True, source="assumed; a hundred keys at once")

    @model_validator(mode="after")
    def _copies_have_a_use(self) -> CacheTier:
        if self.replicas and self.nodes > 1 and self.placement is not Placement.SLOTS:
            raise ValueError(
                f"cache.replicas must be 0 with several nodes and cache.placement {self.placement}: "
                "only hash slots, or a single node, have somebody who promotes a replica"
            )
        return self

    @model_validator(mode="after")
    def _every_node_has_a_place(self) -> CacheTier:
        if self.size_items < self.nodes:
            raise ValueError(
                f"cache.size_items must be from {self.nodes} with {self.nodes} nodes, not {self.size_items}"
            )
        return self

    @model_validator(mode="after")
    def _locks_end(self) -> CacheTier:
        check_lock("cache.lock_ttl_s", self.lock, self.lock_ttl_s)
        return self

    @property
    def has_sentinels(self) -> bool:
        """A single node with a replica is watched by sentinels; several look after each other."""
        return self.nodes == 1 and self.replicas == 1

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes, then those that stand by for them, in the same order."""
        copies = [f"cache-replica-{place + 1}" for place in range(self.nodes * self.replicas)]
        return (*(f"cache-{place + 1}" for place in range(self.nodes)), *copies)

    @property
    def observers(self) -> tuple[str, ...]:
        """Who probes the nodes: sentinels, the nodes' own bus, or the app's clients."""
        if self.has_sentinels:
            return tuple(f"sentinel-{place + 1}" for place in range(self.sentinels))
        return ("bus",) if self.placement is Placement.SLOTS else ("web",)

    def size_of(self, place: int) -> int:
        """Entries of the node at this place: the first ones have one more where they do not divide evenly."""
        return self.size_items // self.nodes + (place < self.size_items % self.nodes)
