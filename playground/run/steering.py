"""Who steers a run: the control plane's processes, or the recorded orders of an earlier run of the same design."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import simpy

from playground.controlplane import faults, health_check, takeover
from playground.controlplane.cache_watch import CacheWatch
from playground.controlplane.damage import Damage, Target
from playground.controlplane.metrics import Meters
from playground.controlplane.orders import Orders, in_sequence
from playground.controlplane.purge import Purges, Shelf
from playground.controlplane.view import Checked, Levels, Meter, View
from playground.design.balancer import HealthCheck
from playground.design.design import Common, WebSystem
from playground.design.fault import AnyFault
from playground.design.sites import at_site
from playground.result import Order, Result
from playground.run import operating
from playground.run.jobs import FAULTS, PURGES, Draws
from playground.run.standby import BALANCER, standing_by
from playground.run.targets import each_of, target_of
from playground.run.watching import Watching

if TYPE_CHECKING:
    from playground.plan import Plan


NOBODY = -1  # the node of a prober that is no machine
CDN = "cdn"  # who probes the edges
NAMES = "dns"  # who probes the sites, or the servers where there is no balancer


class Steering(Protocol):
    """What the door asks of whoever steers. `wakes`: how often the data plane has stopped for a probe's fate so far."""

    @property
    def asleep(self) -> tuple[str, ...]:
        """Faults that hit nobody."""

    def due_ns(self, now_ns: int, wakes: int) -> float:
        """When the next one wants to act; infinite when nobody does, or when it waits for a wake of this instant."""

    def act(self, now_ns: int, wakes: int) -> None:
        """Let everybody act who wants to at this instant or earlier."""

    def woken(self, now_ns: int, wakes: int) -> None:
        """The data plane has stopped because a probe's fate is known."""


