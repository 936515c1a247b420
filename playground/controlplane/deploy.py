"""A rolling deploy: server after server, or several at a time, is drained, restarted and put back.

Source: the Kubernetes documentation, "Deployments", rolling update (so many may be unavailable at once); HAProxy,
management.txt (a server is drained, then in maintenance, then ready). Differs: nothing is rolled back, the next ones
follow without waiting for probes, and nobody scales meanwhile (AWS CodeDeploy: suspend scaling processes).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.damage import Damage
from playground.controlplane.orders import Orders
from playground.controlplane.view import View
from playground.design.web import Release
from playground.result.people import DEPLOYED

TIER = "web"


class Deployer:
    """Deploys one version at a time."""

    def __init__(
        self,
        env: simpy.Environment,
        rank: int,
        view: View,
        orders: Orders,
        damage: Damage,
        given: Release,
        servers: tuple[tuple[str, int], ...],
        each: int,
    ) -> None:
        """`servers`: name and node of all that may ever be there, in the order of their places; `each`: so many
        stand at a site. Sites are deployed one after the other."""
        self._env, self._rank, self._view, self._orders = env, rank, view, orders
        self._damage, self._given, self._servers, self._each = damage, given, servers, each

    def begin(self) -> bool:
        """A new version is there. False when the last one is still being deployed."""
        if self._view.deploys:
            return False
        self._view.deploys = True
        self._view.version += 1
        there = [place for place, (name, _) in enumerate(self._servers) if self._view.is_there(name)]
        batches = self._batches(there)
        size = max(len(batch) for batch in batches)
        self._orders.give("deploy_begins", TIER, f"{len(there)} servers, {size} at a time")
        self._take_out(batches[0])
        self._env.process(self._go_on(batches))
        return True

    def _batches(self, there: list[int]) -> list[list[int]]:
        """A share of the servers of a site at a time."""
        found = []
        for site in range(len(self._servers) // self._each):
            own = [place for place in there if place // self._each == site]
            size = max(1, int(self._given.batch_share * len(own)))
            found += [own[first : first + size] for first in range(0, len(own), size)]
        return found

    def _go_on(self, batches: list[list[int]]) -> Generator[simpy.Event, Any, None]:
        for nth, batch in enumerate(batches):
            yield from self._wait(self._given.drain_s)
            self._restart(batch)
            yield from self._wait(self._given.restart_s)
            self._put_in(batch)
            if nth + 1 < len(batches):
                self._take_out(batches[nth + 1])
        self._view.deploys = False
        self._orders.give("deploy_ends", TIER, "all servers have the new version")

    def _wait(self, seconds: float) -> Generator[simpy.Event, Any, None]:
        if seconds > 0:
            yield Alarm(self._env, int(self._env.now) + int(seconds * 1e9 + 0.5), self._rank)

    def _take_out(self, places: list[int]) -> None:
        for place in places:
            name, _ = self._servers[place]
            self._view.note_leaving(name)
            self._orders.give("take_out", name, "it gets the new version", row=place)

    def _restart(self, places: list[int]) -> None:
        for place in places:
            name, node = self._servers[place]
            self._orders.give("retire", name, "it is drained", row=place, value=DEPLOYED)
            self._damage.stop(name, node)

    def _put_in(self, places: list[int]) -> None:
        for place in places:
            name, node = self._servers[place]
            self._damage.start(name, node)
            self._view.note_coming(name)
            self._orders.give("put_in", name, "it has the new version", row=place, value=self._view.version)
