"""What random designs have found about message queues, each in a design of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.run import run
from playground.traffic.trace import ORDER, PAGE, Trace
from tests.agree.engine import differences

LOGNORMAL = {"kind": "lognormal", "mean_ms": 4.0, "p99_ms": 20.0}


def queued(queue: dict[str, Any], **knobs: Any) -> WebSystem:
    """Orders by a queue, before one database. `knobs` are dotted names, with __ for the dots."""
    given = {name.replace("__", "."): value for name, value in knobs.items()}
    usual = {"seconds": 3.0, "warmup_s": 0.0, "workload.rate_rps": 60.0, "workload.write_share": 0.5, "queue": queue}
    found = put_all(stage("split-tiers").design, {**usual, **given})
    assert isinstance(found, WebSystem)
    return found


def log(count: int) -> Trace:
    """Pages and orders in turn, 10 ms apart."""
    kinds = np.where(np.arange(count) % 2, ORDER, PAGE).astype(np.uint8)
    return Trace("log", np.arange(count) / 100, np.arange(count), kinds, np.full(count, np.nan))


def agree(design: WebSystem, trace: Trace | None = None) -> None:
    found = differences(design, 1, trace)
    assert not found, "\n".join([*found, design.text()])


def test_each_delivery_has_a_luck_of_its_own() -> None:
    """The worker that has a message first works on it as long as it would have, though another has it by then."""
    workers = {"count": 2, "batch": 10, "threads": 2, "work": {"kind": "exponential", "mean_ms": 10.0}}
    agree(queued({"visibility_s": 0.03, "workers": workers}, workload__rate_rps=400.0))


def test_a_poll_that_ends_with_its_alarm_fails() -> None:
    """The way takes as long as the consumer is patient, so that its alarm, which was set first, rings when it has
    waited for long enough: for as long as others wait for a connection."""
    queue = {"hop_ms": 20.0, "timeout_s": 0.01, "poll_s": 0.05, "workers": {"threads": 2, "retry_s": 0.01}}
    cache = {"soft_ttl_share": 0.5, "size_items": 10}  # values are refreshed ahead, by whom a connection is awaited
    agree(queued(queue, database__pool_timeout_s=0.05, cache=cache, workload__popularity__keys=100))


@pytest.mark.parametrize("commit_share", [0.0, 0.5, 1.0])
def test_a_batch_is_all_rows_or_all_commit(commit_share: float) -> None:
    """What takes no share of the time is left out, whatever its law."""
    workers = {"batch": 5, "threads": 1, "commit_share": commit_share}
    agree(queued({"workers": workers}, database__write=LOGNORMAL))


def test_nobody_comes_beside_a_log() -> None:
    """No crowd, be it for everything or for one endpoint, and no buyers, so that nobody asks whether a ticket is
    left."""
    trace = log(100)
    more = [
        {"kind": "spike", "node": "order", "factor": 10.0, "start_s": 0.0, "duration_s": None},
        {"kind": "spike", "factor": 10.0, "start_s": 0.0, "duration_s": None},
        {"kind": "sale", "buyers": 100, "check": "before", "start_s": 0.0, "duration_s": 1.0},
    ]
    replay = trace.reference.model_copy(update={"speed_up": 1.0}).model_dump(mode="json")
    design = queued({}, workload__replay=replay, faults=more)
    result = run(design, trace=trace)
    assert sum(row.offered for row in result.endpoints) == len(trace)
    assert [row.orders.published for row in result.queues] == [50]
    assert result.sale is None
    agree(design, trace)
