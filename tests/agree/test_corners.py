"""Corners that random designs found, each as small as it gets, with what SEMANTICS says written out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.entry import Entry
from playground.design.fault import Kill
from playground.design.patience import Backoff, Patience
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Region, Workload
from playground.result import Result
from playground.run import run
from playground.traffic.trace import PAGE, Trace
from tests.agree.engine import differences

MS = 1_000_000


def at(*times_ms: int) -> Trace:
    """A log of page reads at these instants."""
    count = len(times_ms)
    at_s = np.array(times_ms) / 1000
    return Trace("log", at_s, np.arange(count), np.full(count, PAGE, np.uint8), np.full(count, np.nan))


def world(trace: Trace, endpoint: dict[str, Any], *, patience: Patience | None = None, **parts: Any) -> WebSystem:
    """One endpoint that computes for 1 ms; a database hop of 2 ms there and back, reads and writes of 4 ms."""
    work = Deterministic(mean_ms=4.0)
    page = Endpoint(name="page", web_work=Deterministic(mean_ms=1.0), **endpoint)
    given: dict[str, Any] = {
        "web": Web(servers=1, cores=2, contention=0.0, coherency=0.0),
        "database": Database(cores=2, contention=0.0, coherency=0.0, hop_ms=2.0, read=work, write=work),
        "entry": Entry(link_gbit_s=None),
    }
    workload = Workload(
        endpoints=(page,),
        write_share=0.0,
        regions=(Region(rtt_ms=20.0),),
        patience=patience or Patience(),
        replay=trace.reference.model_copy(update={"speed_up": 1.0}),
    )
    return WebSystem(seconds=1.0, warmup_s=0.0, start=Start.COLD, workload=workload, **(given | parts))


def agreed(design: WebSystem, trace: Trace) -> Result:
    """What the engine says, once the oracle has said the same."""
    assert differences(design, 1, trace) == []
    return run(design, trace=trace)


def test_an_error_of_a_parallel_call_travels_to_its_server_and_from_there_to_the_client_once() -> None:
    """10 ms to the server, 1 of work, 1 to the dead database, 1 back, 10 to the client."""
    trace = at(0)
    calls = {"calls": (Call(times=2),), "in_parallel": True}
    design = world(trace, calls, faults=(Kill(node="database", start_s=0.0, duration_s=None),))
    page = agreed(design, trace).endpoints[0]
    assert page.failures == {"node_down": 1}
    assert page.failure_ns == 23 * MS


def test_the_work_of_children_ends_with_their_node() -> None:
    """Both children are at work on the server's cores from 11.x to 15.x ms; it dies at 12 ms and comes back empty."""
    trace = at(0, 10)
    calls = {"calls": (Call(times=2),), "in_parallel": True}
    alone = Database(own_machine=False, hop_ms=0.0, read=Deterministic(mean_ms=4.0))
    design = world(trace, calls, database=alone, faults=(Kill(node="server", start_s=0.012, duration_s=0.001),))
    result = agreed(design, trace)
    cores = next(station for station in result.stations if station.name == "cores")
    assert result.endpoints[0].failures == {"died_with_server": 1}
    assert int(cores.busy_ns.sum()) == (1 + 2 * 1 + 1 + 2 * 4) * MS


def test_of_two_deadlines_at_one_instant_the_one_set_first_goes_first() -> None:
    """The client has waited for 21 ms when the call, which left after 11 ms, has for 10: the client gives up first."""
    trace = at(*range(12))
    base = Database(cores=1, hop_ms=0.0, read=Deterministic(mean_ms=500.0), query_timeout_s=0.01, pool_size=10)
    web = Web(servers=1, cores=16, contention=0.0, coherency=0.0)
    patience = Patience(timeout_s=0.021, retries=1, backoff=Backoff.NONE)
    page = agreed(world(trace, {"calls": (Call(),)}, patience=patience, database=base, web=web), trace).endpoints[0]
    assert (page.sent, page.abandoned, page.errors) == (24, 24, 0)
    assert page.failures == {"timed_out": 12}


def test_nobody_travels_on_the_ticket_of_an_attempt_that_was_dropped() -> None:
    """At 3 ms the attempts of 0 ms are dropped on their way; new requests set out and arrive when those would have."""
    trace = at(*[0] * 3, *[3] * 5)
    web = Web(servers=1, cores=1, worker_threads=3, accept_queue=0, drops_abandoned=True)
    region = (Region(rtt_ms=2.0),)
    patience = Patience(timeout_s=0.003)
    calls = {"calls": (Call(times=2),), "in_parallel": True}
    design = world(trace, calls, patience=patience, web=web)
    design = design.model_copy(update={"workload": design.workload.model_copy(update={"regions": region})})
    assert agreed(design, trace).endpoints[0].offered == 8


def test_writing_twice_by_design_is_no_duplicate() -> None:
    for in_parallel in (False, True):
        trace = at(0)
        calls = {"calls": (Call(kind=CallKind.WRITE, times=2),), "in_parallel": in_parallel}
        log = agreed(world(trace, calls), trace).logs[0]
        assert (log.durable, log.duplicates) == (2, 0)


def test_the_retry_of_a_write_that_was_durable_is_a_duplicate() -> None:
    """The first attempt writes after 16 ms and is given up after 20; the second begins then and writes both again."""
    for in_parallel in (False, True):
        trace = at(0)
        calls = {"calls": (Call(kind=CallKind.WRITE, times=2),), "in_parallel": in_parallel}
        patience = Patience(timeout_s=0.02, retries=1, backoff=Backoff.NONE)
        log = agreed(world(trace, calls, patience=patience), trace).logs[0]
        assert (log.durable, log.duplicates) == (4, 2)


def test_who_travels_to_a_dead_entry_fails_on_arrival() -> None:
    """12 ms inside, then the entry refuses: 10 ms back to the client."""
    trace = at(0)
    faults = (Kill(node="entry", start_s=0.0, duration_s=None),)
    page = agreed(world(trace, {}, entry=Entry(link_gbit_s=1.0), faults=faults), trace).endpoints[0]
    assert page.failures == {"node_down": 1}
    assert page.failure_ns == 21 * MS
