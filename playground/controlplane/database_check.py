"""The monitor's checks of replicated databases: one process per copy, and one that looks how far behind they are."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.cluster import Cluster
from playground.controlplane.health_check import Belief
from playground.controlplane.probing import probe_for_ever
from playground.controlplane.view import Checked, View

Turn = Callable[[int, bool], None]


def watch(
    env: simpy.Environment, rank: int, view: View, cluster: Cluster, checked: Checked, place: int, told: Turn
) -> Generator[simpy.Event, Any, None]:
    """Probe one copy for ever; `told` hears when it is believed down, or up again. While the monitor is dead nobody
    probes."""
    given = cluster.given.failover
    belief = Belief(given)

    def hear(answered: bool) -> None:
        if turn := belief.hears(answered):
            told(place, turn == "mark_up")

    return probe_for_ever(env, rank, view, cluster.orders, checked, given.interval_s, hear)


def look(env: simpy.Environment, rank: int, cluster: Cluster) -> Generator[simpy.Event, Any, None]:
    """Each interval: who is too far behind to answer reads, and who has caught up."""
    interval_ns = int(cluster.given.failover.interval_s * 1e9 + 0.5)
    at_ns = 0
    while True:
        at_ns += interval_ns
        yield Alarm(env, at_ns, rank)
        cluster.settle("how far behind the copies are")
