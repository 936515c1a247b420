"""Timelines: who reads fetches, and a post is copied."""

from __future__ import annotations

from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.tables import TIMELINES
from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.message_queue import Way
from playground.design.sites import apart_ms, at_site, site_of
from playground.design.timelines import LISTS, POST_NAME, READ_NAME, Timelines
from playground.design.timelines import SHARD as SHARD_NAME
from playground.plan.authors import authors, followed_mean, posts_upto
from playground.plan.builder import MS, PLENTY, Builder, Link, NodeRef, Place, Ref
from playground.plan.database import SHARD
from playground.plan.message_queue import WORKER
from playground.plan.walk import Walk
from playground.plan.web import Web

SYSTEM = "timeline"
BY_ITSELF, OF_MESSAGE = 0, 1  # BEGIN_POST: whose post
WAITED_FOR, SENT_OFF = 0, 1  # COPY_OUT: what becomes of those who copy


@dataclass(frozen=True)
class Store:
    """The machines of all sites: nodes, cores and what makes the answers, of timelines and of large authors' posts."""

    given: Timelines
    shards: NodeRef
    shard_cores: Place
    lists: NodeRef
    list_cores: Place


@dataclass(frozen=True)
class Fans:
    """The store as somebody at a site sees it: the way to every machine of it. `background`: where a web server copies
    posts beside its requests, and where the programs begin of those who copy, and who put on lists."""

    store: Store
    site: int
    to_shards: Link
    to_lists: Link
    background: Place | None = None
    small_pc: int = 0
    large_pc: int = 0


def is_read(design: WebSystem, endpoint: Endpoint) -> bool:
    """Does somebody read a timeline?"""
    return design.timelines is not None and endpoint.name == READ_NAME


def is_post(design: WebSystem, endpoint: Endpoint) -> bool:
    """Does somebody post?"""
    return design.timelines is not None and endpoint.name == POST_NAME


def store(builder: Builder, design: WebSystem) -> Store | None:
    """At every site; None where there are no timelines."""
    given = design.timelines
    if given is None:
        return None
    _books(builder, given, design.places)
    shards, shard_cores = _machines(builder, given.names, design.places, "timeline cores", given.shards.cores)
    lists, list_cores = _machines(builder, given.list_names, design.places, "list cores", given.lists.cores)
    return Store(given, shards, shard_cores, lists, list_cores)


def _machines(builder: Builder, each: tuple[str, ...], places: int, called: str, cores: int) -> tuple[NodeRef, Place]:
    """Those of the first site first."""
    names = [at_site(name, site) for site in range(places) for name in each]
    node = builder.nodes_of(names, SHARD)
    return node, builder.station(called, node, len(names), system=SYSTEM, slots=cores, is_front=True)


def _books(builder: Builder, given: Timelines, places: int) -> None:
    """The classes of authors, and the row that counts."""
    sizes, share = authors(given)
    for row in zip(sizes.tolist(), posts_upto(sizes, share, given.post_exponent).tolist(), strict=True):
        builder.row("authors", row)
    about = {
        "threshold": given.most_pushed,
        "batch": given.insert_batch,
        "mean": followed_mean(sizes, share, given.most_pushed) / given.lists.count,
        "sites": places,
        "shards": given.shards.count,
        "parts": given.parts,
        "lists": given.lists.count,
    }
    builder.row("timelines", tuple(about.get(column, 0) for column in TIMELINES.names or ()))


def seen_from(builder: Builder, design: WebSystem, found: Store, near: str) -> tuple[Link, Link]:
    """The ways from here to every machine of the store, some of which are an ocean away."""
    nodes = builder.nodes
    ways = []
    for what, ref, count in _groups(found):
        names = nodes[ref.first : ref.first + count * design.places]
        more_ms = [apart_ms(design.sites, builder.site, site_of(name)) / 2 for name in names]
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


def _groups(found: Store) -> tuple[tuple[str, NodeRef, int], tuple[str, NodeRef, int]]:
    """What they are called, where they begin, and how many stand at a site."""
    given = found.given
    return (SHARD_NAME, found.shards, given.shards.count), (LISTS, found.lists, given.lists.count)


def fans_of_web(builder: Builder, design: WebSystem, found: Store | None, servers: Web) -> Fans | None:
    """The store as the web servers of this site see it."""
    if found is None:
        return None
    near = servers.names[0] if len(servers.names) == 1 else builder.here("web")
    links = seen_from(builder, design, found, near)
    background = None
    if design.queue is None or design.queue.way is Way.CALL:
        background = builder.station(
            "background", servers.node, len(servers.names), system="web", slots=PLENTY, measures_node=False
        )
    return Fans(found, builder.site, *links, background=background)


def fans_of_workers(builder: Builder, design: WebSystem, found: Store | None) -> Fans | None:
    """The same as the workers of this site see it."""
    if found is None:
        return None
    return Fans(found, builder.site, *seen_from(builder, design, found, builder.here(WORKER)))


def read(walk: Walk, fans: Fans) -> None:
    """Whoever reads asks beside each other for its own timeline, and for what is not copied into it."""
    found, given = fans.store, fans.store.given
    site = Ref(fans.site)
    walk.emit(code.OWN_TIMELINE, "whose timeline is it?", at=site)
    own = walk.emit(code.SPLIT, "its own timeline", count=1)
    more = walk.emit(code.FAN_IN, "and the posts of large authors", at=site)
    walk.emit(code.GATHER_ALL, "wait for them")
    with walk.children_of(own), walk.deadline(given.timeout_s):
        walk.travel(fans.to_shards)
        walk.arrive(found.shards)
        walk.serve(found.shard_cores, given.fetch, code.CACHE_WORK)
        walk.travel(fans.to_shards, back=True)
    with walk.children_of(more), walk.deadline(given.timeout_s):
        walk.travel(fans.to_lists)
        walk.arrive(found.lists)
        by_count(walk, found.list_cores, given.lists.fetch_ms)
        walk.travel(fans.to_lists, back=True)


def by_count(walk: Walk, place: Place, each_ms: float) -> None:
    """Work in proportion to what the token counts."""
    number = walk.builder.bytes_service(each_ms * MS, code.CACHE_WORK)
    walk.seize(place)
    walk.emit(code.WORK, f"work at {place.name}", at=place, service=number, part=place.service_part, count=1)
    walk.release(place)
