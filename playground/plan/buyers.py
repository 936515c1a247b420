"""Those who come for a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from playground.dataplane.tables import REQUESTS
from playground.design.design import WebSystem
from playground.plan import arrivals, client, sale
from playground.plan.builder import Builder, Link
from playground.plan.files import Assets
from playground.plan.page import page
from playground.traffic.trace import Trace


def buyers(
    builder: Builder,
    design: WebSystem,
    assets: Assets,
    ways: Sequence[tuple[Link, ...]],
    trace: Trace | None,
) -> None:
    """They walk as users of their region do who order something, and have books of their own. `ways`: from each region
    to each site. Nobody comes on top of a log that is replayed."""
    given, load = sale.sale_of(design), design.workload
    if given is None or trace is not None:
        return
    first = len(builder.endpoints)
    upto = 0.0
    for number, region in enumerate(load.regions):
        upto += load.share_of_region(region)
        wanted = sale.endpoint_of(given)
        walk = client.begin(builder, sale.NAME if region.name == "home" else f"{sale.NAME}@{region.name}")
        page(walk, assets, ways[number], design, wanted, region)
        start_pc, _ = client.receive(walk)
        arrivals.endpoint(builder, walk.name, REQUESTS, start_pc, writes=True, upto=upto, kb=wanted.response_kb)
    sale.stock(builder, given, first, len(load.regions))
    arrivals.buyers(builder, given, design.seconds, first, len(load.regions))
