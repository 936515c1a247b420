"""Two versions of the program side by side, while a new one is rolled out."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.fault import Deploy
from playground.plan.people import Audience
from playground.plan.walk import Walk
from playground.plan.web import Web


def are_told_apart(design: WebSystem) -> bool:
    """Is a new version ever rolled out?"""
    can = design.balancer is not None and design.database.own_machine and design.workload.visits is not None
    return can and any(fault.kind == "deploy" for fault in design.faults)


def has_bugs(design: WebSystem) -> bool:
    """Is a version rolled out that fails some requests?"""
    can = design.balancer is not None and design.database.own_machine
    return can and any(isinstance(fault, Deploy) and fault.fails_share > 0 for fault in design.faults)


def meet_bug(walk: Walk, design: WebSystem, servers: Web) -> None:
    """The server has done its work, and its version may fail nevertheless."""
    if has_bugs(design):
        walk.emit(code.MEET_BUG, "does it meet a bug?", at=servers.node)


def meet_version(walk: Walk, design: WebSystem, servers: Web, audience: Audience | None) -> None:
    """Which version answers, and has this person met a newer one?"""
    if audience is None or not are_told_apart(design):
        return
    breaks = not design.web.release.compatible
    walk.emit(code.MEET_VERSION, "which version?", at=servers.node, link=audience.first, count=int(breaks))


def deploys(design: WebSystem) -> dict[str, bool]:
    """Fields of Plan: is a new version rolled out, and are there servers that a balancer can do without?"""
    can = design.balancer is not None and design.database.own_machine
    return {"has_versions": are_told_apart(design), "can_deploy": can}
