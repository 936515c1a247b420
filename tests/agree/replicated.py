"""Replicated databases for statements about them: every time a constant, unless a test says otherwise."""

from __future__ import annotations

from typing import Any

from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.entry import Entry
from playground.design.machine import Machine
from playground.design.patience import Patience
from playground.design.replication import Replication
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Popularity, Workload

NO_WORK = Deterministic(mean_ms=0.0)
EVEN: dict[str, Any] = {"contention": 0.0, "coherency": 0.0}
S = 1_000_000_000


def one_call(kind: CallKind) -> Endpoint:
    """A request that does nothing but make one call."""
    return Endpoint(
        name=kind.value, writes=kind is CallKind.WRITE, web_work=NO_WORK, calls=(Call(kind=kind),), response_kb=0.0
    )


def system(
    replication: dict[str, Any],
    *,
    rate_rps: float = 50.0,
    write_share: float = 0.5,
    keys: int = 100,
    servers: int = 4,
    **changes: Any,
) -> WebSystem:
    """Servers without a balancer, whose requests read or write once and are not tried again. 1 ms of work for either at
    the database, none to apply a write; `replication` and `changes` are fields."""
    work = Deterministic(mean_ms=1.0)
    plenty = Machine(cores=64, **EVEN)
    fields: dict[str, Any] = {
        "seconds": 60.0,
        "warmup_s": 0.0,
        "start": Start.COLD,
        "entry": Entry(link_gbit_s=None),
        "workload": Workload(
            rate_rps=rate_rps,
            write_share=write_share,
            endpoints=(one_call(CallKind.READ), one_call(CallKind.WRITE)),
            bundle_kb=0.0,
            popularity=Popularity(keys=keys, zipf_exponent=0.0),
            patience=Patience(timeout_s=20.0, retries=0),
        ),
        "web": Web(servers=servers, worker_threads=1000, cache_items=0, **plenty.model_dump()),
        "database": Database(
            read=work, write=work, hop_ms=0.5, pool_size=500, query_timeout_s=15.0, **plenty.model_dump()
        ),
        "replication": Replication(**{"apply": NO_WORK, **replication}),
    }
    return WebSystem(**{**fields, **changes})
