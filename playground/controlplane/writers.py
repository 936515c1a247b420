"""Where every site has a database that accepts writes: whoever writes to one that is down goes to the next site's."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.cluster import Cluster


class Writers:
    """Who writes where. `known`: of each row of addresses its name, and the place of the copy that it means."""

    def __init__(self, env: simpy.Environment, cluster: Cluster, known: tuple[tuple[str, int], ...]) -> None:
        self._env, self._cluster = env, cluster
        self._names = tuple(name for name, _ in known)
        self._homes = tuple(place for _, place in known)
        self._goals = list(self._homes)

    def heard(self, rank: int) -> None:
        """The monitor has changed its mind about a copy. Those who have to go elsewhere learn it one after another."""
        goals = {row: self._goal(home) for row, home in enumerate(self._homes)}
        changed = {row: place for row, place in goals.items() if place != self._goals[row]}
        for row, place in changed.items():
            self._goals[row] = place
        if changed:
            self._env.process(self._tell(rank, changed))

    def _tell(self, rank: int, changed: dict[int, int]) -> Generator[simpy.Event, Any, None]:
        """Evenly over the time that it takes; who is to go elsewhere by then hears that from somebody else."""
        begun_ns, orders = int(self._env.now), self._cluster.orders
        span_ns = int(self._cluster.given.failover.reroute_s * 1e9 + 0.5)
        for nth, (row, place) in enumerate(changed.items(), start=1):
            yield Alarm(self._env, begun_ns + span_ns * nth // len(changed), rank)
            if self._goals[row] == place:
                why = f"writes go to {self._cluster.names[place]}"
                orders.give("send_to", self._names[row], why, row=row, value=float(place))

    def _goal(self, home: int) -> int:
        """The first one that is up, in a circle that begins at home; home when there is none."""
        writers = self._cluster.writers
        first = writers.index(home)
        circle = (*writers[first:], *writers[:first])
        return next((place for place in circle if self._cluster.up[place]), home)
