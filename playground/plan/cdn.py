"""A file by way of a CDN: the edge near the user has it, or fetches it from the shield or the origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playground.dataplane import opcodes as code
from playground.design.cdn import Fallback
from playground.plan.at_site import at_its_site
from playground.plan.builder import Link
from playground.plan.cdn_edges import Cdn, Edges, Shelves
from playground.plan.flight import fetch_once
from playground.plan.people import CDN, SPARE, Audience, connect
from playground.plan.spread import spread
from playground.plan.walk import Walk

Fetch = Callable[[int, Link], None]  # from a site, over a link
FromOrigin = Callable[[tuple[Link, ...]], None]  # over one of the links, each of which leads to a site


def by_cdn(
    walk: Walk,
    net: Cdn,
    region: str,
    kind: int,
    fetch: Fetch,
    around: Callable[[], None],
    window_kb: float,
    audience: Audience | None,
) -> None:
    """The user asks the edge; if that does not answer in time, the page knows another way, or does not.

    `fetch` asks the origin at a site over a link; `around` is the user's own way to the origin."""

    def visit(edges: Edges, host: int) -> None:
        with walk.deadline(net.given.timeout_s):
            connect(walk, audience, edges.link, host)
            _visit(walk, net, edges, kind, lambda links: _from_origin(walk, audience, links, fetch), window_kb)

    def otherwise() -> None:
        if net.given.fallback is Fallback.ORIGIN:
            around()
        elif net.given.fallback is Fallback.SECOND:
            visit(net.spare[region], SPARE)
        else:
            walk.emit(code.PLACEHOLDER, "a placeholder in its place")

    with walk.guarded(None if net.given.fallback is Fallback.NONE else otherwise):
        visit(net.edges[region], CDN)


def _visit(walk: Walk, net: Cdn, edges: Edges, kind: int, fetch: FromOrigin, window_kb: float) -> None:
    """1 the edge has the file, or 2 it fetches it and keeps it; 3 it answers."""
    walk.pick(edges.group)
    walk.travel(edges.link)
    with _at(walk, edges):
        _look(walk, net, edges, kind, lambda: _onwards(walk, net, edges, kind, fetch))
    spread(walk, edges.link, window_kb)
    walk.travel(edges.link, back=True)
    walk.close()


@contextmanager
def _at(walk: Walk, here: Shelves) -> Iterator[None]:
    walk.arrive(here.node)
    walk.seize(here.desk)
    yield
    walk.release(here.desk)


def _onwards(walk: Walk, net: Cdn, edges: Edges, kind: int, fetch: FromOrigin) -> None:
    """From the edge to the shield, where there is one, and from there to the origin."""
    if net.shield is None:
        fetch(edges.onwards)
        return
    (onwards,) = edges.onwards
    walk.travel(onwards)
    with _at(walk, net.shield):
        _look(walk, net, net.shield, kind, lambda: fetch(net.to_origin))
    walk.travel(onwards, back=True)


def _from_origin(walk: Walk, audience: Audience | None, links: tuple[Link, ...], fetch: Fetch) -> None:
    """To the site that is nearest to the region and back."""

    def from_site(site: int) -> None:
        fetch(site, links[site])
        walk.travel(links[site], back=True)

    at_its_site(walk, audience, len(links), from_site, of_edge=True)


def _look(walk: Walk, net: Cdn, here: Shelves, kind: int, get: Callable[[], None]) -> None:
    """Is it on the shelf? If not, get it, once for all who want it, and keep it."""

    def fetch() -> None:
        if net.given.stale_if_error:
            with walk.guarded(lambda: _old_copy(walk, here, kind)):
                get()
                walk.emit(code.KEEP_FILE, "keep it", at=here.shelves, service=kind)
        else:
            get()
            walk.emit(code.KEEP_FILE, "keep it", at=here.shelves, service=kind)

    def again() -> int:
        return walk.emit(code.FIND_FILE, "on the shelf now?", at=here.shelves, service=kind, count=1)

    look = walk.emit(code.FIND_FILE, "on the shelf?", at=here.shelves, service=kind)
    with walk.on_miss(look):
        if here.locks is None:
            fetch()
        else:
            fetch_once(walk, here.locks, here.caches, fetch, again)
    walk.emit(code.SEND_FILE, "send it", at=here.shelves, service=kind)


def _old_copy(walk: Walk, here: Shelves, kind: int) -> None:
    """The origin does not answer: whatever copy there is."""
    none = walk.emit(code.OLD_FILE, "an old copy?", at=here.shelves, service=kind)
    over = walk.emit(code.JUMP, "better than nothing")
    walk.patch(none)
    walk.fail()
    walk.patch(over)
