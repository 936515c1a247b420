"""When a rule on the burn rate fires and stops, against windows looked at each second, and tails that are drawn."""

from __future__ import annotations

import math
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.burn_rate import (
    BurnRule,
    ends_after_s,
    false_alarm_chance,
    fires_after_s,
    more_than,
    spent_share,
)

DAY_S, HOUR_S = 86_400.0, 3600.0
FAST = BurnRule((HOUR_S, 300.0), 14.4, 0.999)
SLOW = BurnRule((6 * HOUR_S, 1800.0), 6.0, 0.999)


def watched(rule: BurnRule, error_share: float, base_share: float, lasted_s: int) -> list[bool]:
    """Is it firing at each second from the beginning of the fault on? The history before it is long and clean."""
    longest = int(max(rule.windows_s))
    errors = [base_share] * longest + [error_share] * lasted_s + [base_share] * longest
    sums = [0.0, *accumulate(errors)]

    def mean(now: int, window: int) -> float:
        return (sums[now] - sums[now - window]) / window

    return [
        all(mean(now, int(window_s)) > rule.threshold_share for window_s in rule.windows_s)
        for now in range(longest, len(errors) + 1)
    ]


@pytest.mark.parametrize(
    ("rule", "error_share", "base_share", "lasted_s"),
    [
        (BurnRule((600.0,), 10.0, 0.99), 0.5, 0.0, 400),
        (BurnRule((600.0, 50.0), 14.4, 0.999), 0.05, 0.0, 700),
        (BurnRule((600.0, 50.0), 14.4, 0.999), 0.05, 0.002, 200),
        (BurnRule((720.0, 60.0), 6.0, 0.999), 0.02, 0.0005, 2000),
    ],
)
def test_windows_that_are_looked_at(rule: BurnRule, error_share: float, base_share: float, lasted_s: int) -> None:
    firing = watched(rule, error_share, base_share, lasted_s)
    first = firing.index(True)
    last = len(firing) - 1 - firing[::-1].index(True)
    assert all(firing[first : last + 1])
    # it is looked at once a second
    assert fires_after_s(rule, error_share, base_share) == pytest.approx(first, abs=1.001)
    assert ends_after_s(rule, error_share, base_share) == pytest.approx(last + 1 - lasted_s, abs=1.001)


@given(burn=st.floats(0.5, 20), error_share=st.floats(0, 1), base_share=st.floats(0, 0.05))
@settings(max_examples=50, deadline=None)
def test_whether_it_ever_fires(burn: float, error_share: float, base_share: float) -> None:
    rule = BurnRule((60.0, 5.0), burn, 0.99)
    if min(abs(rule.threshold_share - share) for share in (error_share, base_share)) < 1e-9:
        return
    after_s = fires_after_s(rule, error_share, base_share)
    firing = watched(rule, error_share, base_share, 70)
    if base_share > rule.threshold_share:
        assert after_s == 0
        assert firing[0]
        assert ends_after_s(rule, error_share, base_share) == math.inf
    elif after_s <= 68:
        assert any(firing)
    else:
        assert after_s == math.inf
        assert not any(firing)
        assert ends_after_s(rule, error_share, base_share) == 0


def test_the_table_of_the_workbook() -> None:
    # chapter 5: each rule spends the same share of the budget before it fires, whatever the errors are
    for rule, spent in [(FAST, 0.02), (SLOW, 0.05), (BurnRule((DAY_S, 7200.0), 3.0, 0.999), 0.1)]:
        for error_share in (0.02, 0.1, 1.0):
            after_s = fires_after_s(rule, error_share)
            assert spent_share(error_share, after_s, 0.999, 30 * DAY_S) == pytest.approx(spent)
    # a complete outage pages after 52 s; 1 % of errors is below 14.4 times 0.1 %, and pages by the slow rule alone
    assert fires_after_s(FAST, 1.0) == pytest.approx(51.84)
    assert fires_after_s(FAST, 0.01) == math.inf
    assert fires_after_s(SLOW, 0.01) == pytest.approx(3.6 * HOUR_S)
    # it falls silent within the short window
    assert ends_after_s(FAST, 1.0) == pytest.approx(300 * (1 - 0.0144))


