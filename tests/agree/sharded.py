"""Small sharded systems: times without chance where a story is told, and keys that are all alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.entry import Entry
from playground.design.fault import AnyFault
from playground.design.machine import Machine
from playground.design.patience import Patience
from playground.design.popularity import Popularity
from playground.design.replication import Replication
from playground.design.service import Deterministic
from playground.design.sharding import Sharding
from playground.design.web import Web
from playground.design.workload import Workload

KEYS = 840  # divided evenly by up to eight shards
READ_MS, WRITE_MS, HOP_MS = 0.5, 1.0, 0.5
NO_WORK = Deterministic(mean_ms=0.0)
ORDERED = (Call(kind=CallKind.WRITE),)
EVEN: dict[str, Any] = {"contention": 0.0, "coherency": 0.0}


def sharded(
    sharding: dict[str, Any] | None = None,
    keys: dict[str, Any] | None = None,
    *,
    faults: Sequence[AnyFault] = (),
    rate_rps: float = 400.0,
    write_share: float = 0.5,
    seconds: float = 20.0,
    replicas: int = 0,
    reads: tuple[Call, ...] = (Call(times=1),),
    **replication: Any,
) -> WebSystem:
    """Two web servers, as many shards as `sharding` says, and requests that read or write one key."""
    plenty = Machine(cores=64, **EVEN)
    return WebSystem(
        seconds=seconds,
        warmup_s=0.0,
        workload=Workload(
            rate_rps=rate_rps,
            write_share=write_share,
            endpoints=(
                Endpoint(name="page", web_work=NO_WORK, calls=reads, response_kb=0.0),
                Endpoint(name="order", writes=True, web_work=NO_WORK, calls=ORDERED, response_kb=0.0),
            ),
            bundle_kb=0.0,
            popularity=Popularity(**{"keys": KEYS, "zipf_exponent": 0.0, **(keys or {})}),
            patience=Patience(timeout_s=5.0, retries=0),
        ),
        start=Start.COLD,
        entry=Entry(link_gbit_s=None),
        web=Web(servers=2, worker_threads=1000, cache_items=0, **plenty.model_dump()),
        database=Database(
            cores=2,
            **EVEN,
            pool_size=500,
            read=Deterministic(mean_ms=READ_MS),
            write=Deterministic(mean_ms=WRITE_MS),
            hop_ms=HOP_MS,
            query_timeout_s=2.0,
        ),
        replication=Replication(replicas=replicas, **replication) if replicas else None,
        sharding=Sharding(**(sharding or {})),
        faults=tuple(faults),
    )
