"""Backlogs, waits and drains, against a line of arrivals that are served one after another."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.spike_backlog import (
    Spike,
    backlog,
    backlog_peak,
    delayed,
    drain_s,
    levelled_rps,
    longest_wait_s,
    outage,
    wait_mean_s,
)

SPIKES = [
    Spike(base_rps=300.0, spike_rps=3000.0, spike_s=10.0, capacity_rps=400.0),
    Spike(base_rps=200.0, spike_rps=500.0, spike_s=20.0, capacity_rps=400.0, capacity_in_spike_rps=100.0),
    Spike(base_rps=100.0, spike_rps=250.0, spike_s=30.0, capacity_rps=400.0, capacity_in_spike_rps=200.0),
    outage(base_rps=300.0, outage_s=20.0, capacity_rps=400.0),
]
RATE = st.floats(0, 1e4)
SPIKE = st.builds(Spike, RATE, RATE, st.floats(0, 1e4), st.floats(1e-2, 1e4), st.none() | RATE)


def served(spike: Spike) -> tuple[np.ndarray, np.ndarray]:
    """When each comes and is taken by one consumer, evenly paced, until long after the backlog has gone."""
    until_s = spike.spike_s + 1.5 * drain_s(spike)
    in_spike = int(spike.spike_rps * spike.spike_s)
    after = int(spike.base_rps * (until_s - spike.spike_s))
    come_s = np.concatenate(
        [np.arange(in_spike) / spike.spike_rps, spike.spike_s + np.arange(after) / max(1e-9, spike.base_rps)]
    )
    free_s, taken_s = 0.0, []
    for at_s in come_s.tolist():
        begun_s = max(free_s, at_s)
        if begun_s < spike.spike_s:  # what does not fit before the end of the spike goes on at the other pace
            in_hand = (spike.spike_s - begun_s) * spike.done_in_spike_rps
            left = max(0.0, 1 - in_hand)
            free_s = spike.spike_s + left / spike.capacity_rps if left else begun_s + 1 / spike.done_in_spike_rps
        else:
            free_s = begun_s + 1 / spike.capacity_rps
        taken_s.append(free_s)
    return come_s, np.array(taken_s)


@pytest.mark.parametrize("spike", SPIKES)
def test_a_line_that_is_served(spike: Spike) -> None:
    come_s, taken_s = served(spike)
    one_s = 1 / spike.capacity_rps + (1 / spike.done_in_spike_rps if spike.done_in_spike_rps else 0)
    for since_s in np.linspace(0.0, 1.2 * (spike.spike_s + drain_s(spike)), 23).tolist():
        waiting = np.searchsorted(come_s, since_s) - np.searchsorted(taken_s, since_s)
        # fluid against whole customers: one that has come, and one in hand
        assert backlog(spike, since_s) == pytest.approx(waiting, abs=2.5)
    waits_s = taken_s - come_s
    assert longest_wait_s(spike) == pytest.approx(waits_s.max(), abs=2 * one_s)
    late = waits_s > 2.5 * one_s
    gone_s = come_s[late].max()
    assert drain_s(spike) == pytest.approx(gone_s - spike.spike_s, rel=0.03)
    assert wait_mean_s(spike) == pytest.approx(waits_s[come_s < spike.spike_s + drain_s(spike)].mean(), abs=2 * one_s)
    assert delayed(spike) == pytest.approx((come_s < spike.spike_s + drain_s(spike)).sum(), abs=2)


def test_ten_times_the_orders_for_ten_seconds() -> None:
    # facts.md, section 17: 28 000 wait, and drain in 400 s, since the spare capacity is 18 % of the capacity
    orders_rps = 2.2e6 * 1.426e-3 * 0.1
    spike = Spike(orders_rps, 10 * orders_rps, 10.0, orders_rps / 0.82)
    assert backlog_peak(spike) == pytest.approx(28_000, rel=0.03)
    assert drain_s(spike) == pytest.approx(400, rel=0.03)
    # drain = backlog / (capacity - base load)
    assert drain_s(spike) == pytest.approx(backlog_peak(spike) / (spike.capacity_rps - orders_rps), rel=1e-12)


@given(spike=SPIKE)
def test_bounds(spike: Spike) -> None:
    peak = backlog_peak(spike)
    assert backlog(spike, spike.spike_s) == pytest.approx(peak)
    assert levelled_rps(spike) <= spike.capacity_rps
    assert wait_mean_s(spike) <= longest_wait_s(spike) * (1 + 1e-9)
    if peak > 0 and math.isfinite(drain_s(spike)):
        assert longest_wait_s(spike) <= (spike.spike_s + drain_s(spike)) * (1 + 1e-9)
        gone = backlog(spike, spike.spike_s + drain_s(spike))
        assert gone == pytest.approx(0, abs=1e-6 * (peak + 1))


@given(base=st.floats(0, 90), spare=st.floats(1, 90), backlogged=st.floats(1, 1e6))
def test_twice_the_spare_drains_in_half_the_time(base: float, spare: float, backlogged: float) -> None:
    once = Spike(base, base + spare + backlogged, 1.0, base + spare)
    twice = Spike(base, base + 2 * spare + backlogged, 1.0, base + 2 * spare)
    assert drain_s(twice) == pytest.approx(drain_s(once) / 2, rel=1e-6)


def test_ends() -> None:
    calm = Spike(10.0, 20.0, 60.0, 30.0)
    assert backlog_peak(calm) == backlog(calm, 30.0) == drain_s(calm) == longest_wait_s(calm) == 0
    assert delayed(calm) == wait_mean_s(calm) == 0
    assert levelled_rps(calm) == 20
    full = Spike(30.0, 60.0, 10.0, 30.0)
    assert backlog(full, 1000.0) == backlog_peak(full) == 300
    assert drain_s(full) == delayed(full) == math.inf
    assert wait_mean_s(full) == longest_wait_s(full) == 10
    assert longest_wait_s(Spike(40.0, 60.0, 10.0, 30.0)) == math.inf
    down = outage(50.0, 60.0, 100.0)
    assert backlog_peak(down) == 3000
    assert drain_s(down) == longest_wait_s(down) == 60
    assert levelled_rps(down) == 100
    once = Spike(0.0, 100.0, 10.0, 50.0)
    assert delayed(once) == 1000
    assert wait_mean_s(once) == 5
    assert longest_wait_s(once) == 10


def test_bad_arguments_are_named() -> None:
    for name in ("base_rps", "spike_rps", "spike_s", "capacity_in_spike_rps"):
        with pytest.raises(ValueError, match=name):
            Spike(**{"base_rps": 1.0, "spike_rps": 1.0, "spike_s": 1.0, "capacity_rps": 1.0} | {name: -1.0})
    with pytest.raises(ValueError, match="capacity_rps"):
        Spike(1.0, 1.0, 1.0, 0.0)
    with pytest.raises(ValueError, match="since_s"):
        backlog(SPIKES[0], -1.0)
