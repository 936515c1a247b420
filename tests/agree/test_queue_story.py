"""A message queue, timed by hand: orders on dates, a worker that dies with one in hand, and a broker that dies with
others; and buyers who come when they come, for five tickets.

Users are 2 ms from the web server; this and the workers 1 ms from the broker, and the workers 1 ms from the database.
An order takes 10 ms of a worker and 4 ms of the database; the broker takes 1 ms for every message, and a flush 5 ms.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.change import parse
from playground.design.design import Common
from playground.traffic.trace import ORDER, Trace
from tests.agree.engine import Story, engine, oracle

MS = 1_000_000
NONE = {"kind": "deterministic", "mean_ms": 0.0}
WRITE = [{"kind": "write"}]
QUEUE = {
    "hop_ms": 2.0, "work_ms": 1.0, "flush_ms": 5.0, "timeout_s": 1.0, "poll_s": 20.0, "visibility_s": 0.1,
    "most_deliveries": 3, "kept": "disk", "confirms": "when_flushed",
}  # fmt: skip
WORKERS = {
    "count": 2, "cores": 1, "threads": 1, "work": {"kind": "deterministic", "mean_ms": 10.0}, "batch": 1,
    "idempotent": True, "retry_s": 0.05,
}  # fmt: skip
MEMORY = {"kept": "memory", "confirms": "at_once"}
BIRTHS_MS = (0.0, 100.0, 300.0, 315.0, 316.6)

tellers = pytest.mark.parametrize("teller", ["engine", "oracle"])


def told(
    teller: str, *faults: dict[str, Any], trace: Trace | None = None, seconds: float = 0.6, **queue: object
) -> Story:
    """Nothing takes time but what is said above. `queue`: how it differs."""
    replay = None if trace is None else trace.reference.model_copy(update={"speed_up": 1.0}).model_dump(mode="json")
    workers = {**WORKERS, **{name: queue.pop(name) for name in WORKERS if name in queue}}
    design = parse(
        {
            "kind": "web-system",
            "seconds": seconds,
            "warmup_s": 0.0,
            "start": "cold",
            "workload": {
                "replay": replay,
                "rate_rps": 0.001,  # hardly anybody but who is told of
                "write_share": 0.5,
                "endpoints": [
                    {"name": "page", "web_work": NONE, "response_kb": 0.0},
                    {"name": "order", "writes": True, "web_work": NONE, "response_kb": 0.0, "calls": WRITE},
                ],
                "bundle_kb": 0.0,
                "regions": [{"name": "home", "rtt_ms": 4.0}],
                "patience": {"timeout_s": 1.0, "retries": 0, "backoff": "none", "budget_share": None},
            },
            "entry": {"link_gbit_s": None},
            "web": {"servers": 1, "worker_threads": 100, "contention": 0.0, "coherency": 0.0},
            "database": {
                "own_machine": True, "hop_ms": 2.0, "write": {"kind": "deterministic", "mean_ms": 4.0},
                "query_timeout_s": 1.0, "contention": 0.0, "coherency": 0.0,
            },
            "queue": {**QUEUE, **queue, "workers": workers},
            "faults": list(faults),
        }
    )  # fmt: skip
    assert isinstance(design, Common)
    return (engine if teller == "engine" else oracle)(design, 1, trace)


def ordered(at_ms: tuple[float, ...] = BIRTHS_MS) -> Trace:
    count = len(at_ms)
    kinds, sizes = np.full(count, ORDER, np.uint8), np.full(count, np.nan)
    return Trace("dates", np.array(at_ms) / 1000, np.zeros(count, np.int64), kinds, sizes)


def kill(node: str, from_ms: float, to_ms: float) -> dict[str, Any]:
    return {"kind": "kill", "node": node, "start_s": from_ms / 1000, "duration_s": (to_ms - from_ms) / 1000}


CRASHES = (kill("worker-2", 110.0, 130.0), kill("queue", 321.5, 400.0))


def ends_ms(story: Story) -> list[tuple[float, str, object]]:
    """How attempts end: when, and why."""
    rows = [(at / MS, what, last) for at, *_, what, last in story.steps if what in ("ANSWER", "FAILED")]
    return [(at, what, last if what == "FAILED" else "") for at, what, last in rows]


def of(story: Story, what: str, *names: str) -> tuple[int, ...]:
    """So many, of the messages of a kind or of what the broker counts."""
    books = story.books
    row = books[f"queue: {what}"] if what in ("orders", "tickets") else {n: books[f"queue: {n}"] for n in names}
    return tuple(row[name] for name in names)


@tellers
def test_redeliveries_and_a_crash(teller: str) -> None:
    """Five orders, A to E, of which a message reaches the broker after 3 ms, is taken down after 4 and on disk after 9,
    and whose users are answered after 12 ms. Both workers stand at the broker at 1 ms, the first one before the other.

    A   4 worker 1 takes it; 5 it is there; 15 its work is done; 16 to 20 at the database; 21 back; 22 at the broker,
        23 it is done; 24 back; 25 worker 1 stands behind worker 2.
    B   104 worker 2 takes it, is there at 105, and dies at 110. It is back at 130, and at the broker, behind worker 1,
        at 131. 204 B appears again, and worker 1 takes it: 205, 215, 216, durable at 220, 120 ms after its birth;
        223 done; 225 worker 1 stands behind worker 2.
    C   304 worker 2 takes it; 309 it is on disk; 320 durable; 321 back; 322 at the broker, which has been dead since
        321.5. 323 worker 2 hears of that, asks at 373 in vain, hears it at 375, asks at 425. 404 C appears again. 426
        worker 2 takes it: 427, 437, 438, 442: it is there already; 443 back; 445 done.
    D   319 worker 1 takes it; 324 it would have been on disk. 321.5 the broker forgets it, and its producer is told so
        at 322.5, the user at 324.5. Worker 1 knows nothing of that: 320, 330, 331, durable at 335; 336 back, 337 nobody
        is there. 419 its time is over: it was done.
    E   320.6 the broker has it, 1 ms after it came, as D's work was over by then; nobody is there to take it. It is
        lost at 321.5, and its user hears that at 324.5, too.
    """
    story = told(teller, *CRASHES, trace=ordered())
    died = (324.5, "FAILED", "died_with_server")
    assert ends_ms(story) == [(12.0, "ANSWER", ""), (112.0, "ANSWER", ""), (312.0, "ANSWER", ""), died, died]
    assert of(story, "orders", "published", "done", "dead", "lost", "lost_acknowledged") == (5, 4, 0, 1, 0)
    assert of(story, "orders", "applied", "no_ops", "duplicates", "waiting", "in_flight") == (4, 1, 0, 0, 0)
    assert of(story, "orders", "wait_ns", "waits") == ((20 + 120 + 20 + 20) * MS, 4)
    counts = of(
        story, "counts", "acknowledged", "delivered", "redelivered", "expired", "late", "refused", "waiting_max"
    )
    assert counts == (3, 6, 2, 2, 0, 0, 1)
    # The core takes 1 ms for each of five messages, and for what is said of A, B and C: nobody hears of D.
    (core,) = story.books["stations broker cores on queue"]
    assert (core["served"], core["busy_ns"]) == (8, 8 * MS)
    # Three flushes have ended; the one of D was stopped after 2.5 ms.
    (disk,) = story.books["stations broker disk on queue"]
    assert (disk["served"], disk["busy_ns"]) == (3, 17_500_000)
    # Worker 1 works on A, B and D; worker 2 for 5 ms on B, and twice on C.
    (first,), (second,) = (story.books[f"stations worker cores on worker-{n}"] for n in (1, 2))
    assert (first["busy_ns"], second["busy_ns"]) == (30 * MS, 25 * MS)
    (cores,) = story.books["stations database cores on database"]
    assert (cores["served"], cores["busy_ns"]) == (5, 20 * MS)
    assert (story.books["durable"], story.books["duplicates"]) == (4, 0)


@tellers
def test_the_same_without_a_disk_loses_what_was_acknowledged(teller: str) -> None:
    """Users are answered after 7 ms, and so is E's: at 323.6 its server's answer would have come, but that has left at
    320.6, and so 0.9 ms before the broker died. C and D are forgotten, and were done when their times are over, at 404
    and 419: C does not appear again."""
    story = told(teller, *CRASHES, trace=ordered(), **MEMORY)
    assert ends_ms(story) == [(at + 7.0, "ANSWER", "") for at in BIRTHS_MS]
    assert of(story, "orders", "published", "done", "lost", "lost_acknowledged") == (5, 4, 1, 1)
    assert of(story, "orders", "applied", "no_ops", "duplicates", "wait_ns") == (4, 0, 0, 180 * MS)
    assert of(story, "counts", "acknowledged", "delivered", "redelivered", "expired", "late") == (5, 5, 1, 1, 0)


@tellers
def test_a_consumer_that_does_not_notice_writes_twice(teller: str) -> None:
    """C is durable at 320 and at 442 ms."""
    story = told(teller, *CRASHES, trace=ordered(), idempotent=False)
    assert of(story, "orders", "applied", "duplicates", "no_ops", "done") == (4, 1, 0, 4)
    assert (story.books["durable"], story.books["duplicates"]) == (5, 1)


@tellers
def test_what_has_been_delivered_often_enough_is_put_aside(teller: str) -> None:
    """B at 204 ms and C at 404, though C has been carried out."""
    story = told(teller, *CRASHES, trace=ordered(), most_deliveries=1)
    assert of(story, "orders", "done", "dead", "lost", "applied", "wait_ns") == (2, 2, 1, 3, 60 * MS)
    assert of(story, "counts", "delivered", "redelivered", "expired") == (4, 0, 2)


@tellers
def test_what_is_said_of_an_expired_delivery_comes_too_late(teller: str) -> None:
    """A is taken at 4 ms for 10 ms, and the worker's word comes at 23. It appears again at 14, is with worker 2 then,
    whose word comes at 33, appears at 24, is with worker 1 once more, which has come back at 25 and whose word comes at
    44, appears at 35, and has been delivered three times by then: worker 2, back at 35, finds it put aside at 35.
    """
    story = told(teller, trace=ordered((0.0,)), visibility_s=0.01)
    assert of(story, "counts", "delivered", "expired", "late") == (3, 3, 3)
    assert of(story, "orders", "dead", "done", "applied", "no_ops") == (1, 0, 1, 2)


@tellers
def test_a_sale(teller: str) -> None:
    """Five tickets for those who come within 0.2 s, and wait for 0.15 s. A message is at the broker 3 ms after its
    buyer's birth, and he hears that 3 ms later. The only worker takes one after another: 1 ms back, and if the buyer is
    still there 10 ms of work, 1 + 4 + 1 ms for the database; 1 ms to say so, 1 ms back, and 1 ms to ask anew."""
    sale = {"kind": "sale", "buyers": 25, "stock": 5, "start_s": 0.1, "duration_s": 0.2, "waits_s": 0.15}
    story = told(teller, {**sale, "web_ms": 0.0}, seconds=2.0, count=1, work_ms=0.0, **MEMORY)
    births_ns = [at for at, *_, what, _ in story.steps if what == "SEND"]
    free_ns, waits_ns, gone, told_no = 1 * MS, [], 0, 0
    for born_ns in births_ns:
        at_ns = max(free_ns, born_ns + 3 * MS) + 1 * MS  # with the worker
        if at_ns - born_ns > 150 * MS:
            gone += 1
            free_ns = at_ns + 3 * MS
            continue
        durable_ns = at_ns + (10 + 1 + 4) * MS
        if len(waits_ns) < 5:
            waits_ns.append(durable_ns - born_ns)
        else:
            told_no += 1
        free_ns = durable_ns + 4 * MS
    assert len(waits_ns) == 5
    assert min(gone, told_no) > 0
    assert story.books["sale"] == (5, told_no, gone)
    assert of(story, "tickets", "published", "done", "applied", "wait_ns") == (
        len(births_ns), len(births_ns), 5, sum(waits_ns),
    )  # fmt: skip
    assert of(story, "orders", "published") == (0,)
    assert [at for at, *_, what, _ in story.steps if what == "ANSWER"] == [born_ns + 6 * MS for born_ns in births_ns]
    assert story.books["durable"] == 5


@tellers
def test_what_is_dead_from_the_beginning_does_nothing(teller: str) -> None:
    """The only worker is dead until 200 ms, and at the broker at 201. It takes the order of 0 ms then: 202, 212, 213,
    durable at 217."""
    story = told(teller, kill("worker-1", 0.0, 200.0), trace=ordered((0.0,)), count=1)
    assert of(story, "orders", "applied", "wait_ns") == (1, 217 * MS)
    (threads,) = story.books["stations threads on worker-1"]
    assert threads["busy_ns"] == 400 * MS


@tellers
def test_a_broker_that_is_dead_from_the_beginning_flushes_nothing(teller: str) -> None:
    """It is back at 50 ms. The order of 0 ms is refused at 3, and the order of 100 ms is on disk at 109."""
    story = told(teller, kill("queue", 0.0, 50.0), trace=ordered((0.0, 100.0)), count=1)
    assert ends_ms(story) == [(6.0, "FAILED", "node_down"), (112.0, "ANSWER", "")]
    (disk,) = story.books["stations broker disk on queue"]
    assert (disk["served"], disk["busy_ns"]) == (1, 5 * MS)
    # The flusher from 50 ms on, B's producer for 6 ms, the consumer from 52 to 104 and for 1 ms at 122 ms, and again
    # from 125 on: it hears at 2 ms that nobody is there, and asks anew at 52.
    (there,) = story.books["stations at the broker on queue"]
    assert there["busy_ns"] == (550 + 6 + (104 - 53) + 1 + (600 - 125)) * MS


@tellers
def test_what_a_broker_has_forgotten_holds_nobody_up(teller: str) -> None:
    """Worker 1 takes A at 4 ms, and dies at 11. The broker, which dies at 10 and is back at 20, knows A no more, which
    is lost when its time is over at 104, though it had been acknowledged. Worker 2, which stood at the broker, hears of
    that at 11, asks anew at 61, and takes B of 50 ms at 62: 63, 73, 74, durable at 78, though B is to come after A."""
    crashes = kill("queue", 10.0, 20.0), kill("worker-1", 11.0, 600.0)
    story = told(teller, *crashes, trace=ordered((0.0, 50.0)), keeps_order=True, confirms="at_once", flush_ms=50.0)
    assert of(story, "orders", "published", "applied", "wait_ns", "done") == (2, 1, 28 * MS, 1)
    assert of(story, "orders", "lost", "lost_acknowledged", "in_flight") == (1, 1, 0)
