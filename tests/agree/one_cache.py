"""A system in which nothing but one cache is worth looking at."""

from __future__ import annotations

from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.endpoint import Call, Endpoint
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Popularity, Workload

AT_ONCE = Deterministic(mean_ms=0.0)


def cached(items: int, ttl_s: float, **more: object) -> Web:
    """A server whose cache takes no time, with threads for everybody."""
    given = {"cache_items": items, "cache_ttl_s": ttl_s, "cache_work_ms": 0.0, "worker_threads": 10_000, **more}
    return Web.model_validate(given)


def far(fetch_s: float) -> Database:
    """A read takes this long and occupies nobody."""
    return Database(read=AT_ONCE, own_machine=True, hop_ms=1000 * fetch_s, pool_size=10_000)


def one_cache(rate_rps: float, seconds: float, popularity: Popularity, web: Web, **more: object) -> WebSystem:
    """Pages that ask one cache once and do nothing else; what it misses is there at once, unless told otherwise."""
    page = Endpoint(name="page", web_work=AT_ONCE, calls=(Call(),), response_kb=0.0)
    workload = Workload(rate_rps=rate_rps, write_share=0.0, endpoints=(page,), bundle_kb=0.0, popularity=popularity)
    given = {"database": far(0.0), "warmup_s": 0.0, **more}
    return WebSystem.model_validate({"seconds": seconds, "workload": workload, "web": web, **given})
