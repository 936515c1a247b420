"""Orders that go through a queue, for statements about it: every time a constant, unless a test says otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.design import fault_text
from playground.design.change import put_all
from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.entry import Entry
from playground.design.machine import Machine
from playground.design.patience import Patience
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Region, Workload
from playground.measure.identities import identities
from playground.result import Result
from playground.result.queues import Queue
from playground.run import Run, run
from playground.traffic.trace import ORDER, Trace

NO_WORK = {"kind": "deterministic", "mean_ms": 0.0}
AT_ONCE = Deterministic(mean_ms=0.0)
EVEN: dict[str, Any] = {"contention": 0.0, "coherency": 0.0}
S = 1_000_000_000
WRITE_MS = 10.0


def system(
    queue: dict[str, Any] | None = None,
    *,
    faults: tuple[str, ...] = (),
    workers: dict[str, Any] | None = None,
    rate_rps: float = 100.0,
    sale: dict[str, Any] | None = None,
    **changes: Any,
) -> WebSystem:
    """Everybody orders, and an order is one write, of 10 ms. Nothing else takes time, and no machine but the workers
    has a limit: one worker of 2 threads, so that they write 200 orders a second. `queue`, `workers`: knobs of these, no
    queue at all where both are None; `sale`: of the fault, if there is one; `changes`: other knobs, by path."""
    plenty = Machine(cores=64, **EVEN)
    order = Endpoint(name="order", writes=True, web_work=AT_ONCE, calls=(Call(kind=CallKind.WRITE),), response_kb=0.0)
    design = WebSystem(
        seconds=60.0,
        warmup_s=0.0,
        start=Start.COLD,
        entry=Entry(link_gbit_s=None),
        workload=Workload(
            rate_rps=rate_rps,
            write_share=1.0,
            endpoints=(order,),
            bundle_kb=0.0,
            regions=(Region(rtt_ms=0.0),),
            patience=Patience(timeout_s=20.0, retries=0),
        ),
        web=Web(servers=1, worker_threads=10_000, accept_queue=10_000, cache_items=0, **plenty.model_dump()),
        database=Database(
            write=Deterministic(mean_ms=WRITE_MS), hop_ms=0.0, pool_size=10_000, query_timeout_s=15.0,
            **plenty.model_dump(),
        ),
    )  # fmt: skip
    given = {} if queue is None and workers is None else {"queue": queued(queue or {}, workers or {})}
    told = [fault_text.parse(text).model_dump(mode="json") for text in faults]
    told += [] if sale is None else [{"kind": "sale", **sale}]
    found = put_all(design, {**given, "faults": told, **changes})
    assert isinstance(found, WebSystem)
    return found


def queued(queue: dict[str, Any], workers: dict[str, Any]) -> dict[str, Any]:
    """A broker that costs no time, and one worker of two threads."""
    usual = {"hop_ms": 0.0, "work_ms": 0.0, "flush_ms": 0.0}
    return {**usual, **queue, "workers": {"count": 1, "threads": 2, "work": NO_WORK, **workers}}


def orders_at(design: WebSystem, *at_ms: float) -> tuple[WebSystem, Trace]:
    """The same, but an order comes at each of these instants after the first, which is at 0."""
    trace = Trace(
        "story", np.array(at_ms) / 1000, np.full(len(at_ms), 7), np.full(len(at_ms), ORDER, np.uint8),
        np.zeros(len(at_ms)),
    )  # fmt: skip
    replay = trace.reference.model_copy(update={"speed_up": 1.0})
    told = put_all(design, {"workload.replay": replay.model_dump(mode="json")})
    assert isinstance(told, WebSystem)
    return told, trace


def played(design: WebSystem, seed: int = 1, trace: Trace | None = None) -> Result:
    """Its run, in which everything adds up."""
    result = run(design, seed=seed, trace=trace)
    assert identities(result) == ()
    return result


def broker(result: Result) -> Queue:
    """Its only one."""
    (found,) = result.queues
    return found


def held_at(result: Result, at_s: float) -> tuple[int, int]:
    """Messages that waited, and that were in flight, just before this instant, which ends a window."""
    before, rest = divmod(round(at_s * S), result.window_ns)
    assert rest == 0
    found = broker(result)
    return int(found.waiting_in[before - 1]), int(found.in_flight_in[before - 1])


def drained_after_s(design: WebSystem, seed: int, since_s: float, step_s: float) -> float:
    """How long after this instant nothing waits at the broker for the first time; looked at every `step_s`, and told as
    the middle of two looks."""
    playing = Run(design, seed=seed)
    looks = 0
    while True:
        looks += 1
        playing.advance(round((since_s + looks * step_s) * S))
        if playing._plane.world.brokers[0]["waiting"] == 0:
            return (looks - 0.5) * step_s
        assert not playing.is_complete
