"""Message queues that fit a design, and one sentence for each that does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design import file, link
from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.design.message_queue import MOST_IN_HAND, Confirms, Kept, MessageQueue, Way
from playground.design.problem import BadDesign

QUEUES = st.fixed_dictionaries(
    {
        "way": st.sampled_from(list(Way)),
        "kept": st.sampled_from(list(Kept)),
        "confirms": st.sampled_from(list(Confirms)),
        "most_messages": st.none() | st.integers(1, 1_000_000),
        "partitions": st.integers(1, 256),
        "keeps_order": st.booleans(),
        "flush_ms": st.floats(0, 1000),
        "visibility_s": st.floats(0.001, 43_200),
        "most_deliveries": st.integers(1, 1000),
        "poison_share": st.floats(0, 1),
        "workers": st.fixed_dictionaries(
            {"count": st.integers(1, 32), "threads": st.integers(1, 256), "batch": st.integers(1, 100)}
        ),
    }
)


def fault_of(queue: dict[str, Any]) -> str | None:
    """The knob that does not fit the others, as the words of the design say it."""
    workers = queue["workers"]
    if workers["count"] * workers["threads"] * workers["batch"] > MOST_IN_HAND:
        return "workers.batch must be from 1 to "
    if queue["kept"] is Kept.MEMORY and queue["confirms"] is Confirms.WHEN_FLUSHED:
        return "confirms must be at_once where kept is memory, not when_flushed: nothing is on disk"
    return None


@given(QUEUES)
def test_every_queue_is_one_or_a_sentence_says_why_not(queue: dict[str, Any]) -> None:
    base, wrong = stage("replicas").design, fault_of(queue)
    if wrong is not None:
        with pytest.raises(BadDesign) as problem:
            put_all(base, {"queue": queue})
        assert wrong in str(problem.value)
        assert "\n" not in str(problem.value)
        return
    found = put_all(base, {"queue": queue})
    assert isinstance(found, WebSystem)
    assert file.loads(file.dumps(found)) == found
    assert link.decode(link.encode(found)) == found


@given(QUEUES, st.sampled_from(["most_messages", "partitions", "poison_share", "most_deliveries", "visibility_s"]))
def test_a_number_out_of_its_range_is_named_with_the_range_and_what_was_given(queue: dict[str, Any], name: str) -> None:
    with pytest.raises(BadDesign) as problem:
        put_all(stage("replicas").design, {"queue": queue | {name: -1}})
    assert f"queue.{name} must be " in str(problem.value)
    assert "-1" in str(problem.value)


@pytest.mark.parametrize(
    ("start", "changes", "words"),
    [
        (
            "load-balancer",
            {"database.shared": False},
            "database.shared must be true where there is a queue, not false: workers write to it, too",
        ),
        (
            "single-server",
            {},
            "database.own_machine must be true where there is a queue, not false: workers write to it, too",
        ),
        (
            "split-tiers",
            {"database.disk": {}, "queue.workers.batch": 5},
            "queue.workers.batch must be 1 where the database has a disk, not 5: the rows of a batch "
            "lie on several pages",
        ),
        (
            "cache",
            {"cache.writes": "back"},
            "cache.writes must be around where there is a queue, not back",
        ),
        (
            "cache",
            {"workload.popularity.births_share": 0.1, "workload.popularity.missing_keys": 10},
            "workload.popularity.births_share must be 0 where there is a queue, not 0.1",
        ),
    ],
)
def test_what_does_not_go_with_a_queue_is_said_in_one_sentence(start: str, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadDesign) as problem:
        put_all(stage(start).design, {"queue": MessageQueue().model_dump(mode="json"), **changes})
    assert words in str(problem.value)
    assert "\n" not in str(problem.value)


def test_orders_differ_in_nothing_that_a_worker_does() -> None:
    """Workers do the same for every message."""
    rows = [
        {"name": name, "writes": True, "calls": [{"kind": "write", "times": times}]}
        for name, times in (("order", 1), ("review", 2))
    ]
    changes = {"queue": {}, "workload.endpoints": [{"name": "page"}, *rows]}
    with pytest.raises(BadDesign, match="review must have the calls of order where there is a queue"):
        put_all(stage("split-tiers").design, changes)


def test_there_is_one_stock_of_tickets() -> None:
    sale = {"kind": "sale", "start_s": 1.0}
    with pytest.raises(BadDesign, match="faults must have at most one sale, not 2: there is one stock of tickets"):
        put_all(stage("split-tiers").design, {"faults": [sale, sale]})
