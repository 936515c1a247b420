"""The plain SimPy programs: orders in a queue, and timelines, against times worked out by hand."""

from __future__ import annotations

from random import Random
from statistics import fmean
from typing import Any

import pytest
import simpy

from playground.bench import plain
from playground.bench.plain.authors import Authors, authors_of
from playground.bench.plain.brokers import Broker, broker_of
from playground.bench.plain.keys import keys_of
from playground.bench.plain.site import Site
from playground.bench.plain.timelines import Timelines, timelines_of
from playground.design import catalogue
from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.message_queue import MessageQueue
from playground.design.popularity import Popularity
from playground.design.timelines import Timelines as Given
from tests.bench.test_plain import QUIET, deterministic

WORK: dict[str, Any] = {
    **QUIET,
    "workload.write_share": 1.0,
    "workload.endpoints.order.web_work": deterministic(8.0),
    "database.write": deterministic(3.0),
    "queue": {"flush_ms": 0.3},
}
WAY_MS = 2 * 0.175 + 0.0094752  # the balancer and back, and the entry link


def site_of(design: WebSystem, env: simpy.Environment) -> Site:
    """Only what somebody asks for who copies a post."""
    found = object.__new__(Site)
    found.env, found.place, found.hop_s = env, 0, 0.0
    return found


def test_an_order_is_answered_when_it_is_on_disk() -> None:
    """8 ms of work; a hop of 0.25 ms to the broker, 0.033 of work, a flush of 0.3 ms, and a hop back. What the worker
    does then, nobody waits for."""
    outcome = plain.simulate(put_all(catalogue.find("replicas"), WORK), 1)
    assert len(outcome.latencies_s) > 100
    assert [one * 1e3 for one in outcome.latencies_s] == pytest.approx(
        [WAY_MS + 8.0 + 2 * 0.25 + 0.033 + 0.3] * len(outcome.latencies_s)
    )


def broker(env: simpy.Environment, **knobs: Any) -> Broker:
    return broker_of(env, MessageQueue(**{"hop_ms": 0.0, "work_ms": 0.0, "flush_ms": 10.0, **knobs}))


def producer(found: Broker, at_s: float, told_s: list[float]) -> Any:
    yield found.env.timeout(at_s)
    yield from found._take(is_post=False)
    told_s.append(found.env.now)


def test_what_comes_during_a_flush_shares_the_next_one() -> None:
    """One at 0, whom 10 ms suffice; two come at 3 and 4 ms, and hear at 20."""
    env, told_s = simpy.Environment(), []
    found = broker(env)
    for at_s in (0.0, 0.003, 0.004):
        env.process(producer(found, at_s, told_s))
    env.run(1.0)
    assert told_s == pytest.approx([0.01, 0.02, 0.02])
    assert len(found.messages.items) == 3


def test_whoever_need_not_wait_for_the_disk_does_not() -> None:
    env, told_s = simpy.Environment(), []
    env.process(producer(broker(env, confirms="at_once"), 0.0, told_s))
    env.run(1.0)
    assert told_s == [0.0]


def test_a_shard_has_as_many_keys_as_the_others() -> None:
    """840 of 2520 each, whatever is popular."""
    shard_of = keys_of(Popularity(keys=2520), Random(1)).scattered(3)  # noqa: S311 - the baseline's own
    assert [shard_of.count(place) for place in range(3)] == [840] * 3


def fans(env: simpy.Environment, **knobs: Any) -> tuple[Timelines, Site]:
    """At one site: two machines of one core, an insert takes a ms, a fetch two."""
    given = {"insert_ms": 1.0, "at_once": 1, "shards": {"count": 2, "cores": 1}, "insert_batch": 10, "hop_ms": 1.0}
    design = catalogue.find("replicas").model_copy(update={"timelines": Given(**{**given, **knobs})})
    assert isinstance(design, WebSystem)
    found = timelines_of(env, design, Random(1))  # noqa: S311 - the baseline's own
    assert found is not None
    return found, site_of(design, env)


def copied_s(found: Timelines, site: Site, followers: int) -> float:
    found.authors = Authors(followers, followers, 1.0)
    done = found.env.process(found.copy(site))
    found.env.run(done)
    return float(found.env.now)


def test_a_post_is_copied_by_all_machines_at_once_a_batch_at_a_time() -> None:
    """50 followers are 25 on each of two machines: batches of 10, 10 and 5, each with a hop there and back."""
    found, site = fans(simpy.Environment(), form="push")
    assert copied_s(found, site, 50) == pytest.approx(0.010 + 0.010 + 0.005 + 3 * 0.001)


def test_a_post_with_too_many_followers_is_put_on_one_list() -> None:
    found, site = fans(simpy.Environment(), threshold_followers=49, lists={"count": 2, "cores": 1, "fetch_ms": 4.0})
    assert copied_s(found, site, 50) == pytest.approx(0.004 + 0.001)
    assert copied_s(found, site, 49) == pytest.approx(0.005 + 0.010 + 0.010 + 0.005 + 3 * 0.001)


def test_whoever_reads_waits_for_the_slower_of_both() -> None:
    """Its own in 2 ms; and a list of which it needs several, each a ms, on the only machine: the more the longer."""
    env = simpy.Environment()
    lists = {"count": 1, "cores": 1, "fetch_ms": 1.0}
    found, site = fans(env, form="pull", lists=lists, fetch=deterministic(2.0))
    found._followed = lambda: 5  # type: ignore[method-assign]  # no luck
    env.run(env.process(found.read(site, None)))  # type: ignore[arg-type]  # the server does not matter
    assert env.now == pytest.approx(0.005 + 0.001)
    found._followed = lambda: 0  # type: ignore[method-assign]
    env.run(env.process(found.read(site, None)))  # type: ignore[arg-type]
    assert env.now == pytest.approx(0.006 + 0.002 + 0.001)


def test_followers_have_the_mean_that_is_asked_for_and_so_do_those_whom_a_user_follows() -> None:
    given = Given(followers_mean=75.0, followers_most=10_000)
    authors, rng = authors_of(given), Random(3)  # noqa: S311 - the baseline's own
    assert authors.mean() == pytest.approx(75.0)
    drawn = [authors.draw(rng) for _ in range(200_000)]
    assert fmean(drawn) == pytest.approx(75.0, rel=0.02)
    assert fmean(one * (one > 1000) for one in drawn) == pytest.approx(
        authors.mean(above=1000.0), rel=0.16
    )  # a thousand
    assert Authors(2.0, 200.0, 1.0).mean() == pytest.approx(Authors(2.0, 200.0, 1.0001).mean(), rel=1e-3)
