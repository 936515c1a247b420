"""Timelines: who reads fetches, and a post is copied."""

from __future__ import annotations

from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.message_queue import Way
from playground.design.timelines import POST_NAME, READ_NAME
from playground.plan.builder import MS, PLENTY, Builder, Link, Place, Ref
from playground.plan.message_queue import WORKER
from playground.plan.timeline_store import Store, over_to, seen_from
from playground.plan.walk import Walk
from playground.plan.web import Web

BY_ITSELF, OF_MESSAGE = 0, 1  # BEGIN_POST: whose post
WAITED_FOR, SENT_OFF = 0, 1  # COPY_OUT: what becomes of those who copy


@dataclass(frozen=True)
class Fans:
    """The store as somebody at a site sees it: the way to every machine of it. `over_to_shards`, `over_to_lists`: the
    way to a machine's site, where a worker hands a part of a post over; without these every batch takes that way.
    `background`: where a web server copies posts beside its requests, and where the programs begin of those who copy,
    and who put on lists."""

    store: Store
    site: int
    to_shards: Link
    to_lists: Link
    background: Place | None = None
    small_pc: int = 0
    large_pc: int = 0
    over_to_shards: Link | None = None
    over_to_lists: Link | None = None


def is_read(design: WebSystem, endpoint: Endpoint) -> bool:
    """Does somebody read a timeline?"""
    return design.timelines is not None and endpoint.name == READ_NAME


def is_post(design: WebSystem, endpoint: Endpoint) -> bool:
    """Does somebody post?"""
    return design.timelines is not None and endpoint.name == POST_NAME


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
    ways = seen_from(builder, design, found, builder.here(WORKER), is_there=True)
    over_to_shards, over_to_lists = over_to(builder, design, found)
    return Fans(found, builder.site, *ways, over_to_shards=over_to_shards, over_to_lists=over_to_lists)


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
