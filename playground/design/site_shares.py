"""Which share of all people is led to each of several sites."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.design.sites import Route, by_distance


def site_shares(design: WebSystem, without: int | None = None) -> tuple[float, ...]:
    """While all is well; or when everybody knows that one site is gone. Where edges carry the pages these go to the
    site that is nearest, however people are led."""
    sites, load = design.sites, design.workload
    if sites is None:
        return (1.0,)
    left = [site for site in range(sites.count) if site != without]
    by_edge = design.cdn is not None and design.cdn.carries_pages
    if sites.route is Route.WEIGHTED and not by_edge:
        total = sum(sites.weight_of(site) for site in left)
        return tuple(sites.weight_of(site) / total if site in left else 0.0 for site in range(sites.count))
    misplaced = 0.0 if by_edge else sites.misplaced_share
    found, places = [0.0] * sites.count, len(load.regions)
    for place, region in enumerate(load.regions):
        for seen, share in ((place, 1 - misplaced), ((place + 1) % places, misplaced)):
            nearest = next(site for site in by_distance(sites, load.regions[seen], seen) if site in left)
            found[nearest] += share * load.share_of_region(region)
    return tuple(found)
