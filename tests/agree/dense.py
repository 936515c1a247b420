"""Random replicated databases that are written to all the time, under faults of their own and little else."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.fault import AnyFault, Cut, Kill, Replace
from playground.design.patience import Patience
from playground.design.service import Deterministic, Exponential
from playground.design.web import Web
from playground.design.workload import Popularity, Workload
from tests.agree.ingredients import balancers, disks, faults, flights, one_of, replications, seconds

QUICK = one_of(
    [*[Deterministic(mean_ms=ms) for ms in (0.0, 1.0, 2.0)], Exponential(mean_ms=1.0), Exponential(mean_ms=3.0)]
)
BREAKABLE = [
    *["database"] * 6, *["replica-1"] * 4, "replica-2", "replica-3", "monitor", "monitor", "web-1",
    "database>replica-1", "database>replica-2", "replica-1>replica-2", "replica-1>database", "monitor>database",
    "monitor>database", "monitor>replica-1", "web-1>database", "web-2>replica-1",
]  # fmt: skip


@composite
def mishaps(draw: DrawFn) -> tuple[AnyFault, ...]:
    """What leads to a failover, true or false, or spoils one."""
    when = {"start_s": draw(seconds(0.1, 0.2, 0.303)), "duration_s": draw(one_of([None, 0.1, 0.2, 0.3]))}
    kind = draw(one_of(["kill", "kill", "false alarm", "alone", "replace"]))
    if kind == "kill":
        first: AnyFault = Kill(node="database", silent=draw(st.booleans()), **when)
    elif kind == "replace":
        first = Replace(node=draw(one_of(["database", "replica-1"])), **when)
    else:
        first = Cut(node="monitor>database" if kind == "false alarm" else "database", **when)
    later = {"start_s": draw(seconds(0.2, 0.3, 0.35, 0.4)), "duration_s": draw(one_of([0.05, 0.2, None]))}
    second = draw(one_of([None, None, "replica-1", "replica-2", "monitor"]))
    return (first,) if second is None else (first, Kill(node=second, **later))


@composite
def written_to(draw: DrawFn) -> WebSystem:
    """Two web servers, or one, and few keys: stale reads and conflicts are the rule."""
    count, copies = draw(one_of([1, 2, 2, 3])), draw(replications())
    return WebSystem(
        seconds=draw(seconds(0.5, 1.0)),
        warmup_s=0.0,
        workload=_workload(draw, several=copies.multi_primary),
        web=Web(
            servers=count,
            worker_threads=50,
            cache_items=draw(one_of([0, 0, 0, 2])),
            cache_ttl_s=0.05,
            contention=0.0,
            **draw(flights()),
        ),
        database=Database(
            cores=draw(one_of([1, 2, 8])),
            read=draw(QUICK),
            write=draw(QUICK),
            hop_ms=draw(one_of([0.0, 1.0, 2.0])),
            pool_size=draw(one_of([2, 10])),
            query_timeout_s=draw(seconds(0.03, 0.1, 0.3)),
            disk=draw(st.none() | disks()),
        ),
        replication=copies,
        balancer=draw(st.none() | balancers(count)) if count > 1 else None,
        faults=(*draw(mishaps()), *draw(faults(BREAKABLE))),
    )


def _workload(draw: DrawFn, *, several: bool) -> Workload:
    """Keys are born and die, but where several databases are written to."""
    lives = {} if several else {"births_share": draw(one_of([0.0, 0.3])), "deaths_share": draw(one_of([0.0, 0.2]))}
    calls = (Call(kind=CallKind.WRITE, times=draw(one_of([1, 1, 2, 0.5]))), Call(kind=CallKind.READ))
    return Workload(
        rate_rps=draw(one_of([100.0, 200.0, 400.0])),
        write_share=draw(one_of([0.3, 0.8])),
        endpoints=(
            Endpoint(name="page", web_work=Deterministic(mean_ms=0.0), calls=(Call(kind=CallKind.READ, times=2),)),
            Endpoint(
                name="order",
                writes=True,
                web_work=Deterministic(mean_ms=0.0),
                calls=calls if draw(st.booleans()) else calls[:1],
                in_parallel=draw(st.booleans()),
            ),
        ),
        bundle_kb=0.0,
        popularity=Popularity(
            keys=draw(one_of([1, 3, 10])),
            missing_share=draw(one_of([0.0, 0.0, 0.3])),
            missing_keys=draw(one_of([1, 5])),
            **lives,
        ),
        read_back_share=draw(one_of([0.0, 0.5, 1.0])),
        patience=Patience(timeout_s=draw(seconds(0.05, 0.5)), retries=draw(one_of([0, 1]))),
    )
