"""Who changes servers while a system runs, who watches it, and who is told, put together from a design and its plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import simpy

from playground.controlplane.alerts import Alerts
from playground.controlplane.damage import Damage
from playground.controlplane.messages import Messages
from playground.controlplane.metrics import Meters
from playground.controlplane.orders import Orders
from playground.controlplane.view import View
from playground.design.design import Common, WebSystem
from playground.run import scaling

if TYPE_CHECKING:
    from playground.plan import Plan


def start(
    env: simpy.Environment,
    view: View,
    orders: Orders,
    damage: Damage,
    design: Common,
    plan: Plan,
    seed: int,
    ranks: Iterator[int],
    meters: Meters | None,
) -> None:
    """Whoever changes servers; then rules, and messages about their alerts. Whoever deploys hears of them, too."""
    deployer = scaling.start(env, view, orders, damage, design, plan, seed, ranks)
    if not isinstance(design, WebSystem) or design.operations is None or meters is None:
        return
    alerts = Alerts(env, next(ranks), view, orders, meters, design.operations)
    messages = Messages(env, next(ranks), orders, design.operations.notify)
    alerts.fires.append(messages.fires)
    alerts.ends.append(messages.ends)
    if deployer is not None:
        alerts.fires.append(deployer.hear)
