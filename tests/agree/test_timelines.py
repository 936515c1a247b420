"""Timelines: what a post and a read cost, against closed forms and by hand, and what each form is for."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.design.change import put_all
from playground.design.database import Database
from playground.design.fault import Celebrity, Kill
from playground.design.ladder import stage
from playground.design.message_queue import MessageQueue, Workers
from playground.design.service import Deterministic
from playground.design.timelines import POST, TIMELINE, Form, Lists, Shards, Timelines
from playground.design.workload import Workload
from playground.measure.identities import identities
from playground.measure.objectives import objectives
from playground.measure.threshold import law_of
from playground.measure.timelines import last_follower_s, summary
from playground.run import run
from playground.theory import fan_out, fan_out_time, timeline_read
from tests.agree.timelines import READS_PER_POST, busy_ms, followed, of_posts, played

BIG = Lists(count=2, cores=8)
WIDE = Shards(count=4, cores=8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_reader_follows_a_poisson_number_of_large_authors(seed: int) -> None:
    """Its mean is that of the classes exactly, which are the law's to half a percent; its variance is its mean."""
    given = Timelines(threshold_followers=20_000, lists=BIG)
    _, found = played(given, rate_rps=4000, seconds=40, seed=seed)
    mean = followed(given)
    assert mean + 1 == pytest.approx(timeline_read.fan_in_mean(law_of(given), 20_000), rel=0.005)
    got, reads = found.fetches / found.reads, found.reads
    assert 4 * math.sqrt(mean / reads) < 0.02 * mean
    assert abs(got - mean) < 4 * math.sqrt(mean / reads)
    counts = np.arange(len(found.fan_in))
    variance = float((found.fan_in * (counts - got) ** 2).sum() / (reads - 1))
    assert abs(variance - mean) < 4 * math.sqrt((mean + 2 * mean**2) / reads)  # fourth moment of a Poisson number


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_post_makes_as_many_entries_as_its_author_has_followers(seed: int) -> None:
    given = Timelines(form=Form.PUSH, followers_most=20_000, shards=WIDE)
    result, found = played(given, rate_rps=6000, seconds=60, seed=seed)
    sizes, share = of_posts(given)
    mean = float(sizes @ share)
    error = math.sqrt(float(sizes**2 @ share) - mean**2) / math.sqrt(found.pushed)
    assert abs(found.due / found.pushed - mean) < 4 * error
    assert (found.cut_off, found.missing, found.again) == (0, 0, 0)
    assert identities(result) == ()


@pytest.mark.parametrize("exponent", [1.1, 1.276, 2.0])
@pytest.mark.parametrize(("insert_ms", "fetch_ms"), [(0.4, 0.01), (0.8, 0.01)])
def test_push_wins_where_posting_costs_less_than_reading(exponent: float, insert_ms: float, fetch_ms: float) -> None:
    """Push: posts x insert; pull: reads x fetch, for each follower either way. The followers cancel, whatever their
    law; at 65 reads a post it is 0.4 against 0.65, or 0.8."""
    law = {"followers_exponent": exponent, "followers_mean": 50.0, "followers_most": 2000}
    pushed, pulled = (
        played(
            Timelines(
                form=form, insert_ms=insert_ms, lists=Lists(count=2, cores=8, fetch_ms=fetch_ms), shards=WIDE,
                fetch=Deterministic(mean_ms=0.1), **law,
            ),
            rate_rps=3000,
            seconds=40,
        )[0]
        for form in (Form.PUSH, Form.PULL)
    )  # fmt: skip
    found = pushed.timelines
    assert found is not None
    own_ms = found.reads * 0.1
    push_ms = busy_ms(pushed, "timeline cores") - own_ms
    pull_ms = busy_ms(pulled, "list cores")
    in_work_ms = (found.under_way * 8 * 100 + 32) * insert_ms  # at the end: a batch of each part, and some reads
    assert push_ms == pytest.approx((found.inserted + found.again) * insert_ms, abs=in_work_ms)
    wins = fan_out.push_is_cheaper(1.0, insert_ms, READS_PER_POST, fetch_ms)
    assert (push_ms < pull_ms) is wins


def test_work_has_its_minimum_between_where_large_authors_post_more() -> None:
    """At an exponent of 0.5 the cheapest threshold by theory costs less than ten times as much and as little; where all
    post equally often, the higher the better."""
    lists = Lists(count=2, cores=8, fetch_ms=0.0139)

    def work_ms(threshold: int, exponent: float) -> float:
        given = Timelines(
            threshold_followers=threshold, followers_most=100_000, post_exponent=exponent, insert_ms=0.1, lists=lists,
            shards=WIDE, fetch=Deterministic(mean_ms=0.1), at_once=8, insert_batch=1000,
        )  # fmt: skip
        result, found = played(given, rate_rps=4000, seconds=60)
        assert found.cut_off == 0
        copied = found.due * 0.1  # those under way at the end belong to it
        return copied + busy_ms(result, "list cores")

    load = fan_out.Timelines(
        users=1.0, posts_rps=4000 / 66, reads_rps=4000 * 65 / 66, insert_ms=0.1, fetch_ms=0.0139, growth=0.5
    )
    best = fan_out.cheapest_threshold(load, law_of(Timelines(followers_most=100_000)))
    assert 1000 < best < 20_000
    low, middle, high = (work_ms(size, 0.5) for size in (round(best / 10), round(best), round(best * 10)))
    assert middle < 0.97 * low
    assert middle < 0.97 * high
    equal = [work_ms(size, 0.0) for size in (round(best / 10), round(best), round(best * 10))]
    assert equal == sorted(equal, reverse=True)


