"""What a fault hits in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.controlplane.damage import Target
from playground.design.fault import (
    ALL_CACHES,
    EVERY_EDGE,
    EVERYBODY,
    WEB_TIER,
    AnyFault,
    Attack,
    Celebrity,
    Crowd,
    Cut,
    Deploy,
    Expire,
    Fault,
    Flush,
    Kill,
    Lose,
    Publish,
    Purge,
    Replace,
    Reshard,
    Sale,
    Scan,
    Slow,
)
from playground.design.sites import WHOLE

if TYPE_CHECKING:
    from playground.plan import Plan


def target_of(fault: Fault, plan: Plan) -> Target | None:
    """What the fault hits in this plan; None when it is not there."""
    if isinstance(fault, Deploy):
        return Target() if fault.node == WEB_TIER and plan.can_deploy else None
    if isinstance(fault, Reshard):
        return Target() if plan.can_grow else None
    if isinstance(fault, Crowd | Scan | Sale | Celebrity):
        return Target() if _is_asked_for(fault, plan) else None
    if isinstance(fault, Kill | Slow | Replace):
        row = plan.node(fault.node)
        return None if row is None else Target(node=row)
    if isinstance(fault, Flush | Expire | Attack):
        caches = tuple((row, name) for row, name in enumerate(plan.caches) if _is_met(fault, plan, row, name))
        return Target(caches=caches) if caches else None
    if isinstance(fault, Lose | Cut):
        links = plan.links_of(fault.node)
        return Target(links=tuple((row, plan.links[row]) for row in links)) if links else None
    if isinstance(fault, Publish | Purge):
        kinds = tuple((row, name) for row, name in enumerate(plan.files) if fault.node in (name, EVERY_EDGE))
        return Target(kinds=kinds) if kinds and (isinstance(fault, Publish) or plan.shelving is not None) else None
    raise TypeError(f"nobody knows what a {fault!r} hits")


def _is_asked_for(fault: Crowd | Scan | Sale | Celebrity, plan: Plan) -> bool:
    """Is there what they come for? A log that is replayed brings its own requests."""
    if isinstance(fault, Scan):
        return plan.is_scanned(fault.node)
    if isinstance(fault, Crowd) and fault.node == EVERYBODY:
        return True
    return any(row.name.split("@")[0] == fault.node for row in plan.endpoints) and plan.replayed == 0


def _is_met(fault: Flush | Expire | Attack, plan: Plan, row: int, name: str) -> bool:
    """Does the fault meet this cache? Pages do not expire and nobody asks for them, but a page cache can be flushed."""
    if row in plan.page_caches:
        return isinstance(fault, Flush) and fault.node == name
    if row in plan.shelf_caches:
        return not isinstance(fault, Attack) and fault.node in (EVERY_EDGE, name)
    return fault.node in (ALL_CACHES, name)


def each_of(fault: AnyFault, plan: Plan) -> tuple[AnyFault, ...]:
    """One fault for each machine that it means: the whole CDN is all of its edges, and a site is all that stands
    there, which share their fate."""
    if not isinstance(fault, Kill | Slow | Replace):
        return (fault,)
    if fault.node == EVERY_EDGE and plan.shelving is not None:
        return tuple(fault.model_copy(update={"node": name}) for name in plan.shelving.of_first)
    if fault.node in WHOLE and len(plan.at_site(WHOLE.index(fault.node))) > 0:
        return tuple(fault.model_copy(update={"node": name}) for name in plan.at_site(WHOLE.index(fault.node)))
    return (fault,)
