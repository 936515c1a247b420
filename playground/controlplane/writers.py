"""Where every site has a database that accepts writes: whoever writes to one that is down goes to the next site's."""

from __future__ import annotations

import simpy

from playground.controlplane.cluster import Cluster
from playground.controlplane.failover import reroute


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
            self._env.process(reroute(self._env, rank, self._cluster, self._names, changed, self._still))

    def _still(self, row: int, place: int) -> bool:
        """Who is to go elsewhere by now hears that from somebody else."""
        return self._goals[row] == place

    def _goal(self, home: int) -> int:
        """The first one that is up, in a circle that begins at home; home when there is none."""
        writers = self._cluster.writers
        first = writers.index(home)
        circle = (*writers[first:], *writers[:first])
        return next((place for place in circle if self._cluster.up[place]), home)
