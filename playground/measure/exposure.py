"""Who knows our addresses: how many clients must change something when a server is replaced, and what a scan reaches.

Behind a balancer clients know one address, whatever stands behind it, and servers with private addresses cannot be
reached from outside. Without one, every server has a public address and its users know it.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.design.design import Common, WebSystem
from playground.design.exposure import hidden, reachable
from playground.result import Result

BLOCKED = "blocked"  # the reason of what the edge has dropped


@dataclass(frozen=True)
class Exposure:
    """clients_to_change: of the daily users, per replaced server. reachable: our addresses that a scan from outside
    reaches; hidden: our machines that it does not."""

    clients_to_change: int
    reachable: tuple[str, ...]
    hidden: int


@dataclass(frozen=True)
class Scans:
    """Attempts of scanners in the counted period. scanned: those that arrived at a machine; refused: those of them that
    its application has turned away in its own time; blocked: those that the edge dropped."""

    scanned: int
    refused: int
    blocked: int


def exposure(design: Common) -> Exposure | None:
    """None for a textbook system, which has no addresses."""
    if not isinstance(design, WebSystem):
        return None
    clients = round(design.workload.daily_users) if design.balancer is None else 0
    return Exposure(clients, reachable(design), len(hidden(design)))


def scans(result: Result) -> Scans:
    """What has become of all scans together."""
    rows = [row for row in result.endpoints if row.is_scan]
    blocked = sum(row.failures.get(BLOCKED, 0) for row in rows)
    return Scans(sum(row.offered for row in rows) - blocked, sum(row.served for row in rows), blocked)
