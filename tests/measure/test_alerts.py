"""Alerts, messages and what they noticed, read off orders that were written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.change import put_all
from playground.design.ladder import stage
from playground.measure.alerts import alerts, messages, noise
from playground.measure.deployment import deployments, month, requests_a_minute
from playground.measure.detection import troubles, watch
from playground.measure.logs import logs
from playground.result import Order, Result, S
from tests.measure.factory import replace, result, series, windows

RULES = [
    {"name": "slow", "metric": "latency_ms_p99", "threshold": 100.0, "window_s": 4.0, "for_s": 0.0},
    {"name": "gone", "metric": "down", "threshold": 0.0, "window_s": 2.0, "for_s": 0.0},
]


def told(*rows: tuple[float, str, str, str, float], **changes: Any) -> Result:
    """Orders (seconds, what, node, why, value) of forty seconds that went well, watched every second."""
    design = put_all(stage("load-balancer").design, {"operations": {"scrape_s": 1.0, "rules": RULES}})
    design = put_all(design, changes)
    orders = tuple(Order(int(at * S), 0, what, node, why, 0, value) for at, what, node, why, value in rows)
    calm = series(failed=windows(0, 0, 0, 0))
    base = result()
    return replace(
        base, design=design, orders=orders, requests=calm, window_failures=np.zeros_like(base.window_failures)
    )


FIRES, ENDS, SAYS = "alert_fires", "alert_ends", "message"


def test_an_alert_from_its_beginning_to_its_end() -> None:
    found = alerts(
        told(
            (1.0, FIRES, "users", "slow", 120.0), (3.0, FIRES, "web-2", "gone", 1.0), (5.0, ENDS, "users", "slow", 0.0)
        )
    )
    assert [(a.rule, a.node, a.fired_s, a.ended_s, a.value) for a in found] == [
        ("slow", "users", 1.0, 5.0, 120.0),
        ("gone", "web-2", 3.0, None, 1.0),
    ]


def test_a_message_tells_of_its_group_and_of_what_is_over() -> None:
    run = told(
        (1.0, FIRES, "web-1", "gone", 1.0),
        (1.0, FIRES, "users", "slow", 120.0),
        (2.0, FIRES, "web-2", "gone", 1.0),
        (3.0, SAYS, "chat", "gone", 0.0),
        (4.0, ENDS, "web-1", "gone", 0.0),
        (5.0, "message_lost", "chat", "gone", 1.0),
        (6.0, SAYS, "chat", "gone", 1.0),
        (7.0, SAYS, "chat", "slow", 0.0),
    )
    first, lost, second, other = messages(run)
    assert [a.node for a in first.firing] == ["web-1", "web-2"]
    assert first.over == ()
    assert (lost.is_lost, [a.node for a in lost.over]) == (True, ["web-1"])
    assert ([a.node for a in second.firing], [a.node for a in second.over]) == (["web-2"], ["web-1"])
    assert [a.rule for a in other.firing] == ["slow"]
    heard = noise(run)
    assert heard is not None
    assert (heard.alerts, heard.ungrouped, heard.messages, heard.lost) == (3, 4, 3, 1)
    assert heard.per_hour(heard.messages) == pytest.approx(3 * 3600 / 40)


def test_who_noticed_a_death_and_how_late() -> None:
    """web-2 is dead from 20 to 30 s. An alert 2 s after its return is still its own, one 7 s after it is not: the rule
    looks back 4 s, and once a second; and one that fired before knew nothing of it."""
    death = ((20.0, "kill", "web-2", "fault", 0.0), (30.0, "revive", "web-2", "fault over", 0.0))
    run = told(
        (15.0, FIRES, "users", "slow", 120.0),
        *death[:1],
        (23.0, FIRES, "web-2", "gone", 1.0),
        *death[1:],
        (32.0, FIRES, "web-1", "slow", 120.0),
    )
    found = watch(run)
    assert found is not None
    assert [(row.rule, row.delay_s, row.node) for row in found.noticed] == [
        ("slow", 12.0, "web-1"),
        ("gone", 3.0, "web-2"),
    ]
    assert [a.fired_s for a in found.false_alarms] == [15.0]
    assert found.unseen == ()
    late = watch(told(*death, (37.0, FIRES, "users", "slow", 120.0)))
    assert late is not None
    assert [row.delay_s for row in late.noticed] == [None, None]
    assert [t.node for t in late.unseen] == ["web-2"]
    assert [a.fired_s for a in late.false_alarms] == [37.0]


def test_what_users_notice_is_no_false_alarm() -> None:
    """Without any fault a tenth fails between 10 and 20 s, which is more than was promised."""
    run = told((19.0, FIRES, "users", "slow", 120.0), (39.0, FIRES, "users", "slow", 120.0))
    run = replace(run, requests=series(served=windows(0, 900, 1000, 1000), failed=windows(0, 100, 0, 0)))
    found = watch(run)
    assert found is not None
    assert [a.fired_s for a in found.false_alarms] == [39.0]


def test_a_trouble_lingers_as_long_as_users_notice_it() -> None:
    """A flush at 12 s, after which a tenth fails until 30 s."""
    run = told((12.0, "flush", "cache-1", "fault", 0.0))
    run = replace(run, requests=series(served=windows(0, 900, 900, 1000), failed=windows(0, 100, 100, 0)))
    (one,) = troubles(run)
    assert (one.kind, one.start_s, one.end_s, one.lingers_s) == ("flush", 12.0, 12.0, 30.0)


def test_a_bug_is_a_trouble_until_the_old_version_is_back() -> None:
    deploy = [
        (5.0, "deploy_begins", "web", "", 0.0),
        (5.0, "bug", "web", "", 0.05),
        (15.0, "roll_back", "web", "slow", 1.0),
        (25.0, "deploy_ends", "web", "", 0.0),
    ]
    (one,) = troubles(told(*deploy))
    assert (one.kind, one.start_s, one.end_s) == ("bug", 5.0, 25.0)
    (stays,) = troubles(told(*deploy[:2], deploy[3]))
    assert stays.end_s is None
    (row,) = deployments(told(*deploy))
    assert (row.began_s, row.lead_s, row.rolled_back_s, row.restored_s, row.fails_share) == (
        5.0,
        None,
        15.0,
        25.0,
        0.05,
    )


def test_what_a_bug_cost() -> None:
    """Failures of the windows that end while the version is out; 3.16 requests a minute and person, as in five minutes
    for five pages of 3.16 requests."""
    run = told((9.0, "deploy_begins", "web", "", 0.0), (9.0, "bug", "web", "", 0.5))
    failures = np.zeros((4, 2), np.int64)
    failures[:, 1] = [0, 10, 20, 2]
    run = replace(run, reasons=("none", "bug"), window_failures=failures)
    (row,) = deployments(run)
    assert row.failed == 32
    assert requests_a_minute(run) == pytest.approx(3.16)
    assert row.user_minutes == pytest.approx(32 / 3.16)
    found = month(run)
    assert found is not None
    assert (found.deploys, found.bad, found.failed) == (30.0, pytest.approx(3.0), pytest.approx(96.0))


def test_lines_and_bytes_and_money() -> None:
    """Three counted windows of 10 s with 1000 requests each, of which 10 fail in all: 2 lines each and one more for
    each failure, 6010 in 30 s."""
    run = told(**{"operations.logs.line_bytes": 1000, "operations.logs.sample_share": 0.5})
    run = replace(run, requests=series(served=windows(500, 1000, 1000, 990), failed=windows(0, 0, 0, 10)))
    found = logs(run)
    assert found is not None
    assert found.lines_per_s == pytest.approx(6010 / 30)
    assert found.kept_share == pytest.approx((10 + 0.5 * 6000) / 6010)
    load = run.design.workload  # type: ignore[attr-defined]
    mean_rps = load.requests_rps / load.peak_factor
    gb = mean_rps * 6010 / 3000 * found.kept_share * 1000 * 86_400 / 1e9
    assert found.gb_per_day == pytest.approx(gb)
    assert found.usd_month == pytest.approx(gb * (30 * 0.5 + 30 * 0.03))
    assert (found.dropped, found.lag_s) == (0.0, 0.0)
    assert found.tail_s == pytest.approx(4 * 10 + 30 / 10 * (6010 / 30) / 20)
    assert found.central_s == pytest.approx(0.0 + 0.5 + 5.0)


def test_what_the_index_cannot_take_waits_and_is_dropped() -> None:
    """1000 lines a window against 90 a second: 100 more wait after each full window of 10 s, and 150 have room."""
    knobs = {"lines_per_request": 1.0, "index_lines_per_s": 90.0, "buffer_lines": 150.0}
    run = told(**{f"operations.logs.{name}": value for name, value in knobs.items()})
    run = replace(run, requests=series(served=windows(1000, 1000, 1000, 1000), failed=windows(0, 0, 0, 0)))
    found = logs(run)
    assert found is not None
    assert found.dropped == pytest.approx(50 + 100 + 100)
    assert found.lag_s == pytest.approx(150 / 90)
    assert found.tail_s is None


def test_nobody_watches_a_design_without_operations() -> None:
    run = replace(result(), design=stage("load-balancer").design)
    assert (watch(run), noise(run), logs(run), month(run)) == (None, None, None, None)
    assert alerts(run) == messages(run) == ()
