"""Servers and shards that come and go, put together from a design and its plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import simpy

from playground.controlplane.autoscale import Autoscaler
from playground.controlplane.damage import Damage
from playground.controlplane.deploy import Deployer
from playground.controlplane.drift import Drifts
from playground.controlplane.orders import Orders
from playground.controlplane.reshard import Resharding
from playground.controlplane.view import View
from playground.design.design import Common, WebSystem
from playground.run.jobs import DRIFTS, Draws

if TYPE_CHECKING:
    from playground.dataplane.fleet import Fleet
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def fleet(design: Common, plan: Plan, plane: DataPlane) -> Fleet | None:
    """The web servers behind the balancers; None where there is no balancer."""
    from playground.dataplane.fleet import Fleet

    if not isinstance(design, WebSystem) or design.balancer is None:
        return None
    cores = [row for row, info in enumerate(plan.stations) if info.system == "web" and info.measures_node]
    return Fleet(plane, [group.first for group in plan.fleets], design.web.most_servers, cores)


def start(
    env: simpy.Environment,
    view: View,
    orders: Orders,
    damage: Damage,
    design: Common,
    plan: Plan,
    seed: int,
    ranks: Iterator[int],
) -> Deployer | None:
    """Start whoever adds shards, whoever changes servers by hand, whoever deploys (and is handed back), and the
    autoscaler where there is one."""
    if not isinstance(design, WebSystem):
        return None
    if design.sharding is not None and plan.can_grow:
        until_s = design.sharding.map_refresh_s
        damage.grows = Resharding(env, next(ranks), view, orders, until_s, plan.web_servers).begin
    servers = tuple((name, plan.nodes.index(name)) for name in plan.web_servers)
    if design.web.drift is not None:
        Drifts(env, ranks, view, orders, damage, design.web.drift, servers, lambda at, n: Draws(seed, DRIFTS, at)(n))
    if design.balancer is None:
        return None
    each = len(servers) // design.places
    how = None if design.operations is None else design.operations.delivery
    deployer = Deployer(env, next(ranks), view, orders, damage, design.web.release, servers, each, how)
    damage.deploys = deployer.begin
    given = design.web.autoscale
    if given is not None:
        three = (next(ranks), next(ranks), next(ranks))
        Autoscaler(env, three, view, orders, given, design.web, plan.web_servers, design.first_servers)
    return deployer
