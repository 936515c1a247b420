"""The web tier: servers that do the work and call others."""

from __future__ import annotations

from pydantic import field_validator

from playground.design.autoscale import Autoscale
from playground.design.cache import Evict, Lock
from playground.design.knob import System, knob
from playground.design.machine import Machine


class Release(System):
    """A rolling deploy: so large a share of the servers at a time (at least one) is drained, restarted with the new
    version, and put back; then the next ones. Unless it is `compatible` the old version cannot read what the new one
    has left behind: a page fails for somebody who has met the new version, and now an old server."""

    batch_share: float = knob(0.25, gt=0, le=1, source="Kubernetes, Deployment: maxUnavailable is 25 %")
    drain_s: float = knob(5.0, ge=0, le=86_400, source="assumed; longer than requests take, and fits into a run")
    restart_s: float = knob(5.0, ge=0, le=86_400, source="assumed; a process that starts, not a machine that boots")
    compatible: bool = True


class Drift(System):
    """Each server is changed by hand every `changed_every_s` on average, and then takes `slow_factor` times as long for
    everything. A plan that says what servers should be is applied every `apply_every_s`, which takes `apply_s`; none:
    it was applied once, and never again. A server that joins, or is restarted with a new version, is as declared, too.
    """

    changed_every_s: float = knob(
        600.0, ge=0.1, le=1e9, log=True, source="assumed; far too often, so that a run of minutes shows what months do"
    )
    slow_factor: float = knob(1.5, ge=1, le=100, source="assumed; debug logging that was left on")
    apply_every_s: float | None = knob(
        None,
        ge=0.1,
        le=86_400,
        log=True,
        source="none: by hand only; tools apply plans at every merge, or every half hour",
    )
    apply_s: float = knob(5.0, ge=0, le=3600, source="assumed; a tool that runs on all servers at once")


class Web(Machine):
    """A worker thread is held from a request's first to its last instant on a server, also while it waits for the
    database; work queues for cores. With `asynchronous` the waiting costs no thread, only one of many connections."""

    servers: int = knob(1, ge=1, le=64, source="ladder.web_servers")
    worker_threads: int = knob(fact="ladder.worker_threads", ge=1, le=10_000, log=True)
    accept_queue: int = knob(fact="ladder.accept_queue", ge=0, le=100_000)
    asynchronous: bool = False
    drops_abandoned: bool = False
    cache_items: int = knob(0, ge=0, le=1_000_000, source="assumed; no cache in the process until somebody adds it")
    cache_ttl_s: float = knob(fact="cache.ttl_s", ge=0, le=86_400 * 30, log=True)
    cache_ttl_jitter_s: float = knob(0.0, ge=0, le=86_400, source="assumed; the notes add up to 600 s to an hour")
    cache_null_ttl_s: float = knob(0.0, ge=0, le=3600, source="assumed; the notes remember an absence for 30 s")
    cache_evict: Evict = knob(Evict.LRU, source="assumed; Redis and memcached approximate it")
    cache_filter_bits_per_key: float = knob(0.0, ge=0, le=32, source="assumed; no Bloom filter until somebody adds it")
    cache_filter_hashes: int = knob(fact="cache.bloom_hashes", ge=1, le=16)
    cache_filter_inserts: bool = knob(True, source="assumed; whoever creates a row knows of the filter")
    cache_lock: Lock = knob(Lock.NONE, source="assumed; no lock until somebody adds it")
    cache_lock_ttl_s: float = knob(fact="cache.lease_window_s", ge=0, le=3600)
    cache_lock_wait_s: float = knob(1.0, ge=0, le=3600, source="assumed; longer than a read, shorter than patience")
    cache_soft_ttl_share: float = knob(0.0, ge=0, le=1, source="assumed; no refresh ahead until somebody adds it")
    cache_xfetch_beta: float = knob(
        0.0, fact="cache.xfetch_beta", ge=0, le=10, source="assumed; none until somebody adds it, then 1"
    )
    cache_work_ms: float = knob(fact="cache.redis_exec_ms", ge=0, le=1000)
    public: bool = True
    autoscale: Autoscale | None = None
    release: Release = Release()
    drift: Drift | None = None

    @field_validator("cache_lock")
    @classmethod
    def _lock_is_in_the_process(cls, lock: Lock) -> Lock:
        if lock is Lock.SHARED:
            raise ValueError(
                "must be none or process, not shared: servers share only the locks of a cache that they share"
            )
        return lock

    @property
    def most_servers(self) -> int:
        """Servers that there may be at once."""
        return self.servers if self.autoscale is None else max(self.servers, self.autoscale.max_servers)

    @property
    def connections(self) -> int:
        """Requests a server can have inside: a thread each, or a connection each when it is asynchronous."""
        return MAX_CONNECTIONS if self.asynchronous else self.worker_threads


MOST_CACHED = 2_000_000  # entries of all servers together: 160 MB with the policy that remembers most, 190 with XFetch
MAX_CONNECTIONS = 8192  # web.tomcat_max_connections