class Processes:
    """The control plane, in the order in which its parts act at the same instant: faults, the standby balancer, health
    checks in the order of the servers, the CDN's checks and purges, those who watch the cache nodes, then failovers and
    the databases' checks, whoever adds shards, whoever deploys, the autoscaler, and at last the alert rules and their
    messages."""

    def __init__(
        self,
        design: Common,
        plan: Plan,
        seed: int,
        orders: Orders,
        fate_of: Callable[[int], bool | None],
        levels: Levels | None = None,
        meter: Meter | None = None,
        meters: Meters | None = None,
    ) -> None:
        self._env = simpy.Environment()
        self._view = View(self._env, fate_of, levels, meter)
        self._asleep: list[str] = []
        pairs = standing_by(design, plan)
        self._damage = Damage(
            orders,
            self._view,
            machines=dict.fromkeys(pairs, 2),
            copies=frozenset() if plan.replay is None else frozenset(plan.replay.nodes),
        )
        ranks = iter(range(1, 1 << 20))
        self._start_faults(design, plan, seed, ranks)
        self._start_balancers(design, plan, pairs, orders, ranks)
        self._start_cdn(design, plan, seed, orders, ranks)
        if isinstance(design, WebSystem) and design.cache is not None:
            for site in range(design.places):
                observers = tuple(at_site(name, site) for name in design.cache.observers)
                CacheWatch(self._env, self._view, orders, design.cache, _checked(plan, observers), ranks)
        if isinstance(design, WebSystem) and design.replication is not None and plan.replay is not None:
            Watching(self._env, self._view, orders, design.replication, plan, plan.replay, ranks)
        operating.start(self._env, self._view, orders, self._damage, design, plan, seed, ranks, meters)

    @property
    def asleep(self) -> tuple[str, ...]:
        return (*self._asleep, *self._damage.met_nobody)

    def _start_balancers(
        self, design: Common, plan: Plan, pairs: tuple[int, ...], orders: Orders, ranks: Iterator[int]
    ) -> None:
        """Each looks after the servers of its site; the authority for the name after the sites, or after the servers
        where there is no balancer."""
        if not isinstance(design, WebSystem):
            return
        if design.balancer is not None:
            given = design.balancer
            for node in pairs:
                stand_by = (plan.nodes[node], node, given.takeover_s)
                self._env.process(takeover.stand_by(self._env, next(ranks), self._view, self._damage, *stand_by))
            for site in range(design.places):
                self._watch(at_site(BALANCER, site), plan, given.check, orders, ranks)
        if design.dns is not None:
            self._watch(NAMES, plan, design.dns.check, orders, ranks)

    def _watch(self, prober: str, plan: Plan, given: HealthCheck, orders: Orders, ranks: Iterator[int]) -> None:
        for checked in _checked(plan, (prober,)):
            self._env.process(health_check.watch(self._env, next(ranks), self._view, orders, checked, given))

    def _start_cdn(self, design: Common, plan: Plan, seed: int, orders: Orders, ranks: Iterator[int]) -> None:
        if not isinstance(design, WebSystem) or design.cdn is None or plan.shelving is None:
            return
        self._watch(CDN, plan, design.cdn.check, orders, ranks)
        shelves = tuple(Shelf(row, name, next(ranks)) for row, name in enumerate(plan.shelving.names))
        purges = Purges(self._env, orders, design.cdn, shelves, lambda shelf, n: Draws(seed, PURGES, shelf)(n))
        self._damage.publishes = purges.hear

    def due_ns(self, now_ns: int, wakes: int) -> float:
        return self._env.peek()

    def act(self, now_ns: int, wakes: int) -> None:
        while self._env.peek() <= now_ns:
            self._env.step()

    def woken(self, now_ns: int, wakes: int) -> None:
        self._view.settle(now_ns)
        self.act(now_ns, wakes)

    def _start_faults(self, design: Common, plan: Plan, seed: int, ranks: Iterator[int]) -> None:
        for place, fault in enumerate(design.faults):
            parts = each_of(fault, plan)
            for one in parts:
                target = target_of(one, plan)
                if target is not None and len(parts) > 1:
                    target = replace(target, is_part=True)
                self._start_fault(one, target, Draws(seed, FAULTS, place), next(ranks))

    def _start_fault(self, fault: AnyFault, target: Target | None, luck: Draws, rank: int) -> None:
        if target is None:
            self._asleep.append(f"{fault.kind}:{fault.node}")
        elif fault.is_random:
            self._env.process(faults.at_random(self._env, rank, self._damage, fault, target, luck))
        else:
            self._env.process(faults.dated(self._env, rank, self._damage, fault, target))


class Recorded:
    """Nobody decides anything: the orders of an earlier run are given again, at the same points of the run."""

    def __init__(self, earlier: Result, orders: Orders) -> None:
        self._asleep = earlier.asleep
        self._orders = orders
        self._rest = in_sequence(earlier.orders, earlier.probes.tolist())
        self._next: Order | None = next(self._rest, None)

    @property
    def asleep(self) -> tuple[str, ...]:
        return self._asleep

    def due_ns(self, now_ns: int, wakes: int) -> float:
        if self._next is None or (self._next.t_ns <= now_ns and self._next.wakes > wakes):
            return float("inf")
        return self._next.t_ns

    def act(self, now_ns: int, wakes: int) -> None:
        while self._next is not None and self._next.t_ns <= now_ns and self._next.wakes <= wakes:
            self._give(self._next)

    def woken(self, now_ns: int, wakes: int) -> None:
        self.act(now_ns, wakes)

    def _give(self, order: Order) -> None:
        self._next = next(self._rest, None)
        if order.what == "probe":
            self._orders.probe(order.row)
        else:
            self._orders.give(order.what, order.node, order.why, row=order.row, value=order.value)


def _checked(plan: Plan, probers: tuple[str, ...]) -> list[Checked]:
    """What these probe. Who is no machine of his own, such as the app's clients, does not die."""
    return [
        Checked(check.server, row, check.prober, NOBODY if (node := plan.node(check.prober)) is None else node)
        for row, check in enumerate(plan.checks)
        if check.prober in probers
    ]
