"""What a run needs to know of the sites of a plan, of which there may be one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.design.design import WebSystem
from playground.design.endpoint import CallKind
from playground.design.site_shares import site_shares
from playground.design.sites import WHOLE, Writers, at_site
from playground.plan.builder import Builder
from playground.plan.calls import Tiers
from playground.plan.names import converges


def at_sites(builder: Builder, design: WebSystem, sites: Sequence[Tiers]) -> dict[str, Any]:
    """Fields of Plan."""
    ways = [one.ways for one in sites]
    return {
        "web_servers": tuple(name for one in sites for name in one.servers.names),
        "fleets": tuple(way.group for way in ways if way.link is not None and way.group is not None),
        "site_group": _site_group(design, sites),
        "converges": converges(design),
        "known_writers": _known_writers(builder, design, sites),
        "warm_caches": _look_ups(design, sites),
    }


def _known_writers(builder: Builder, design: WebSystem, sites: Sequence[Tiers]) -> tuple[tuple[str, int], ...]:
    """Whose each row of ADDRESS is, a server's, a worker's or that of the keys of a site, and which copy it means at
    first."""
    if design.sharding is not None:
        return ()
    rows = [int(row[0]) for row in builder.rows.get("addresses", [])]
    names = [name for one in sites for name in one.servers.names]
    if design.queue is not None:
        names += [at_site(name, site) for site in range(len(sites)) for name in design.queue.names]
    if design.sites is not None and design.sites.writers is Writers.HOME:
        names = list(WHOLE)
    return tuple(zip(names[: len(rows)], rows, strict=True))


def _site_group(design: WebSystem, sites: Sequence[Tiers]) -> int | None:
    """The group of the sites, where a name leads people to one of them, and not an edge."""
    if design.cdn is not None and design.cdn.carries_pages:
        return None
    names = next((audience.names for audience in sites[0].people.values()), None)
    return names.group if len(sites) > 1 and names is not None else None


def _look_ups(design: WebSystem, sites: Sequence[Tiers]) -> tuple[tuple[int, float], ...]:
    """The first row, and look-ups per second, of each server's cache or of each site's whole tier, to begin in the
    middle of a day."""
    workload = design.workload
    reads = sum(
        workload.share_of(endpoint) * wanted.times
        for endpoint in workload.asked
        for wanted in endpoint.calls
        if wanted.kind is CallKind.READ
    )
    asked_rps = workload.requests_rps * reads
    found: list[tuple[int, float]] = []
    for one, share in zip(sites, site_shares(design), strict=True):
        if one.tier is not None:
            found.append((one.tier.caches.first, asked_rps * share))
        elif one.near is not None:
            each_rps = asked_rps * share / design.first_servers
            found += [(one.near.ref.first + place, each_rps) for place in range(design.first_servers)]
    return tuple(found)
