"""Servers that come and go, put together from a design and its plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import simpy

from playground.controlplane.autoscale import Autoscaler
from playground.controlplane.orders import Orders
from playground.controlplane.view import View
from playground.design.design import Common, WebSystem

if TYPE_CHECKING:
    from playground.dataplane.fleet import Fleet
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def fleet(design: Common, plan: Plan, plane: DataPlane) -> Fleet | None:
    """The web servers behind the balancer; None where their number does not change."""
    from playground.dataplane.fleet import Fleet

    if not isinstance(design, WebSystem) or design.web.autoscale is None:
        return None
    cores = [row for row, info in enumerate(plan.stations) if info.system == "web" and info.measures_node]
    return Fleet(plane, plan.groups[0].first, cores)


def start(env: simpy.Environment, view: View, orders: Orders, design: Common, plan: Plan, ranks: Iterator[int]) -> None:
    """Start the autoscaler, where there is one."""
    if isinstance(design, WebSystem) and design.web.autoscale is not None:
        two = (next(ranks), next(ranks))
        Autoscaler(env, two, view, orders, design.web.autoscale, design.web, plan.web_servers)
