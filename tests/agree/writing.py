"""Stories about reads and writes that can be timed by hand: a log says when each comes."""

from __future__ import annotations

import numpy as np

from playground.design.cache_tier import CacheTier
from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.patience import Patience
from playground.design.service import Deterministic
from playground.design.workload import Region, Workload
from playground.measure.identities import identities
from playground.result import Result
from playground.run import run
from playground.traffic.trace import ORDER, PAGE, Trace
from tests.agree.engine import differences
from tests.agree.one_cache import AT_ONCE, cached

MS = 1_000_000
READ = Endpoint(name="page", web_work=AT_ONCE, calls=(Call(),), response_kb=0.0)
WRITE = Endpoint(name="order", writes=True, web_work=AT_ONCE, calls=(Call(kind=CallKind.WRITE),), response_kb=0.0)


def tier(**knobs: object) -> CacheTier:
    """One node without a queue, with room for every key."""
    usual = {"nodes": 1, "size_items": 1000, "ttl_s": 0.5, "work_ms": 0.0, "hop_ms": 0.0, "check_interval_s": 300.0}
    return CacheTier.model_validate(usual | knobs)


def told(lines: list[tuple[float, bool]], cache: CacheTier, *, keys: tuple[int, ...] = (), **more: object) -> Result:
    """Reads, and writes (True), of one key, or of these, at these milliseconds. A trip to the database takes 10 ms one
    way and a read there 200 ms; a write takes 5 ms there. The cache is 1 ms away, one way, with a hop of 2 ms."""
    at_s = np.array([ms for ms, _ in lines]) / 1000
    kinds = np.array([ORDER if writes else PAGE for _, writes in lines], np.uint8)
    trace = Trace("story", at_s - at_s[0], np.array(keys or (7,) * len(lines)), kinds, np.zeros(len(lines)))
    workload = Workload(
        replay=trace.reference.model_copy(update={"speed_up": 1.0}),
        endpoints=(READ, WRITE),
        regions=(Region(rtt_ms=0.0),),
        patience=Patience(timeout_s=10.0, retries=0),
    )
    base = Database(
        read=Deterministic(mean_ms=200.0), write=Deterministic(mean_ms=5.0), own_machine=True, hop_ms=20.0, cores=10,
        contention=0.0, coherency=0.0, pool_size=100,
    )  # fmt: skip
    given = {"workload": workload, "web": cached(0, 0.0), "cache": cache, "database": base, "start": Start.COLD}
    design = WebSystem.model_validate({"seconds": 3.0, "warmup_s": 0.0, **given, **more})
    assert differences(design, 1, trace) == []
    result = run(design, trace=trace)
    assert identities(result) == ()
    return result
