"""The web chain: its breaking rate against the balance equations of the saturated chain, and against limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.design import change
from playground.design.catalogue import find
from playground.design.design import WebChain
from playground.design.queueing import Arrivals, Chain
from playground.theory.mmc import mmc
from playground.theory.web_chain import WebChainTheory, saturated_rate, web_chain


def chain(rate_rps: float = 1000.0, hit_share: float = 0.8, connections: int = 10) -> WebChain:
    return WebChain(
        workload=Arrivals(rate_rps=rate_rps),
        cache=Chain.Cache(hit_share=hit_share),
        database=Chain.Database(connections=connections),
    )


def theory(design: WebChain) -> WebChainTheory:
    found = web_chain(design)
    assert found is not None
    return found


def solved_rate(customers: int, web_ms: float, look_up_ms: float, miss: float, query_ms: float, servers: int) -> float:
    """Rounds per millisecond of the saturated chain with its three kinds of places, by solving its balance
    equations."""
    states = [(w, c, customers - w - c) for w in range(customers + 1) for c in range(customers + 1 - w)]
    number = {state: i for i, state in enumerate(states)}
    flows = np.zeros((len(states), len(states)))
    for (web, cache, base), i in number.items():
        if web:
            flows[i, number[web - 1, cache + 1, base]] += web / web_ms
        if cache:
            flows[i, number[web, cache - 1, base + 1]] += miss * cache / look_up_ms
            flows[i, number[web + 1, cache - 1, base]] += (1 - miss) * cache / look_up_ms
        if base:
            flows[i, number[web + 1, cache, base - 1]] += min(base, servers) / query_ms
    balance = (flows - np.diag(flows.sum(axis=1))).T
    balance[-1] = 1.0
    shares = np.linalg.solve(balance, np.eye(len(states))[-1])
    return sum(share * web / web_ms for share, (web, _, _) in zip(shares, states, strict=True))


@settings(deadline=None, max_examples=40)
@given(
    customers=st.integers(1, 9),
    servers=st.integers(1, 6),
    miss=st.floats(0.01, 1.0),
    query_ms=st.floats(0.1, 100.0),
)
def test_the_saturated_chain_solved(customers: int, servers: int, miss: float, query_ms: float) -> None:
    expected = solved_rate(customers, 5.0, 1.0, miss, query_ms, servers)
    assert saturated_rate(customers, 6.0, miss * query_ms, servers) == pytest.approx(expected, rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(customers=st.integers(1, 600), shared_ms=st.floats(0.01, 100.0))
def test_one_connection_is_mean_value_analysis(customers: int, shared_ms: float) -> None:
    """Source: Reiser and Lavenberg, "Mean-value analysis of closed multichain queuing networks", 1980."""
    line, rate = 0.0, 0.0
    for count in range(1, customers + 1):
        time_ms = shared_ms * (1 + line)
        rate = count / (6.0 + time_ms)
        line = rate * time_ms
    assert saturated_rate(customers, 6.0, shared_ms, 1) == pytest.approx(rate, rel=1e-9)


def test_the_default_chain() -> None:
    found = theory(chain())
    assert found.is_stable
    assert found.throughput_rps == 1000
    assert found.database_utilisation == pytest.approx(0.2)
    assert found.look_ups_mean == pytest.approx(1.0)
    assert found.time_ms_floor == pytest.approx(8.0)
    assert found.workers_busy_floor == pytest.approx(8 / 12)
    assert found.capacity_rps == pytest.approx(1500, rel=1e-6)  # 12 workers that hardly ever wait for 10 connections


def test_a_small_database_holds_the_workers() -> None:
    found = theory(chain(connections=1))
    assert 300 < found.capacity_rps < 500  # below 1 connection / 2 ms: with all workers there it is busy nearly always
    assert not found.is_stable
    assert found.throughput_rps == found.capacity_rps
    assert found.database_utilisation < 1


def test_a_database_without_wait_makes_it_exact() -> None:
    found = theory(chain(connections=12))
    assert found.capacity_rps == pytest.approx(12 / 8 * 1000)
    assert theory(chain(hit_share=1.0)).capacity_rps == pytest.approx(12 / 6 * 1000)


def test_very_many_workers_leave_only_the_database() -> None:
    crowd = saturated_rate(640_000, 6.0, 2.0, 10)
    assert crowd == pytest.approx(10 / 2.0)
    assert mmc(1000 * crowd * 0.999, 2.0, 10).is_stable
    assert saturated_rate(640_000, 6.0, 2.0, 10_000) == pytest.approx(10_000 / 2.0)


@given(connections=st.integers(1, 20), hit_share=st.floats(0, 1))
def test_more_connections_and_hits_never_hurt(connections: int, hit_share: float) -> None:
    base = theory(chain(hit_share=hit_share, connections=connections)).capacity_rps
    assert theory(chain(hit_share=hit_share, connections=connections + 1)).capacity_rps >= base * (1 - 1e-12)
    assert theory(chain(hit_share=min(1, hit_share + 0.1), connections=connections)).capacity_rps >= base * (1 - 1e-12)


def test_nothing_is_said_about_a_rate_that_changes() -> None:
    design = find("web-chain")
    assert isinstance(design, WebChain)
    assert web_chain(design) is not None
    spike = change.put(design, "workload.shape.kind", "spike")
    assert isinstance(spike, WebChain)
    assert web_chain(spike) is None
