"""M/M/1, M/M/c and M/M/c/K against the balance equations of their birth-death chains, solved without any formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.theory.erlang_b import erlang_b
from playground.theory.mm1 import mm1
from playground.theory.mmc import erlang_c, mmc
from playground.theory.mmck import mmck
from playground.theory.queue import Queue

EXACT = 1e-9


def steady_state(rate_rps: float, service_ms: float, servers: int, places: int) -> NDArray[np.float64]:
    """The probabilities of 0 … places inside: the rates of leaving and of entering each state are equal."""
    flows = np.zeros((places + 1, places + 1))
    for inside in range(places):
        flows[inside, inside + 1] = rate_rps
        flows[inside + 1, inside] = min(inside + 1, servers) * 1000 / service_ms
    balance = (flows - np.diag(flows.sum(axis=1))).T
    balance[-1] = 1.0  # one balance equation follows from the others; this one says that all add up to 1
    return np.linalg.solve(balance, np.eye(places + 1)[-1])


def assert_equal_to_chain(queue: Queue, rate_rps: float, service_ms: float, servers: int, places: int) -> None:
    shares = steady_state(rate_rps, service_ms, servers, places)
    inside = np.arange(places + 1)
    line = float(shares @ np.maximum(inside - servers, 0))
    served_rps = rate_rps * (1 - shares[-1])
    assert queue.blocked_share == pytest.approx(shares[-1], rel=EXACT, abs=1e-12)
    assert queue.throughput_rps == pytest.approx(served_rps, rel=EXACT)
    assert queue.line_mean == pytest.approx(line, rel=EXACT, abs=1e-12)
    assert queue.inside_mean == pytest.approx(shares @ inside, rel=EXACT)
    assert queue.utilisation == pytest.approx(shares @ np.minimum(inside, servers) / servers, rel=EXACT)
    assert queue.wait_ms_mean == pytest.approx(line / served_rps * 1000, rel=EXACT, abs=1e-9)
    assert queue.time_ms_mean == pytest.approx(float(shares @ inside) / served_rps * 1000, rel=EXACT)


@settings(deadline=None, max_examples=150)
@given(
    load=st.floats(0.01, 4.0),
    service_ms=st.floats(0.1, 1000.0),
    servers=st.integers(1, 12),
    line=st.integers(0, 30),
)
def test_mmck_is_its_chain(load: float, service_ms: float, servers: int, line: int) -> None:
    rate_rps = load * servers * 1000 / service_ms
    assert_equal_to_chain(mmck(rate_rps, service_ms, servers, line), rate_rps, service_ms, servers, servers + line)


@pytest.mark.parametrize("line", [1, 7, 60, 400])
@pytest.mark.parametrize("away", [0.0, 1e-12, 1e-9, 1e-6, 1e-4, -1e-12, -1e-9, -1e-6, -1e-4])
def test_mmck_keeps_its_digits_around_utilisation_one(line: int, away: float) -> None:
    rate_rps = 300 * (1 + away)
    assert_equal_to_chain(mmck(rate_rps, 10.0, 3, line), rate_rps, 10.0, 3, 3 + line)


@pytest.mark.parametrize("load", [0.05, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("servers", [1, 2, 3, 20])
def test_mmc_is_its_chain_cut_off_far_out(load: float, servers: int) -> None:
    rate_rps = load * servers * 100
    assert_equal_to_chain(mmc(rate_rps, 10.0, servers), rate_rps, 10.0, servers, servers + 150)


@pytest.mark.parametrize("load", [0.05, 0.3, 0.5, 0.7])
def test_mm1_is_its_chain_cut_off_far_out(load: float) -> None:
    assert_equal_to_chain(mm1(load * 100, 10.0), load * 100, 10.0, 1, 150)


@pytest.mark.parametrize(("servers", "load_erlang"), [(1, 0.5), (5, 4.0), (30, 25.0), (30, 60.0)])
def test_erlang_b_is_the_full_share_of_the_chain(servers: int, load_erlang: float) -> None:
    shares = steady_state(load_erlang * 100, 10.0, servers, servers)
    assert erlang_b(servers, load_erlang) == pytest.approx(shares[-1], rel=EXACT)


@pytest.mark.parametrize(("servers", "load_erlang"), [(1, 0.5), (5, 3.0), (30, 20.0)])
def test_erlang_c_is_the_share_that_find_all_busy(servers: int, load_erlang: float) -> None:
    shares = steady_state(load_erlang * 100, 10.0, servers, servers + 200)
    assert erlang_c(servers, load_erlang) == pytest.approx(shares[servers:].sum(), rel=EXACT)
