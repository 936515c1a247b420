"""A purge takes its time to every edge."""

from __future__ import annotations

import numpy as np
import pytest
import simpy

from playground.controlplane.orders import Orders
from playground.controlplane.purge import Purges, Shelf, delay_ns
from playground.design.cdn import Cdn
from playground.result import Order
from playground.run import Run, run
from tests.agree.one_cdn import CODE, file_system

GIVEN = Cdn(publishing="purge", purge_median_s=4.0, purge_p90_factor=2.5)


def test_half_of_the_edges_and_nine_of_ten() -> None:
    assert delay_ns(GIVEN, 0.5) == pytest.approx(4e9)
    assert delay_ns(GIVEN, 0.9) == pytest.approx(10e9)
    drawn = [delay_ns(GIVEN, u) for u in np.linspace(0.005, 0.995, 100)]
    assert drawn == sorted(drawn)
    assert {delay_ns(GIVEN.model_copy(update={"purge_p90_factor": 1.0}), u) for u in (0.1, 0.9)} == {4_000_000_000}


def test_a_story() -> None:
    """Two edges, of which the second is slow, and a shield; a new version at 10 s and an order to delete at 11 s."""
    env = simpy.Environment()
    told: list[tuple[float, str, float]] = []

    def act(order: Order) -> None:
        told.append((env.now / 1e9, order.node, order.value))

    shelves = (Shelf(0, "shield", 7), Shelf(1, "edge-1", 8), Shelf(2, "edge-2", 9))
    chance = {0: 0.5, 1: 0.5, 2: 0.9}
    orders = Orders(lambda: (int(env.now), 0), act)
    purges = Purges(env, orders, GIVEN, shelves, lambda shelf, _: chance[shelf])
    env.run(until=10_000_000_000)
    purges.hear(3, is_new=True)
    env.run(until=11_000_000_000)
    purges.hear(5, is_new=False)
    env.run()
    assert [(round(at_s, 6), name, kind) for at_s, name, kind in told] == [
        (14.0, "shield", 3),
        (14.0, "edge-1", 3),
        (15.0, "shield", 5),
        (15.0, "edge-1", 5),
        (20.0, "edge-2", 3),
        (21.0, "edge-2", 5),
    ]


@pytest.mark.parametrize("way", ["ttl", "versioned"])
def test_nobody_is_told_of_a_new_version_who_need_not_be(way: str) -> None:
    result = run(file_system((CODE,), Cdn(publishing=way), files_rps=50.0, seconds=20.0, faults=("publish:code@5",)))
    assert [order.what for order in result.orders] == ["publish"]


def test_the_orders_are_all_it_takes() -> None:
    design = file_system(
        (CODE,), GIVEN, files_rps=200.0, seconds=30.0, faults=("publish:code@5", "purge:cdn@12", "kill:cdn@20+5")
    )
    first = run(design)
    again = Run(design, orders_of=first)
    again.advance()
    assert again.result().digest() == first.digest()
    assert {"publish", "purge", "delete_files", "kill", "mark_down"} <= {order.what for order in first.orders}
