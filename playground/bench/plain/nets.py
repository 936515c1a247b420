"""The edges of the plain web system's CDN, with what they hold in the middle of a day."""

from __future__ import annotations

from playground.bench.plain.cdn import Edge, Net
from playground.bench.plain.client import Clients
from playground.bench.plain.kinds import Catalogue
from playground.bench.plain.shelf import Shelf
from playground.bench.plain.site import Site
from playground.bench.plain.warm_shelf import warm
from playground.design.design import WebSystem
from playground.design.workload import Region

GB = 1e9


def net_of(clients: Clients, design: WebSystem, files: Catalogue, sites: list[Site], region: Region) -> Net:
    """The edges near the users of a region, each of which gets as many requests."""
    given = design.cdn
    assert given is not None  # noqa: S101 - the caller has looked
    rates_rps = [rate_rps / given.edges for rate_rps in files.rates_rps(design, region)]
    edges = []
    for _ in range(given.edges):
        shelf = Shelf(files.sizes, given.edge_gb * GB, given.admit_within_s if given.admit_second else None)
        warm(shelf, rates_rps, files.lives_s, clients.rng)
        edges.append(Edge(shelf))
    return Net(clients.env, clients.rng, given, files, sites, edges)
