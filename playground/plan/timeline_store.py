"""The machines that keep timelines, and posts of large authors; what the kernel knows of them, and the ways there."""

from __future__ import annotations

from dataclasses import dataclass

from playground.dataplane.tables import TIMELINES
from playground.design.design import WebSystem
from playground.design.fault import Celebrity
from playground.design.sites import apart_ms, at_site, site_of
from playground.design.timelines import LISTS, Timelines
from playground.design.timelines import SHARD as SHARD_NAME
from playground.plan.authors import authors, followed_mean, posts_upto
from playground.plan.builder import Builder, Link, NodeRef, Place, S
from playground.plan.database import SHARD

SYSTEM = "timeline"


@dataclass(frozen=True)
class Store:
    """The machines of all sites: nodes, cores and what makes the answers, of timelines and of large authors' posts."""

    given: Timelines
    shards: NodeRef
    shard_cores: Place
    lists: NodeRef
    list_cores: Place


def store(builder: Builder, design: WebSystem) -> Store | None:
    """At every site; None where there are no timelines."""
    given = design.timelines
    if given is None:
        return None
    _books(builder, design, given)
    shards, shard_cores = _machines(builder, given.names, design.places, "timeline cores", given.shards.cores)
    lists, list_cores = _machines(builder, given.list_names, design.places, "list cores", given.lists.cores)
    return Store(given, shards, shard_cores, lists, list_cores)


def _machines(builder: Builder, each: tuple[str, ...], places: int, called: str, cores: int) -> tuple[NodeRef, Place]:
    """Those of the first site first."""
    names = [at_site(name, site) for site in range(places) for name in each]
    node = builder.nodes_of(names, SHARD)
    return node, builder.station(called, node, len(names), system=SYSTEM, slots=cores, is_front=True)


def _books(builder: Builder, design: WebSystem, given: Timelines) -> None:
    """The classes of authors, and the row that counts."""
    sizes, share = authors(given)
    for row in zip(sizes.tolist(), posts_upto(sizes, share, given.post_exponent).tolist(), strict=True):
        builder.row("authors", row)
    about = {
        "threshold": given.most_pushed,
        "batch": given.insert_batch,
        "mean": followed_mean(sizes, share, given.most_pushed) / given.lists.count,
        "sites": design.places,
        "shards": given.shards.count,
        "parts": given.parts,
        "lists": given.lists.count,
        **_famous(design),
    }
    builder.row("timelines", tuple(about.get(column, 0) for column in TIMELINES.names or ()))


def _famous(design: WebSystem) -> dict[str, float]:
    """When the largest authors post more than usual, and how much of everything."""
    fault = next((row for row in design.faults if isinstance(row, Celebrity)), None)
    if fault is None or fault.start_s is None:
        return {}
    lasts_s = design.seconds if fault.duration_s is None else fault.duration_s
    until_s = fault.start_s + lasts_s
    return {
        "famous_from_ns": round(fault.start_s * S),
        "famous_to_ns": round(until_s * S),
        "famous_share": fault.share,
    }


def seen_from(
    builder: Builder, design: WebSystem, found: Store, near: str, *, is_there: bool = False
) -> tuple[Link, Link]:
    """The ways from here to every machine of the store, some of which are an ocean away; `is_there`: from somebody at
    the machine's own site."""
    ways = []
    for what, names in _groups(builder, design, found):
        more_ms = [0.0 if is_there else apart_ms(design.sites, builder.site, site_of(name)) / 2 for name in names]
        ways.append(
            builder.link(
                f"{near}>{what}",
                found.given.hop_ms / 2,
                count=len(names),
                register=SHARD,
                names=[f"{near}>{name}" for name in names],
                more_ms=more_ms if design.sites is not None else (),
            )
        )
    return ways[0], ways[1]


def over_to(builder: Builder, design: WebSystem, found: Store) -> tuple[Link, Link] | tuple[None, None]:
    """The ways from a machine of this site to every site's; None where there is one site."""
    if design.sites is None:
        return None, None
    ways = []
    for what, names in _groups(builder, design, found):
        near = names[next(place for place, name in enumerate(names) if site_of(name) == builder.site)]
        more_ms = [apart_ms(design.sites, builder.site, site_of(name)) / 2 for name in names]
        each = [f"{near}>{name}" for name in names]
        ways.append(builder.link(f"{near}>{what}", 0.0, count=len(names), register=SHARD, names=each, more_ms=more_ms))
    return ways[0], ways[1]


def _groups(builder: Builder, design: WebSystem, found: Store) -> tuple[tuple[str, list[str]], tuple[str, list[str]]]:
    """What they are called together, and one by one, at all sites."""
    given, nodes = found.given, builder.nodes
    shards = nodes[found.shards.first : found.shards.first + given.shards.count * design.places]
    return (SHARD_NAME, shards), (
        LISTS,
        nodes[found.lists.first : found.lists.first + given.lists.count * design.places],
    )
