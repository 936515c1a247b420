"""How an order is carried out in the data plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.controlplane.orders import PROBE
from playground.result import Order
from playground.result.people import SCALED_IN
from playground.run.broker_acts import BrokerActs
from playground.run.database_acts import DatabaseActs
from playground.run.flush_acts import FlushActs
from playground.run.jobs import CACHE_PROBES, PROBES, job_luck
from playground.run.route_acts import RouteActs

if TYPE_CHECKING:
    from playground.dataplane.cache.tier import Holders
    from playground.dataplane.databases import Databases
    from playground.dataplane.fleet import Fleet
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan

OF_SERVERS = (
    *("scale_out", "join", "drain", "retire", "deploy_begins", "bug", "take_out", "put_in", "roll_back", "deploy_ends"),
)
TOLD_ONLY = (
    *("spike_begins", "spike_ends", "attack_begins", "attack_ends", "scan_begins", "scan_ends"),
    *("sale_begins", "sale_ends", "celebrity_begins", "celebrity_ends"),
    *("drift", "declared", "apply_plan", "alert_fires", "alert_ends", "message", "message_lost"),
)


class Acts:
    """Carries orders out. A probe's luck counts the probes sent to its server, so replayed orders draw the same."""

    def __init__(
        self, plan: Plan, plane: DataPlane, databases: Databases | None, seed: int, fleet: Fleet | None = None
    ) -> None:
        self._fleet = fleet
        self._plan = plan
        self._plane = plane
        self._seed = seed
        self._sent = [0] * len(plan.checks)
        self._routes = None if plan.converges is None else RouteActs(plan, plane, seed)
        self._on_brokers = BrokerActs(plan.consumers, plane, seed)
        self._on_flushers = None if plan.flushers is None else FlushActs(plan.flushers, plane, seed)
        self._on_databases = (
            None if databases is None or plan.replay is None else DatabaseActs(plan.replay, databases, seed)
        )

    def begin(self) -> None:
        """What runs behind the system starts."""
        if self._on_databases is not None:
            self._on_databases.begin()
        if self._on_flushers is not None:
            self._on_flushers.begin()
        self._on_brokers.begin()

    def __call__(self, order: Order) -> None:
        """Raises ValueError on an order that nobody knows."""
        if order.what == PROBE:
            self._probe(order.row)
        elif order.what not in TOLD_ONLY and not any(
            act(order) for act in (self._on_machine, self._on_fleet, self._on_cache, self._on_files, self._on_database)
        ):
            raise ValueError(f"nobody knows the order {order.what}")

    def _on_machine(self, order: Order) -> bool:
        """Acts on machines, links and groups. False when it is none."""
        from playground.dataplane.seats.keepers import lose_with
        from playground.dataplane.seats.tables import DEPLOYED, DIED

        plane, row = self._plane, order.row
        if order.what in ("kill", "kill_silently", "restart"):
            plane.kill(row, silent=order.what == "kill_silently")
            lose_with(plane.world, row, DEPLOYED if order.what == "restart" else DIED)
        elif order.what in ("revive", "restarted"):
            plane.revive(row)
        elif order.what == "slow_down":
            plane.slow_down(row, order.value)
        elif order.what == "set_loss":
            plane.set_loss(row, order.value)
        elif order.what in ("mark_down", "mark_up"):
            self._mark(row, is_up=order.what == "mark_up")
        else:
            return False
        if self._on_databases is not None:
            self._on_databases.after(order)
        if self._on_flushers is not None:
            self._on_flushers.after(order)
        self._on_brokers.after(order)
        return True

    def _mark(self, row: int, *, is_up: bool) -> None:
        """Whoever is checked is believed up or down: a cache node, or a member of a group."""
        check, plane = self._plan.checks[row], self._plane
        if check.group < 0:
            self._holders(row).mark(check.place, up=is_up)
            return
        (plane.mark_up if is_up else plane.mark_down)(check.group, check.place)
        if self._routes is not None and check.group == self._plan.site_group:
            self._routes.turn()

    def _holders(self, row: int) -> Holders:
        """Of the tier of caches to which the node belongs that is checked."""
        return self._plane.holders[-1 - self._plan.checks[row].group]

    def _on_fleet(self, order: Order) -> bool:
        """Servers come and go. False when it is none of these."""
        fleet, row = self._fleet, order.row
        if fleet is None or order.what not in OF_SERVERS:
            return False
        if order.what == "bug":
            fleet.note_bug(row, order.value)
        elif order.what == "join":
            fleet.join(row, int(order.value))
        elif order.what == "drain":
            fleet.leave(row)
        elif order.what == "take_out":
            fleet.take_out(row)
        elif order.what == "put_in":
            fleet.put_in(row, int(order.value))
        elif order.what == "retire":
            fleet.retire(row, leaves=order.value == SCALED_IN)
        return True

    def _on_cache(self, order: Order) -> bool:
        """Acts on caches. False when it is none."""
        if order.what in ("flush", "expire", "expire_hot"):
            self._forget(order.what, order.row)
        elif order.what == "take_over":
            place = self._plan.checks[order.row].place
            self._holders(order.row).promote(place)
            if self._on_flushers is not None:
                self._on_flushers.promoted(place)
        else:
            return False
        return True

    def _on_files(self, order: Order) -> bool:
        """New versions of files, and orders to delete them. False when it is none of these."""
        from playground.dataplane.files.versions import delete_files, publish

        if order.what == "publish":
            publish(self._plane.world, order.row)
        elif order.what == "delete_files":
            delete_files(self._plane.world, order.row, int(order.value))
        else:
            return order.what == "purge"
        return True

    def _on_database(self, order: Order) -> bool:
        return self._on_databases is not None and self._on_databases.carry_out(order)

    def _forget(self, what: str, cache: int) -> None:
        """A cache loses everything, or no longer trusts what it holds: all of it, or the most popular key."""
        from playground.dataplane.cache.flush import expire, flush

        with np.errstate(over="ignore"):
            if what == "flush":
                flush(self._plane.world, cache)
            else:
                expire(self._plane.world, cache, 0 if what == "expire_hot" else -1)

    def _probe(self, row: int) -> None:
        check = self._plan.checks[row]
        n = self._sent[row]
        self._sent[row] = n + 1
        job = PROBES if check.group >= 0 else CACHE_PROBES
        pick = check.place if check.pick is None else check.pick
        self._plane.launch(check.start_pc, check.probe, pick, job_luck(self._seed, job, row, n))
