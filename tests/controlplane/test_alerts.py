"""Rules over windows, timed by hand: 100 requests a second to two servers by turns, at 5 ms each and 0.7 ms on the way;
scrapes at 0, 2, 4 ... s. From 11 s on web-2 takes three times as long, or ten times."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.alert import GroupBy, Metric, Notify, Rule
from playground.design.balancer import Policy
from playground.design.fault import Kill, Slow
from playground.design.operations import Operations
from playground.measure.alerts import alerts, messages, noise
from playground.result import S
from playground.run import Run
from tests.controlplane.stories import BALANCER, CHECK, Told, story

QUIET = BALANCER.model_copy(update={"check": CHECK.model_copy(update={"work_ms": 0.0})})
SLOWER = Slow(node="web-2", start_s=11.0, duration_s=None, factor=3.0)
EVEN = tuple(n / 100 for n in range(4000))
TELLS = ("alert_fires", "alert_ends", "message", "message_lost")
AT_ONCE = Notify(group_wait_s=0.0, group_interval_s=1000.0)


def watched(
    *faults: Any, rules: tuple[Rule, ...], notify: Notify = AT_ONCE, scrape_s: float = 2.0, **more: Any
) -> Told:
    given = Operations(scrape_s=scrape_s, rules=rules, notify=notify)
    return story(*faults, at_s=EVEN, seconds=40.0, operations=given, **{"balancer": QUIET, **more})


def told(found: Told, *whats: str) -> list[tuple[float, str, str, str]]:
    kinds = whats or TELLS
    return [(o.t_ns / S, o.what, o.node, o.why) for o in found.result.orders if o.what in kinds]


def rule(metric: Metric, threshold: float, **more: Any) -> Rule:
    return Rule(name="it", metric=metric, threshold=threshold, **{"window_s": 4.0, "for_s": 0.0, **more})


def test_cpu_over_a_window() -> None:
    """Each server works 50 x 5 ms a second: it is busy a quarter. From 11 s on web-2 is busy three quarters, so over
    4 s (0.75 + 3 x 0.25) / 4 = 0.375 at 12 s, (3 x 0.75 + 0.25) / 4 = 0.625 at 14 s, and 0.75 from 16 s on."""
    for threshold, at_s in ((0.3, 12.0), (0.4, 14.0), (0.6, 14.0), (0.7, 16.0)):
        found = watched(SLOWER, rules=(rule(Metric.CPU, threshold),))
        assert told(found) == [(at_s, "alert_fires", "web-2", "it"), (at_s, "message", "chat", "it")]
    found = watched(SLOWER, rules=(rule(Metric.CPU, 0.3),))
    assert alerts(found.result)[0].value == pytest.approx(0.375, abs=0.005)


def test_nothing_fires_below_the_threshold_or_for_somebody_else() -> None:
    for silent in (rule(Metric.CPU, 0.76), rule(Metric.CPU, 0.4, node="web-1"), rule(Metric.CPU, 0.4, node="database")):
        assert told(watched(SLOWER, rules=(silent,))) == []
    assert told(watched(SLOWER, rules=(rule(Metric.CPU, 0.4, node="web"),)), "alert_fires")


@pytest.mark.parametrize(("for_s", "at_s"), [(0.0, 12.0), (1.0, 14.0), (3.0, 16.0), (4.0, 16.0), (4.1, 18.0)])
def test_pending_until_it_has_held_for_long_enough(for_s: float, at_s: float) -> None:
    """Above 0.3 from the look of 12 s on."""
    found = watched(SLOWER, rules=(rule(Metric.CPU, 0.3, for_s=for_s),))
    assert told(found, "alert_fires") == [(at_s, "alert_fires", "web-2", "it")]


def test_what_is_over_too_soon_never_fires() -> None:
    """Slow from 11 to 13 s: over 4 s it is 0.375 at 12 s, 0.5 at 14 s, 0.375 at 16 s, and 0.25 at 18 s."""
    short = SLOWER.model_copy(update={"duration_s": 2.0})
    ends = watched(short, rules=(rule(Metric.CPU, 0.3, for_s=4.0),))
    assert told(ends, "alert_fires", "alert_ends") == [
        (16.0, "alert_fires", "web-2", "it"),
        (18.0, "alert_ends", "web-2", "it"),
    ]
    assert told(watched(short, rules=(rule(Metric.CPU, 0.3, for_s=5.0),))) == []


def test_an_alert_ends_at_the_first_look_that_finds_nothing() -> None:
    """A server that does not answer has no metrics but `down`, which is a level: dead from 11 to 19 s, and marked up at
    22 s, from which on it is busy a quarter again."""
    dead = Kill(node="web-2", start_s=11.0, duration_s=8.0)
    found = watched(
        dead,
        rules=(rule(Metric.DOWN, 0.0), Rule(name="cpu", metric=Metric.CPU, threshold=0.2, window_s=4.0, for_s=0.0)),
    )
    assert told(found, "alert_fires", "alert_ends") == [
        (2.0, "alert_fires", "web-1", "cpu"),
        (2.0, "alert_fires", "web-2", "cpu"),
        (12.0, "alert_fires", "web-2", "it"),
        (12.0, "alert_ends", "web-2", "cpu"),
        (20.0, "alert_ends", "web-2", "it"),
        (26.0, "alert_fires", "web-2", "cpu"),
    ]
    assert noise(found.result).ungrouped == 4 + 2  # type: ignore[union-attr]


def test_the_mean_and_the_quantile_of_a_tenth_that_is_slow() -> None:
    """With cores to spare, from 11 s on every second request takes 50.7 ms instead of 5.7. Over 4 s the mean passes
    10 ms at 11 + 4 x 4.3 / 22.5 = 11.76 s, and the p99 any value below 50 ms when 1 % of 4 s is slow, 80 ms later: both
    at the look of 12 s. The mean never passes 30 ms, being 28.2 in the end."""
    slow = Slow(node="web-2", start_s=11.0, duration_s=None)
    web = {"web": story_web(cores=8)}
    mean = watched(slow, rules=(rule(Metric.LATENCY_MEAN, 10.0),), **web)
    assert told(mean, "alert_fires") == [(12.0, "alert_fires", "users", "it")]
    assert told(watched(slow, rules=(rule(Metric.LATENCY_MEAN, 30.0),), **web)) == []
    p99 = watched(slow, rules=(rule(Metric.LATENCY_P99, 30.0),), **web)
    assert told(p99, "alert_fires") == [(12.0, "alert_fires", "users", "it")]
    assert alerts(p99.result)[0].value == pytest.approx(50.7, rel=0.063)
    p50 = watched(slow, rules=(rule(Metric.LATENCY_P50, 60.0),), **web)
    assert told(p50) == []


def story_web(**changes: Any) -> Any:
    from tests.controlplane.stories import WEB

    return WEB.model_copy(update=changes)


def test_a_burn_rate_over_two_windows() -> None:
    """A budget of 0.1 %, and web-2 refuses from 11 s until it is marked down at 16 s. At 18 s some of that is in the
    last 4 s, at 20 s none; in the last 20 s there is some until 36 s."""
    dead = Kill(node="web-2", start_s=11.0, duration_s=None)
    two = rule(Metric.BURN_RATE, 14.4, window_s=20.0, short_window_s=4.0)
    found = watched(dead, rules=(two,))
    assert told(found, "alert_fires", "alert_ends") == [
        (12.0, "alert_fires", "users", "it"),
        (20.0, "alert_ends", "users", "it"),
    ]
    long = rule(Metric.BURN_RATE, 14.4, window_s=20.0)
    assert told(watched(dead, rules=(long,)), "alert_ends") == [(36.0, "alert_ends", "users", "it")]


def test_messages_wait_for_more_and_are_repeated_only_when_something_is_new() -> None:
    """web-1 dies at 11 s and web-2 at 13 s: one message 5 s after the first alert tells of both. Looked at again every
    6 s: at 23 s web-1 is back (since 22 s), which is news; at 29 s and 35 s nothing is new."""
    dead = (Kill(node="web-1", start_s=11.0, duration_s=10.0), Kill(node="web-2", start_s=13.0, duration_s=None))
    notify = Notify(group_wait_s=5.0, group_interval_s=6.0)
    found = watched(*dead, rules=(rule(Metric.DOWN, 0.0),), notify=notify)
    assert [at for at, *_ in told(found, "message")] == [17.0, 23.0]
    first, second = messages(found.result)
    assert [alert.node for alert in first.firing] == ["web-1", "web-2"]
    assert ([a.node for a in second.firing], [a.node for a in second.over]) == (["web-2"], ["web-1"])
    again = watched(
        *dead, rules=(rule(Metric.DOWN, 0.0),), notify=notify.model_copy(update={"repeat_interval_s": 12.0})
    )
    assert [at for at, *_ in told(again, "message")] == [17.0, 23.0, 35.0]


@pytest.mark.parametrize(("by", "count"), [(GroupBy.ALERT, 2), (GroupBy.RULE, 1), (GroupBy.ALL, 1)])
def test_how_many_messages_two_deaths_are(by: GroupBy, count: int) -> None:
    dead = (Kill(node="web-1", start_s=11.0, duration_s=None), Kill(node="web-2", start_s=11.0, duration_s=None))
    found = watched(*dead, rules=(rule(Metric.DOWN, 0.0),), notify=AT_ONCE.model_copy(update={"group_by": by}))
    assert len(told(found, "message")) == count


def test_what_the_channel_refuses_is_sent_when_the_group_is_looked_at_again() -> None:
    dead = (Kill(node="web-1", start_s=11.0, duration_s=None), Kill(node="web-2", start_s=11.0, duration_s=None))
    notify = Notify(group_by=GroupBy.ALERT, group_wait_s=0.0, group_interval_s=10.0, most_per_minute=1)
    found = watched(*dead, rules=(rule(Metric.DOWN, 0.0),), notify=notify)
    sent = [(at, what, group) for at, what, _, group in told(found, "message", "message_lost")]
    assert sent == [(12.0, "message", "it/web-1"), *((at, "message_lost", "it/web-2") for at in (12.0, 22.0, 32.0))]


def test_an_alert_that_is_over_before_its_message_tells_nobody() -> None:
    dead = Kill(node="web-1", start_s=11.0, duration_s=2.0)
    found = watched(dead, rules=(rule(Metric.DOWN, 0.0),), notify=Notify(group_wait_s=5.0, group_interval_s=6.0))
    assert told(found) == [(12.0, "alert_fires", "web-1", "it"), (14.0, "alert_ends", "web-1", "it")]


def test_watching_changes_nothing_for_anybody() -> None:
    """But for the orders, which are told only, a run is the same to the last byte."""
    slow = Slow(node="web-2", start_s=11.0, duration_s=None)
    with_rules = watched(slow, rules=(rule(Metric.CPU, 0.4), Rule(name="p99")))
    without = story(slow, at_s=EVEN, seconds=40.0, balancer=QUIET)
    assert with_rules.fates == without.fates
    assert with_rules.result.little == without.result.little
    assert (with_rules.result.window_latency.counts == without.result.window_latency.counts).all()


def test_least_connections_lead_few_to_a_slow_server_and_only_the_p99_tells() -> None:
    """One of four servers ten times slower: a rule on the mean at 100 ms stays silent where one on the p99 fires."""
    from playground.design.change import put_all
    from playground.design.ladder import stage

    rules = [
        {"name": "mean", "metric": "latency_ms_mean", "threshold": 100.0, "for_s": 0.0},
        {"name": "p99", "metric": "latency_ms_p99", "threshold": 100.0, "for_s": 0.0},
    ]
    knobs = {
        "workload.daily_users": 200_000.0,
        "balancer.policy": Policy.LEAST_CONNECTIONS.value,
        "faults": [{"kind": "slow", "node": "web-2", "start_s": 30.0, "duration_s": 60.0, "factor": 10.0}],
        "operations": {"rules": rules},
    }
    for seed in (1, 2, 3):
        run = Run(put_all(stage("load-balancer").design, knobs), seed=seed)
        run.advance()
        fired = alerts(run.result())
        assert [alert.rule for alert in fired] == ["p99"]
        assert 30.0 < fired[0].fired_s <= 65.0
