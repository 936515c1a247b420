"""How much of the time the service was up: as measured, and as expected of machines that fail at random.

A window is up when fewer than half of the requests that ended in it failed. Where none ended (everybody hangs, or
nobody came), the next window in which some did decides; where there is none, it is up only if nobody came.
"""

from __future__ import annotations

import math

import numpy as np

from playground.design.design import Common, WebSystem
from playground.design.exposure import server_names
from playground.design.fault import Kill
from playground.design.sessions import STORE, Kept, WithoutStore
from playground.measure import counted
from playground.result import Result
from playground.theory import availability as theory


def windows_up(result: Result) -> np.ndarray:
    """(W,) bool: was the service up in this window?"""
    served, failed, offered = result.requests.served, result.requests.failed, result.requests.offered
    up = np.zeros(result.windows, bool)
    later: bool | None = None
    waiting = 0
    for window in range(result.windows - 1, -1, -1):
        waiting += int(offered[window])
        if served[window] + failed[window]:
            later = bool(failed[window] < served[window])
        up[window] = waiting == 0 if later is None else later
    return up


def measured(result: Result) -> float | None:
    """Share of the counted time in which the service was up; None before a counted window has passed."""
    windows = counted.windows(result)
    lengths_s = windows.length_s[windows.is_counted]
    if lengths_s.sum() == 0 or not result.requests.offered[: result.windows].any():
        return None
    return float(lengths_s[windows_up(result)[windows.is_counted]].sum() / lengths_s.sum())


def node_up(result: Result) -> dict[str, float | None]:
    """Share of the counted windows at whose end each node was up."""
    is_counted = counted.windows(result).is_counted
    if not is_counted.any():
        return {node.name: None for node in result.nodes}
    return {node.name: float((node.state[is_counted] == 0).mean()) for node in result.nodes}


def expected(design: Common, needed: int = 1) -> float | None:
    """The closed form for machines killed at random: balancer, `needed` of the web servers, session store, and database
    in series.

    Detection is taken as immediate. None where no kill is random, for a textbook system, and where databases are
    replicated or sharded, or servers come and go: how long a failover takes, and how many there are, is not known
    beforehand.
    Raises ValueError when more servers are needed than there are.
    """
    if not isinstance(design, WebSystem) or design.web.autoscale is not None:
        return None
    if design.replication is not None or design.sharding is not None:
        return None
    kills = [fault for fault in design.faults if isinstance(fault, Kill) and fault.is_random]
    if not kills:
        return None
    names = server_names(design)
    own = design.database.own_machine
    several = own and not _shared(design)
    behind = [f"database-{place + 1}" if several else name for place, name in enumerate(names)]
    pairs = [{name, other} for name, other in zip(names, behind, strict=True)]
    servers = [math.prod(_up(kills, node) for node in pair) for pair in pairs]
    parts = [theory.n_of_unequal(needed, servers)]
    if own and _shared(design):
        parts.append(_up(kills, "database"))
    if _needs_store(design):
        parts.append(_up(kills, STORE))
    if design.balancer is not None:
        takeover_s = design.balancer.takeover_s if design.balancer.standby else None
        parts.append(_up(kills, "balancer", takeover_s))
    return theory.series(parts)


def _needs_store(design: WebSystem) -> bool:
    """Does no page come without the session store?"""
    known = design.sessions
    return known is not None and known.kept is Kept.STORE and known.store.without is WithoutStore.FAIL


def _shared(design: WebSystem) -> bool:
    return design.database.shared or design.web.servers == 1


def _up(kills: list[Kill], node: str, takeover_s: float | None = None) -> float:
    """Share of the time the node is up. A standby bridges a repair after `takeover_s`, unless the repair is faster."""
    available = 1.0
    for kill in kills:
        if kill.node != node or kill.mtbf_s is None or kill.mttr_s is None:
            continue
        down_s = kill.mttr_s if takeover_s is None else kill.mttr_s * -math.expm1(-takeover_s / kill.mttr_s)
        available *= 1 - down_s / (kill.mtbf_s + kill.mttr_s)
    return available