def test_only_the_hybrid_meets_the_last_follower_and_the_reader() -> None:
    """Push: a large author's last follower waits for more than five seconds. Pull: every read fetches 75 lists, for
    which the caches have too few cores."""
    missed = {}
    for form in Form:
        given = Timelines(form=form, post_exponent=0.5, threshold_followers=80_000, lists=Lists(count=2, cores=1))
        result, found = played(given, rate_rps=2500, seconds=200)
        assert identities(result) == ()
        assert found.cut_off == 0
        missed[form] = [verdict.name for verdict in objectives(result) if not verdict.ok]
    assert missed[Form.HYBRID] == []
    assert "last_follower_s_max" in missed[Form.PUSH]
    assert "timeline_ms_p99" in missed[Form.PULL]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_celebrity_posts_at_the_last_stage_and_only_the_hybrid_keeps_both_promises(seed: int) -> None:
    """A post in a hundred is by an author with a million followers, for ten seconds. Push: these are not copied in
    time. Pull: each read fetches 76 lists, with or without them. The hybrid keeps all nine promises."""
    missed = {}
    for form in Form:
        faults = [{"kind": "celebrity", "start_s": 8.0, "duration_s": 10.0}]
        result = run(put_all(stage("timelines").design, {"timelines.form": form, "faults": faults}), seed=seed)
        assert identities(result) == ()
        missed[form] = {verdict.name for verdict in objectives(result) if not verdict.ok}
    assert missed[Form.HYBRID] == set()
    assert missed[Form.PUSH] == {"last_follower_s_max"}
    assert {"timeline_ms_p99", "latency_ms_p99", "error_rate"} <= missed[Form.PULL]


def test_celebrities_post_as_often_as_they_are_said_to() -> None:
    """Half of the posts of twenty seconds are by authors above the threshold, and hardly any of the others."""
    given = Timelines(followers_most=20_000, threshold_followers=19_000)
    fault = Celebrity(start_s=10.0, duration_s=20.0, share=0.5)
    _, found = played(given, rate_rps=3000, seconds=40, faults=(fault,))
    posts = 3000 / (1 + READS_PER_POST) * 20
    assert abs(found.pulled - posts / 2) < 4 * math.sqrt(posts / 2)
    calm, _ = of_posts(given)
    assert calm[-1] > 19_000


@pytest.mark.parametrize("exponent", [1.1, 1.276, 2.0])
def test_followers_cancel_where_posting_costs_what_reading_does(exponent: float) -> None:
    """65 reads a post, and an insert of 65 fetches: both forms work as much, whatever the law of the followers."""
    law = {"followers_exponent": exponent, "followers_mean": 50.0, "followers_most": 400}
    costs = {"insert_ms": 0.65, "lists": Lists(count=2, cores=8, fetch_ms=0.01), "shards": WIDE}
    assert not fan_out.push_is_cheaper(1.0, 0.65, READS_PER_POST, 0.01)
    assert fan_out.push_is_cheaper(1.0, 0.649, READS_PER_POST, 0.01)
    load = {"rate_rps": 3000, "seconds": 60}
    _, pushed = played(Timelines(form=Form.PUSH, **costs, **law), **load)
    _, pulled = played(Timelines(form=Form.PULL, **costs, **law), **load)
    sizes, share = of_posts(Timelines(**law))
    spread = math.sqrt(float(sizes**2 @ share)) / float(sizes @ share)
    error = math.hypot(spread / math.sqrt(pushed.pushed), 1 / math.sqrt(pulled.fetches))
    ratio = pushed.due * 0.65 / (pulled.fetches * 0.01)
    assert abs(ratio - 1) < 4 * error


@pytest.mark.parametrize("reads_rps", [1.0, 4000.0, 12_000.0])
def test_the_last_follower_waits_longer_beside_readers(reads_rps: float) -> None:
    """Everybody has 300 followers, or 299; inserts take 10 ms on 8 cores: 800 a second. Reads of 0.25 ms come between
    the batches, so that a post has what they leave, as in theory. Posts are far apart."""
    given = Timelines(
        form=Form.PUSH, followers_mean=299.5, followers_most=300, shards=Shards(count=4, cores=2), at_once=4,
        insert_ms=10.0, insert_batch=1, fetch=Deterministic(mean_ms=0.25), hop_ms=0.0,
    )  # fmt: skip
    post_rps = 0.05
    load = Workload(
        rate_rps=reads_rps + post_rps,
        write_share=post_rps / (reads_rps + post_rps),
        endpoints=(
            POST.model_copy(update={"web_work": Deterministic(mean_ms=0.0)}),
            TIMELINE.model_copy(update={"web_work": Deterministic(mean_ms=0.0), "response_kb": 0.0}),
        ),
        bundle_kb=0.0,
    )
    database = Database(read=Deterministic(mean_ms=0.0), write=Deterministic(mean_ms=0.0), hop_ms=0.0)
    _, found = played(given, rate_rps=1.0, seconds=400, workload=load, queue=None, database=database)
    alone = found.slowest_ns[(found.delivered_in == 1) & (found.under_way_in == 0)] / 1e9
    expected = fan_out_time.last_follower_s(300, 800, reads_rps * 0.25 / 10.0)
    assert len(alone) > 5
    assert float(np.median(alone)) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("with_queue", [True, False])
