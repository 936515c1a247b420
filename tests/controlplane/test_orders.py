"""The book of orders, the alarms and the view, each on its own."""

from __future__ import annotations

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.orders import PROBE, Orders, in_sequence
from playground.controlplane.view import View
from playground.result import Order


def test_everything_is_written_down_and_carried_out() -> None:
    now = [(5, 0)]
    acts: list[Order] = []
    orders = Orders(lambda: now[0], acts.append)
    orders.give("kill", "web-2", "fault", row=3)
    now[0] = (7, 2)
    orders.probe(1)
    orders.probe(0)
    orders.give("slow_down", "web-1", "fault", row=2, value=4.0)
    assert orders.given == [
        Order(5, 0, "kill", "web-2", "fault", 3),
        Order(7, 2, "slow_down", "web-1", "fault", 2, 4.0),
    ]
    assert list(orders.probes) == [7, 2, 1, 1, 7, 2, 0, 1]
    assert [(order.what, order.row) for order in acts] == [("kill", 3), (PROBE, 1), (PROBE, 0), ("slow_down", 2)]


def test_orders_and_probes_come_back_in_their_sequence() -> None:
    acts: list[Order] = []
    orders = Orders(lambda: (len(acts), 0), acts.append)
    for what in "popopppoop":
        if what == "p":
            orders.probe(len(acts))
        else:
            orders.give("mark_up", "web-1", "", row=len(acts))
    rows = [list(orders.probes[i : i + 4]) for i in range(0, len(orders.probes), 4)]
    assert list(in_sequence(tuple(orders.given), rows)) == acts


def test_nothing_in_sequence() -> None:
    assert list(in_sequence((), [])) == []
    assert [order.row for order in in_sequence((), [[1, 0, 4, 0]])] == [4]
    order = Order(1, 0, "kill", "web-1", "")
    assert list(in_sequence((order,), [])) == [order]


def test_alarms_of_one_instant_go_by_rank() -> None:
    env = simpy.Environment()
    rung: list[tuple[int, int]] = []

    def sleeper(rank: int, at_ns: int):
        yield Alarm(env, at_ns, rank)
        rung.append((int(env.now), rank))

    for rank, at_ns in ((3, 10), (1, 10), (4, 5), (2, 10)):
        env.process(sleeper(rank, at_ns))
    env.run()
    assert rung == [(5, 4), (10, 1), (10, 2), (10, 3)]
    assert isinstance(env.now, int)


def _alive(env: simpy.Environment, until_ns: int) -> None:
    while env.peek() <= until_ns:
        env.step()


def test_the_view_wakes_those_whose_probe_is_settled() -> None:
    env = simpy.Environment()
    fates: dict[int, bool | None] = {0: None, 1: True, 2: False}
    view = View(env, fates.__getitem__)
    heard: list[tuple[int, bool]] = []

    def waiter(row: int, rank: int):
        answered = yield view.fate(row, rank)
        heard.append((row, answered))

    for row, rank in ((0, 1), (1, 3), (2, 2)):
        env.process(waiter(row, rank))
    _alive(env, 0)
    view.settle(9)
    _alive(env, 9)
    assert heard == [(2, False), (1, True)]
    fates[0] = True
    view.settle(12)
    _alive(env, 12)
    assert heard[-1] == (0, True)


def test_the_view_knows_the_dead() -> None:
    env = simpy.Environment()
    view = View(env, lambda row: None)
    mourned: list[int] = []

    def mourner():
        while True:
            yield view.death_of(7, 1)
            mourned.append(int(env.now))

    def killer():
        for at_ns in (4, 9):
            yield Alarm(env, at_ns, 2)
            view.note_death(7)
            view.note_death(8)
            yield Alarm(env, at_ns + 1, 2)
            view.note_return(7)

    env.process(mourner())
    env.process(killer())
    _alive(env, 9)
    assert mourned == [4, 9]
    assert not view.is_up(7)
    _alive(env, 20)
    assert view.is_up(7)
    assert not view.is_up(8)
    assert (view.deaths(7), view.deaths(8), view.deaths(1)) == (2, 2, 0)
    assert view.died_ns(7) == 9