@pytest.mark.parametrize(
    ("rule", "rate_rps", "base_share"),
    [(BurnRule((10.0,), 2.0, 0.99), 10.0, 0.01), (BurnRule((60.0, 5.0), 1.5, 0.9), 5.0, 0.13)],
)
def test_false_alarms_that_are_drawn(rule: BurnRule, rate_rps: float, base_share: float) -> None:
    rng = np.random.default_rng(1)
    requests = int(rate_rps * max(rule.windows_s))
    looks = 2_000_000
    errors = rng.binomial(requests, base_share, looks)
    fired = int((errors > rule.threshold_share * requests + 1e-9).sum())
    # at least 150 000 alarms: a standard error of 0.3 %
    expected = false_alarm_chance(rule, rate_rps, base_share) * looks
    assert expected > 40_000
    assert fired == pytest.approx(expected, abs=4 * math.sqrt(expected))


@given(requests=st.integers(1, 60), failures=st.integers(0, 60), chance=st.floats(0.001, 0.999))
def test_the_tail_term_by_term(requests: int, failures: int, chance: float) -> None:
    failures = min(failures, requests)
    terms = [math.comb(requests, k) * chance**k * (1 - chance) ** (requests - k) for k in range(requests + 1)]
    assert more_than(failures, requests, chance) == pytest.approx(math.fsum(terms[failures + 1 :]), rel=1e-9, abs=1e-12)


def test_the_tail_far_out_and_of_many() -> None:
    # normal within its own error of 1 / sqrt(n p q)
    assert more_than(1_001_000, 100_000_000, 0.01) == pytest.approx(0.1575, rel=0.01)
    # Poisson of 0.001: all but exp(-0.001) (1 + 0.001 + 0.001²/2)
    assert more_than(2, 1000, 1e-6) == pytest.approx(1e-9 / 6, rel=0.01)


def test_ends() -> None:
    assert FAST.threshold_share == pytest.approx(0.0144)
    assert spent_share(0.0, 1e6, 0.99, 1e6) == 0
    assert spent_share(0.01, 1e6, 0.99, 1e6) == pytest.approx(1)
    assert more_than(0, 0, 0.5) == more_than(5, 5, 1.0) == more_than(3, 9, 0.0) == 0
    assert more_than(4, 5, 1.0) == 1
    assert false_alarm_chance(FAST, 100.0, 0.0) == 0
    # a thousand requests a second of which one in a thousand fails never come near 14.4 times that in an hour
    assert false_alarm_chance(FAST, 1000.0, 0.001) < 1e-300


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="windows must be"):
        BurnRule((), 1.0, 0.9)
    with pytest.raises(ValueError, match=r"windows_s \(2\)"):
        BurnRule((1.0, 0.0), 1.0, 0.9)
    with pytest.raises(ValueError, match="objective must be below 1"):
        BurnRule((1.0,), 1.0, 1.0)
    with pytest.raises(ValueError, match="burn"):
        BurnRule((1.0,), 0.0, 0.9)
    with pytest.raises(ValueError, match="error_share"):
        fires_after_s(FAST, 1.5)
    with pytest.raises(ValueError, match="base_share"):
        ends_after_s(FAST, 0.5, -0.1)
    with pytest.raises(ValueError, match="budget"):
        spent_share(0.1, 1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="period_s"):
        spent_share(0.1, 1.0, 0.9, 0.0)
    with pytest.raises(ValueError, match="rate_rps"):
        false_alarm_chance(FAST, -1.0, 0.0)
    with pytest.raises(ValueError, match="failures"):
        more_than(-1, 5, 0.5)
