"""The processes that watch over replicated databases, put together from a design and its plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import simpy

from playground.controlplane import database_check, failover
from playground.controlplane.cluster import Cluster
from playground.controlplane.orders import Orders
from playground.controlplane.view import Checked, View
from playground.controlplane.writers import Writers
from playground.design.replication import Replication

if TYPE_CHECKING:
    from playground.plan import Plan
    from playground.plan.replay import Replay


class Watching:
    """Starts the checks, and a failover or a change of address when they say so."""

    def __init__(
        self,
        env: simpy.Environment,
        view: View,
        orders: Orders,
        given: Replication,
        plan: Plan,
        replay: Replay,
        ranks: Iterator[int],
    ) -> None:
        self._env = env
        self._given = given
        self._servers = tuple(name for name, _ in plan.known_writers) or plan.web_servers
        shards = replay.shards or 1
        several = replay.writers if len(replay.writers) > shards and not given.multi_primary else ()
        each = 0 if plan.layout.sites == 0 else 1 + given.replicas
        self._clusters = [
            Cluster(given, view, orders, replay.names, replay.checks, several, each, shard, shards)
            for shard in range(shards)
        ]
        self._writers = Writers(env, self._clusters[0], plan.known_writers) if several else None
        self._rank = next(ranks)  # of whatever a check sets going; failovers of a shard come one at a time
        for place, row in enumerate(replay.checks):
            check = plan.checks[row]
            checked = Checked(check.server, row, check.prober, plan.nodes.index(check.prober))
            cluster = self._cluster_of(place)
            env.process(database_check.watch(env, next(ranks), view, cluster, checked, place, self._heard))
        for cluster in self._clusters:
            env.process(database_check.look(env, next(ranks), cluster))

    def _cluster_of(self, place: int) -> Cluster:
        """The cluster to which a copy belongs."""
        return next(cluster for cluster in self._clusters if place in cluster.places)

    def _heard(self, place: int, is_up: bool) -> None:
        """The monitor has changed its mind about a copy."""
        cluster = self._cluster_of(place)
        cluster.up[place] = is_up
        cluster.come_back(place)
        cluster.settle("the monitor hears it again" if is_up else "the monitor hears nothing of it")
        if not self._given.failover.automatic:
            return
        if self._writers is not None:
            self._writers.heard(self._rank)
        elif self._given.multi_primary:
            self._env.process(self._reroute(place, is_up))
        elif place == cluster.primary and not is_up and not cluster.fails_over:
            cluster.fails_over = True
            self._env.process(failover.fail_over(self._env, self._rank, cluster, self._servers))

    def _reroute(self, place: int, is_up: bool):
        """Among several primaries: who writes to this one goes to the other while it is away."""
        other = 1 - place
        home = place if is_up else other
        goals = {server: home for server in range(len(self._servers)) if server % 2 == place}
        return failover.reroute(self._env, self._rank, self._clusters[0], self._servers, goals)
