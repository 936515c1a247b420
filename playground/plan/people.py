"""From whom requests come, and over which connections."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.shape import first_factor
from playground.plan.builder import Builder, Link, Ref, S
from playground.plan.walk import Walk

ORIGIN, CDN, SPARE = 0, 1, 2  # hosts


@dataclass(frozen=True)
class Audience(Ref):
    """The people of one region; `round_trips` open a connection."""

    round_trips: int = 0


def audiences(builder: Builder, design: WebSystem) -> dict[str, Audience]:
    """By region; nobody where requests come from nobody in particular."""
    load, found = design.workload, {}
    if load.visits is None:
        return {}
    total = sum(region.share for region in load.regions)
    ends = np.round(np.cumsum([region.share for region in load.regions]) / total * load.seats).astype(int)
    first = 0
    for region, end in zip(load.regions, ends.tolist(), strict=True):
        count = max(1, end - first)
        session, keep = load.visits.session_s * S, int(load.visits.keep_alive_s * S)
        row = builder.row("audiences", (first, count, 0, session, keep, 0, 0, (0, 0, 0), 0, (0, 0, 0, 0), 0))
        found[region.name] = Audience(row, round_trips=load.visits.handshake_round_trips)
        first += count
    return found


def paces(design: WebSystem) -> tuple[tuple[float, tuple[float, ...]], ...]:
    """Of a seat of each region, per second at the start: requests that may begin a session, and all requests to each
    host."""
    load = design.workload
    if load.visits is None:
        return ()
    files_rps = sum(load.pages_rps * kind.per_page for kind in load.files)
    files_rps = files_rps if load.files else load.pages_rps * (load.bundle_kb > 0)
    to_edges = 0.0 if design.cdn is None else files_rps + load.requests_rps * design.cdn.carries_pages
    to_origin = load.requests_rps + files_rps - to_edges
    now = first_factor(load.shape) / load.seats
    return ((load.requests_rps * now, (to_origin * now, to_edges * now, 0.0)),) * len(load.regions)


def come(walk: Walk, audience: Audience | None, *, may_begin: bool = False) -> None:
    """Somebody asks; with a page a session may begin."""
    if audience is not None:
        walk.emit(code.TAKE_SEAT, "who asks?", at=audience, count=int(may_begin))


def connect(walk: Walk, audience: Audience | None, link: Link, host: int) -> None:
    """Open the connection, unless it is open."""
    if audience is None:
        return
    lane = walk.builder.lane(2 * audience.round_trips * link.one_way_ns, code.TRAVELLING)
    walk.emit(code.OPEN_CONNECTION, "connect", at=audience, count=host, lane=lane, part=link.part)
