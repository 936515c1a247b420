"""The recorded orders alone reproduce a run: nobody has to decide anything again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.controlplane.orders import in_sequence
from playground.result import Result
from playground.run import Run, run
from playground.traffic.trace import Trace
from tests.agree.designs import web_systems
from tests.run.designs import CASES


def repeated(result: Result, trace: Trace | None = None) -> Result:
    """The run once more, from its orders."""
    again = Run(result.design, seed=result.seed, trace=trace, orders_of=result)
    again.advance()
    return again.result()


@pytest.mark.parametrize("name", CASES)
def test_the_orders_are_all_it_takes(name: str) -> None:
    case = CASES[name]
    for seed in (1, 2, 3, 4):
        result = run(case.design, seed=seed, trace=case.trace)
        assert repeated(result, case.trace).digest() == result.digest()


@settings(max_examples=40)
@given(web_systems("load-balancer"), st.integers(0, 99))
def test_by_chance(found: tuple, seed: int) -> None:
    design, trace = found
    result = run(design, seed=seed, trace=trace)
    assert repeated(result, trace).digest() == result.digest()


def test_the_cases_have_orders_of_every_kind() -> None:
    """Otherwise the tests above would prove little."""
    given_orders = {
        order.what
        for case in CASES.values()
        for seed in (1, 2, 3, 4)
        for order in run(case.design, seed=seed, trace=case.trace).orders
    }
    assert given_orders == {
        "kill",
        "kill_silently",
        "revive",
        "slow_down",
        "set_loss",
        "mark_down",
        "mark_up",
        "spike_begins",
        "spike_ends",
        "sale_begins",
        "sale_ends",
        "celebrity_begins",
        "celebrity_ends",
        "scale_out",
        "join",
        "drain",
        "retire",
        "deploy_begins",
        "take_out",
        "restart",
        "restarted",
        "put_in",
        "deploy_ends",
        "scan_begins",
        "scan_ends",
        "elect",
        "fence",
        "elected",
        "caught_up",
        "promote",
        "send_to",
        "lend",
        "take_back",
        "rejoin",
        "copy",
        "count_in",
        "count_out",
        "reshard_begins",
        "learn_map",
        "reshard_ends",
        "flush",
        "bug",
        "roll_back",
        "alert_fires",
        "alert_ends",
        "message",
        "message_lost",
    }


def test_probes_of_one_instant_keep_their_sequence() -> None:
    """Three servers are probed at one instant, and their answers come back at one instant as well."""
    result = run(CASES["at-random"].design)
    instants = result.probes[:, 0].tolist()
    assert instants.count(0) == 3
    assert result.probes[:3, 2].tolist() == [0, 1, 2]
    orders = list(in_sequence(result.orders, result.probes.tolist()))
    assert len(orders) == len(result.orders) + len(result.probes)
    assert [(order.t_ns, order.wakes) for order in orders] == sorted((order.t_ns, order.wakes) for order in orders)


def test_other_orders_make_another_run() -> None:
    """The orders are obeyed, not decided again: here a slow server is told that it is as fast as ever."""
    result = run(CASES["balanced"].design)
    told = tuple(replace(order, value=1.0) if order.what == "slow_down" else order for order in result.orders)
    again = repeated(replace(result, orders=told))
    assert [(order.what, order.node) for order in again.orders] == [(order.what, order.node) for order in told]
    slow, quick = (next(s for s in r.stations if (s.name, s.node) == ("cores", "web-1")) for r in (result, again))
    assert int(quick.busy_ns.sum()) < int(slow.busy_ns.sum()) * 0.8


def test_an_order_that_nobody_knows() -> None:
    result = run(CASES["balanced"].design)
    strange = replace(result.orders[0], what="sing")
    with pytest.raises(ValueError, match="nobody knows the order sing"):
        repeated(replace(result, orders=(strange, *result.orders[1:])))
