"""What holds for queues whatever the numbers: laws, limits, and how the formulas turn into one another."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground.theory import little
from playground.theory.erlang_b import erlang_b
from playground.theory.geometric import place_mean, weight_sum
from playground.theory.md1 import md1
from playground.theory.mg1 import mg1
from playground.theory.mm1 import mm1
from playground.theory.mmc import erlang_c, mmc
from playground.theory.mmck import mmck
from playground.theory.queue import Queue
from playground.theory.tandem import tandem

FEW = settings(deadline=None, max_examples=60)
LOAD = st.floats(0.01, 0.99)
SERVICE_MS = st.floats(0.01, 10_000.0)
SERVERS = st.integers(1, 200)


def assert_same(one: Queue, other: Queue, rel: float = 1e-9) -> None:
    for name in ("throughput_rps", "utilisation", "wait_ms_mean", "time_ms_mean", "line_mean", "inside_mean"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=rel, abs=1e-12), name


@FEW
@given(load=LOAD, service_ms=SERVICE_MS)
def test_one_server_of_mmc_is_mm1(load: float, service_ms: float) -> None:
    rate_rps = load * 1000 / service_ms
    assert_same(mmc(rate_rps, service_ms, 1), mm1(rate_rps, service_ms))
    assert mmc(rate_rps, service_ms, 1).time_ms_quantile(0.99) == pytest.approx(
        mm1(rate_rps, service_ms).time_ms_quantile(0.99), rel=1e-9
    )


@FEW
@given(load=LOAD, service_ms=SERVICE_MS)
def test_mg1_of_variation_one_is_mm1_and_of_variation_zero_waits_half(load: float, service_ms: float) -> None:
    rate_rps = load * 1000 / service_ms
    assert_same(mg1(rate_rps, service_ms, 1.0), mm1(rate_rps, service_ms))
    assert md1(rate_rps, service_ms).wait_ms_mean == pytest.approx(mm1(rate_rps, service_ms).wait_ms_mean / 2)


@FEW
@given(load=st.floats(0.01, 0.95), servers=SERVERS)
def test_a_huge_line_loses_nobody(load: float, servers: int) -> None:
    rate_rps = load * servers * 100
    finite, endless = mmck(rate_rps, 10.0, servers, 10_000_000), mmc(rate_rps, 10.0, servers)
    assert finite.blocked_share < 1e-300
    assert_same(finite, endless)


@FEW
@given(load=st.floats(0.0, 5.0), servers=SERVERS)
def test_no_line_loses_what_erlang_b_says(load: float, servers: int) -> None:
    queue = mmck(load * servers * 100, 10.0, servers, 0)
    assert queue.blocked_share == pytest.approx(erlang_b(servers, load * servers), rel=1e-12)
    assert queue.wait_ms_mean == 0
    assert queue.line_mean == 0


@FEW
@given(load=LOAD, more=st.floats(1.001, 1.5), servers=SERVERS, line=st.integers(0, 1000))
def test_more_load_makes_everything_worse(load: float, more: float, servers: int, line: int) -> None:
    assume(load * more < 1)
    low, high = load * servers * 100, load * more * servers * 100
    for lesser, greater in [
        (mmc(low, 10.0, servers), mmc(high, 10.0, servers)),
        (mmck(low, 10.0, servers, line), mmck(high, 10.0, servers, line)),
        (mg1(low / servers, 10.0, 2.0), mg1(high / servers, 10.0, 2.0)),
    ]:
        assert lesser.utilisation < greater.utilisation
        assert lesser.time_ms_mean <= greater.time_ms_mean
        assert lesser.inside_mean < greater.inside_mean
        assert lesser.blocked_share <= greater.blocked_share


@FEW
@given(load=LOAD, servers=st.integers(1, 50), line=st.integers(0, 40), cv=st.floats(0, 5))
def test_littles_law(load: float, servers: int, line: int, cv: float) -> None:
    rate_rps = load * servers * 100
    for queue in [
        mmc(rate_rps, 10.0, servers),
        mmck(rate_rps, 10.0, servers, line),
        mg1(rate_rps / servers, 10.0, cv),
        tandem(rate_rps, (10.0, 5.0), (servers, servers)),
    ]:
        assert queue.inside_mean == pytest.approx(little.inside_mean(queue.throughput_rps, queue.time_ms_mean))
        assert queue.line_mean == pytest.approx(little.inside_mean(queue.throughput_rps, queue.wait_ms_mean))
        assert queue.time_ms_mean == pytest.approx(little.time_ms_mean(queue.throughput_rps, queue.inside_mean))


def test_nobody_comes() -> None:
    for queue in [mm1(0, 10.0), mmc(0, 10.0, 3), mmck(0, 10.0, 3, 2), mg1(0, 10.0, 2.0), md1(0, 10.0)]:
        assert (queue.inside_mean, queue.utilisation, queue.wait_ms_mean, queue.time_ms_mean) == (0, 0, 0, 10)
    assert little.time_ms_mean(0, 0) == 0


@pytest.mark.parametrize("rate_rps", [300, 301, 1e6])
def test_too_much_without_loss_is_infinite(rate_rps: float) -> None:
    for queue in [
        mm1(rate_rps, 10 / 3),
        mmc(rate_rps, 10.0, 3),
        mg1(rate_rps, 10 / 3, 2.0),
        tandem(rate_rps, (1 / 1e5, 10.0), (1, 3)),
    ]:
        assert not queue.is_stable
        assert queue.utilisation == 1
        assert queue.throughput_rps == pytest.approx(300)
        assert queue.wait_ms_mean == queue.time_ms_mean == queue.line_mean == queue.inside_mean == math.inf
        assert queue.time_ms_quantile(0.5) == math.inf
        assert queue.time_ms_tail(1e9) == 1


def test_a_lossy_station_far_above_its_load_serves_all_it_can() -> None:
    queue = mmck(1e6, 10.0, 3, 100_000)
    assert queue.throughput_rps == pytest.approx(300)
    assert queue.utilisation == pytest.approx(1)
    assert queue.line_mean == pytest.approx(100_000, rel=1e-4)


def test_ten_thousand_servers_keep_their_digits() -> None:
    # With c servers at load c - β√c the share that waits tends to 1 / (1 + β Φ(β) / φ(β)).
    # Source: Halfin and Whitt, "Heavy-traffic limits for queues with many exponential servers", 1981.
    beta, servers = 1.0, 10_000
    normal, density = (1 + math.erf(beta / math.sqrt(2))) / 2, math.exp(-beta * beta / 2) / math.sqrt(2 * math.pi)
    limit = 1 / (1 + beta * normal / density)
    assert erlang_c(servers, servers - beta * math.sqrt(servers)) == pytest.approx(limit, rel=0.01)
    assert erlang_b(servers, 100.0) == 0.0
    assert mmck(10_000.0, 10.0, servers, 5).wait_ms_mean == 0
    assert 0 < erlang_b(servers, 9_900.0) < erlang_c(servers, 9_900.0) < 1


@FEW
@given(ratio=st.one_of(st.floats(0, 3), st.floats(0.9999, 1.0001)), count=st.integers(1, 300))
def test_geometric_places_are_their_sums(ratio: float, count: int) -> None:
    weights = [ratio**j for j in range(count)]
    if ratio <= 1:
        assert weight_sum(ratio, count) == pytest.approx(math.fsum(weights), rel=1e-11)
    mean = math.fsum(j * weight for j, weight in enumerate(weights)) / math.fsum(weights)
    assert place_mean(ratio, count) == pytest.approx(mean, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: mm1(-1, 10), "rate_rps"),
        (lambda: mm1(math.nan, 10), "rate_rps"),
        (lambda: mm1(1, 0), "service_ms"),
        (lambda: mmc(1, math.inf, 3), "service_ms"),
        (lambda: mmc(1, 10, 0), "servers"),
        (lambda: mmck(1, 10, 1, -1), "line"),
        (lambda: mg1(1, 10, -0.1), "cv"),
        (lambda: tandem(1, (10, 10), (1,)), "servers"),
        (lambda: tandem(1, (), ()), "stations"),
        (lambda: little.inside_mean(1, math.nan), "time_ms_mean"),
    ],
)
def test_bad_values_are_named(call: object, name: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=name):
        call()
