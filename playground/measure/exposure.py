"""Who knows our addresses: how many clients must change something when a server is replaced, and what a scan reaches.

Behind a balancer clients know one address, whatever stands behind it, and servers with private addresses cannot be
reached from outside. Without one, every server has a public address and its users know it.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.design.design import Common, WebSystem


@dataclass(frozen=True)
class Exposure:
    """clients_to_change: of the daily users, per replaced server. reachable: our addresses that a scan from outside
    reaches; hidden: our machines that it does not."""

    clients_to_change: int
    reachable: tuple[str, ...]
    hidden: int


def exposure(design: Common) -> Exposure | None:
    """None for a textbook system, which has no addresses."""
    if not isinstance(design, WebSystem):
        return None
    servers = server_names(design)
    behind = 0 if not design.database.own_machine else (1 if design.database.shared else len(servers))
    behind += 0 if design.cache is None else len(design.cache.names)
    behind += 0 if design.replication is None else design.replication.replicas
    if design.balancer is None:
        return Exposure(round(design.workload.daily_users), servers, behind)
    reachable = ("balancer", *servers) if design.web.public else ("balancer",)
    return Exposure(0, reachable, behind + len(servers) + 1 - len(reachable))


def server_names(design: WebSystem) -> tuple[str, ...]:
    """The web servers' names: `web-1`, `web-2` …, or `server` where everything shares one box."""
    if design.web.servers == 1 and not design.database.own_machine:
        return ("server",)
    return tuple(f"web-{place + 1}" for place in range(design.web.servers))
