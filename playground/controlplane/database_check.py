"""The monitor's checks of replicated databases: one process per copy, and one that looks how far behind they are."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.cluster import Cluster
from playground.controlplane.health_check import Belief
from playground.controlplane.view import Checked, View

Turn = Callable[[int, bool], None]


def watch(
    env: simpy.Environment, rank: int, view: View, cluster: Cluster, checked: Checked, place: int, told: Turn
) -> Generator[simpy.Event, Any, None]:
    """Probe one copy for ever; `told` hears when it is believed down, or up again. While the monitor is dead nobody
    probes."""
    given = cluster.given.failover
    interval_ns = int(given.interval_s * 1e9 + 0.5)
    belief = Belief(given)
    lives = 0
    yield Alarm(env, 0, rank)
    while True:
        begun_ns = int(env.now)
        if view.is_up(checked.prober_node):
            lives = view.deaths(checked.prober_node)
            cluster.orders.probe(checked.row)
            answered = yield view.fate(checked.row, rank)
            if view.deaths(checked.prober_node) == lives and (turn := belief.hears(answered)):
                told(place, turn == "mark_up")
        late = max(1, -(-(int(env.now) - begun_ns) // interval_ns))
        yield Alarm(env, begun_ns + late * interval_ns, rank)


def look(env: simpy.Environment, rank: int, cluster: Cluster) -> Generator[simpy.Event, Any, None]:
    """Each interval: who is too far behind to answer reads, and who has caught up."""
    interval_ns = int(cluster.given.failover.interval_s * 1e9 + 0.5)
    at_ns = 0
    while True:
        at_ns += interval_ns
        yield Alarm(env, at_ns, rank)
        cluster.settle("how far behind the copies are")