def test_the_last_follower_waits_for_the_batches_of_one_part(with_queue: bool) -> None:
    """Everybody has 300 followers, or 299, all on one machine: five batches of 60, one after another. Each takes half a
    hop to the machine, 60 inserts, and half a hop back, of which the last is not waited for. With inserts of 0.2 ms
    instead of 0.1 ms the slowest post takes 300 x 0.1 = 30 ms longer, and with a hop of 3 ms instead of 1 ms it takes
    5 x 2 - 1 = 9 ms longer. Posts are seldom: nobody waits for another."""

    def slowest_ns(**changes: object) -> int:
        given = Timelines(
            form=Form.PUSH, followers_mean=299.5, followers_most=300, shards=Shards(count=1, cores=2), at_once=1,
            insert_batch=60, fetch=Deterministic(mean_ms=0.0), **{"insert_ms": 0.1, "hop_ms": 1.0, **changes},
        )  # fmt: skip
        more = {} if with_queue else {"queue": None}
        database = Database(read=Deterministic(mean_ms=1.0), write=Deterministic(mean_ms=2.0))
        if with_queue:
            workers = Workers(work=Deterministic(mean_ms=1.0))
            more = {"queue": MessageQueue(workers=workers, visibility_s=600.0)}
        result, found = played(given, rate_rps=13.2, seconds=200, database=database, **more)
        assert found.delivered > 20
        assert identities(result) == ()
        return int(found.slowest_ns.max())

    base = slowest_ns()
    sizes, _ = of_posts(Timelines(followers_mean=299.5, followers_most=300))
    assert set(sizes) <= {299.0, 300.0}
    assert slowest_ns(insert_ms=0.2) - base == 300 * 100_000
    assert slowest_ns(hop_ms=3.0) - base == (5 * 2 - 1) * 1_000_000


def test_who_dies_with_a_server_copies_no_more_and_a_worker_is_followed_by_another() -> None:
    """Without a queue what a web server copies in the background is forgotten with it; with one the message comes
    again, and an idempotent worker goes on where the other was."""
    given = Timelines(form=Form.PUSH, followers_most=100_000, post_exponent=0.5, insert_ms=1.0, shards=WIDE, at_once=1)
    servers = tuple(f"web-{place + 1}" for place in range(8))
    deaths = {servers: None, ("worker-1",): MessageQueue(visibility_s=5.0)}
    for names, queue in deaths.items():
        faults = tuple(Kill(node=node, start_s=at_s, duration_s=2.0) for node in names for at_s in (20.0, 30.0, 40.0))
        result, found = played(given, rate_rps=3000, seconds=60, queue=queue, faults=faults)
        assert identities(result) == ()
        assert (found.cut_off > 0) is (queue is None)
        assert (found.missing > 0) is (queue is None)
        if queue is None:
            assert last_follower_s(result) == math.inf


def test_a_worker_that_notices_nothing_copies_again_what_comes_again() -> None:
    """Messages appear again after half a second, and a large author takes longer."""
    given = Timelines(form=Form.PUSH, followers_most=100_000, post_exponent=0.5)
    again = {}
    for idempotent in (True, False):
        queue = MessageQueue(visibility_s=0.5, most_deliveries=100, workers=Workers(idempotent=idempotent))
        result, found = played(given, rate_rps=1000, seconds=40, queue=queue)
        assert identities(result) == ()
        assert result.queues[0].redelivered > 0
        again[idempotent] = found.again / found.inserted
    assert again[False] > 10 * again[True]


def test_a_dead_machine_holds_posts_up_until_it_is_back() -> None:
    """Whoever reads a timeline there fails meanwhile; posts are delivered by later deliveries."""
    faults = (Kill(node="timeline-1", start_s=10.0, duration_s=10.0),)
    queue = MessageQueue(visibility_s=2.0, most_deliveries=100, workers=Workers(threads=256))
    result, found = played(
        Timelines(followers_most=20_000), rate_rps=1000, seconds=60, faults=faults, queue=queue, warmup_s=5.0
    )
    told = summary(result)
    assert told is not None
    assert identities(result) == ()
    assert found.cut_off == 0
    assert found.pushed - found.delivered < 5
    assert 10.0 < (told.last_s_max or 0.0) < 20.0
    timeline = next(row for row in result.endpoints if row.name == "timeline")
    assert timeline.failures["node_down"] == pytest.approx(timeline.offered / 55 * 10 / 4, rel=0.1)
