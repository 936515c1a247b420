"""Machines of which a second one stands by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.design.design import Common, WebSystem
from playground.design.sites import at_site

if TYPE_CHECKING:
    from playground.plan import Plan

BALANCER = "balancer"


def standing_by(design: Common, plan: Plan) -> tuple[int, ...]:
    """The balancers' nodes, where a standby stands beside each."""
    if not isinstance(design, WebSystem) or design.balancer is None or not design.balancer.standby:
        return ()
    return tuple(plan.nodes.index(at_site(BALANCER, site)) for site in range(design.places))
