"""What happens when the primary is believed dead: elect, catch up, promote, tell the web servers.

Source of the steps: MHA for MySQL (Matsunobu, 2011) and orchestrator (Noach, GitHub, 2018): the most advanced replica
is found, applies its relay log, is promoted, the others follow it, and clients learn the address.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.cluster import Cluster

LOOK_NS = 10_000_000  # how often it is looked whether the relay log is applied


def fail_over(
    env: simpy.Environment, rank: int, cluster: Cluster, servers: tuple[str, ...]
) -> Generator[simpy.Event, Any, None]:
    """One failover after another, until there is a primary that answers."""
    while True:
        yield from _one(env, rank, cluster, servers)
        if cluster.up[cluster.primary]:
            break
    cluster.fails_over = False


def _one(
    env: simpy.Environment, rank: int, cluster: Cluster, servers: tuple[str, ...]
) -> Generator[simpy.Event, Any, None]:
    """One failover, from the election to the last web server that learns of it."""
    given, orders, old = cluster.given.failover, cluster.orders, cluster.primary
    orders.give("elect", cluster.names[old], f"{given.fall} probes missed", row=old)
    place = yield from _elect(env, rank, cluster)
    yield Alarm(env, _after(env, given.promotion_s), rank)
    orders.give("promote", cluster.names[place], "read-only is lifted", row=place)
    cluster.primary = place
    cluster.come_back(old)
    cluster.settle("a new primary")
    yield from reroute(env, rank, cluster, servers, dict.fromkeys(range(len(servers)), place))


def _elect(env: simpy.Environment, rank: int, cluster: Cluster) -> Generator[simpy.Event, Any, int]:
    """The replica that is the most advanced, and has caught up; another one when it dies meanwhile."""
    given, orders, old = cluster.given.failover, cluster.orders, cluster.primary
    while True:
        yield Alarm(env, _after(env, given.election_s), rank)
        while (place := cluster.most_advanced()) is None:
            yield Alarm(env, _after(env, given.interval_s), rank)
        if given.fenced and old not in cluster.fenced:
            orders.give("fence", cluster.names[old], "it must not accept writes any more", row=old)
            cluster.fenced.add(old)
        received = cluster.view.received(place)
        orders.give("elected", cluster.names[place], f"it has received up to change {received}", row=place)
        if not given.applies_relay_log:
            return place
        while cluster.up[place] and cluster.view.applied(place) < received:
            yield Alarm(env, int(env.now) + LOOK_NS, rank)
        if cluster.up[place]:
            orders.give("caught_up", cluster.names[place], f"it has applied up to change {received}", row=place)
            return place


def reroute(
    env: simpy.Environment,
    rank: int,
    cluster: Cluster,
    servers: tuple[str, ...],
    goals: dict[int, int],
    still: Callable[[int, int], bool] = lambda server, place: True,
) -> Generator[simpy.Event, Any, None]:
    """These web servers learn one after another, evenly over `reroute_s`, whom to write to. `goals`: server to copy.
    `still`: does it hold when a server's turn comes?"""
    begun_ns = int(env.now)
    span_ns = int(cluster.given.failover.reroute_s * 1e9 + 0.5)
    for nth, (server, place) in enumerate(goals.items(), start=1):
        yield Alarm(env, begun_ns + span_ns * nth // len(goals), rank)
        if still(server, place):
            why = f"writes go to {cluster.names[place]}"
            cluster.orders.give("send_to", servers[server], why, row=cluster.address(server), value=float(place))


def _after(env: simpy.Environment, seconds: float) -> int:
    return int(env.now) + int(seconds * 1e9 + 0.5)
