"""Timelines: the machines that keep them, whoever reads them, and whoever copies a post into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.design.message_queue import Way
from playground.design.timelines import POST_NAME, READ_NAME
from tests.agree.oracle.children import Children
from tests.agree.oracle.distance import named, site_named
from tests.agree.oracle.followers import place_of
from tests.agree.oracle.message import message_of
from tests.agree.oracle.posts import Post, Posts
from tests.agree.oracle.scheduler import DELIVERED
from tests.agree.oracle.site import Server, Site, ns_of_s
from tests.agree.oracle.station import Station
from tests.agree.oracle.token import Alarm

if TYPE_CHECKING:
    from playground.design.design import WebSystem
    from tests.agree.oracle.broker import Message
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.place import Link
    from tests.agree.oracle.scheduler import Walk
    from tests.agree.oracle.token import Token


class Machines:
    """Those of one kind, at all sites, the first site's first."""

    def __init__(self, parts: Parts, each: tuple[str, ...], called: str, cores: int) -> None:
        self.names = [named(name, site) for site in parts.far.sites for name in each]
        self.nodes = [parts.node(name) for name in self.names]
        self.cores = [Station(node, called, cores) for node in self.nodes]


class Ways:
    """From somebody to every machine of a kind. `is_there`: whoever stands at the machine's own site."""

    def __init__(self, parts: Parts, near: str, site: int, to: Machines, hop_ms: float, *, is_there: bool) -> None:
        self.to = to
        away = [0.0 if is_there else parts.far.apart(site, site_named(name)) / 2 for name in to.names]
        pairs = zip(to.names, away, strict=True)
        self.links: list[Link] = [parts.link(near, name, hop_ms, more_ms) for name, more_ms in pairs]


class Timelines:
    """Everything that has to do with them. `fans[site]`: as its web servers see the machines."""

    def __init__(self, parts: Parts, design: WebSystem) -> None:
        assert design.timelines is not None
        self.parts, self.given, self.posts = parts, design.timelines, Posts(parts.world, design)
        given = self.given
        self.shards = Machines(parts, given.names, "timeline cores", given.shards.cores)
        self.lists = Machines(parts, given.list_names, "list cores", given.lists.cores)
        self.has_workers = design.queue is not None and design.queue.way is Way.QUEUE
        self.of_web = [self._seen(site.servers_together, site.number) for site in parts.sites]
        self.of_workers = []
        self.over: list[tuple[Ways, Ways]] = []
        self.background: dict[Server, Station] = {}
        for site in parts.sites if self.has_workers else ():
            self.of_workers.append(self._seen(site.called("worker"), site.number, is_there=True))
            if len(parts.sites) > 1:
                self.over.append((self._over(self.shards, site), self._over(self.lists, site)))
        for server in () if self.has_workers else parts.servers:
            self.background[server] = Station(server.node, "background", float("inf"))

    def _seen(self, near: str, site: int, *, is_there: bool = False) -> tuple[Ways, Ways]:
        hop_ms = self.given.hop_ms / 2
        shards = Ways(self.parts, near, site, self.shards, hop_ms, is_there=is_there)
        return shards, Ways(self.parts, near, site, self.lists, hop_ms, is_there=is_there)

    def _over(self, to: Machines, site: Site) -> Ways:
        first = next(name for name in to.names if site_named(name) == site.number)
        return Ways(self.parts, first, site.number, to, 0.0, is_there=False)

    def is_read(self, name: str) -> bool:
        """Does somebody read a timeline?"""
        return name == READ_NAME

    def is_post(self, name: str) -> bool:
        """Does somebody post?"""
        return name == POST_NAME

    # Reading

    def read(self, token: Token, site: Site) -> Walk:
        """One's own timeline, and, beside it, of every machine of this site with lists of authors whom one follows
        their posts."""
        assert token.request is not None
        user, (to_shards, to_lists) = token.request.luck, self.of_web[site.number]
        token.note("OWN_TIMELINE")
        token.note("SPLIT")
        own = site.number * self.given.shards.count + place_of(user) % self.given.shards.count
        children = Children(token, 1, lambda child: self._fetch_own(child, to_shards, own))
        token.note("FAN_IN")
        counts = [self.posts.law.followed(user, machine) for machine in range(self.given.lists.count)]
        self.posts.counts["reads"] += 1
        self.posts.counts["fetches"] += sum(counts)
        self.posts.fan_ins[min(sum(counts), 511)] += 1
        asked = [(site.number * len(counts) + machine, count) for machine, count in enumerate(counts) if count]
        children.add(len(asked), lambda child: self._fetch_more(child, to_lists, *asked[child.nth]))
        token.note("GATHER_ALL")
        yield from children.gather()

    def _fetch_own(self, child: Token, ways: Ways, at: int) -> Walk:
        with Alarm(child, ns_of_s(self.given.timeout_s)):
            yield from child.travel(ways.links[at])
            yield from child.arrive(ways.to.nodes[at])
            yield from ways.to.cores[at].serve(child, self.given.fetch, "cache")
            yield from child.travel(ways.links[at], back=True)

    def _fetch_more(self, child: Token, ways: Ways, at: int, count: int) -> Walk:
        with Alarm(child, ns_of_s(self.given.timeout_s)):
            yield from self._there(child, ways, at, self.given.lists.fetch_ms, count)
            yield from child.travel(ways.links[at], back=True)

    def _there(self, token: Token, ways: Ways, at: int, each_ms: float, count: int) -> Walk:
        yield from token.travel(ways.links[at])
        yield from token.arrive(ways.to.nodes[at])
        with (yield from ways.to.cores[at].seize(token)) as slot:
            yield from ways.to.cores[at].work(token, float(count) * (each_ms * 1e6), "cache", slot)

    # Copying

    def send_off(self, token: Token, server: Server) -> None:
        """The server has the post copied, and goes on."""
        assert token.request is not None
        token.note("BEGIN_POST")
        user = token.request.luck
        post = self.posts.begin(user, token.request.born_ns)
        token.note("COPY_OUT")
        for part in post.sizes:
            message, at = message_of(token), self.posts.machine_of(post, part, user)
            message.begin(self._in_background(message, server, post, part, at))

    def _in_background(self, message: Token, server: Server, post: Post, part: int, at: int) -> Walk:
        if not (yield from message.tried(self._until_copied(message, server, post, part, at))):
            message.note("GIVE_UP_PART")
            self.posts.give_up(post, part)
        message.note("VANISH")

    def _until_copied(self, message: Token, server: Server, post: Post, part: int, at: int) -> Walk:
        ways, done = self.of_web[server.site.number][post.is_large], 0
        with (yield from self.background[server].seize(message)):
            while True:
                message.note("NEXT_BATCH")
                if done == post.sizes[part]:
                    break
                upto = min(post.sizes[part], done + self.given.insert_batch)
                made = [done]
                if not (yield from message.tried(self._batch(message, ways, post, part, at, (done, upto), made))):
                    message.note("PAUSE")
                    yield from message.pause(int(self.given.retry_s * 1e9 + 0.5), DELIVERED)
                done = made[0]

    def _batch(
        self, token: Token, ways: Ways, post: Post, part: int, at: int, which: tuple[int, int], made: list[int]
    ) -> Walk:
        """To the machine, where every entry takes its time, and back. `made`: it is known how far the part is."""
        each_ms = self.given.lists.fetch_ms if post.is_large else self.given.insert_ms
        with Alarm(token, ns_of_s(self.given.timeout_s)):
            yield from self._there(token, ways, at, each_ms, which[1] - which[0])
            token.note("BATCH_DONE")
            self.posts.inserted(post, part, *which)
            made[0] = which[1]
            yield from token.travel(ways.links[at], back=True)

    def copy(self, token: Token, site: Site, message: Message, *, skips: bool) -> Walk:
        """A worker has a post copied, and waits. `skips`: what is there already is left out."""
        if message.post is None:
            message.post = self.posts.begin(message.request.luck, message.request.born_ns)
        post, user = message.post, message.request.luck
        wanted = list(post.sizes)

        def errand(child: Token) -> Walk:
            part = wanted[child.nth]
            at = self.posts.machine_of(post, part, user)
            yield from self._insert(child, site, post, part, at, skips=skips)

        yield from Children(token, len(wanted), errand).gather()

    def _insert(self, child: Token, site: Site, post: Post, part: int, at: int, *, skips: bool) -> Walk:
        """By somebody at the machine's site, to whom it is handed over."""
        over = self.over[site.number][post.is_large].links[at] if self.over else None
        if over is not None:
            with Alarm(child, ns_of_s(self.given.timeout_s)):
                yield from child.travel(over)
        ways, made = self.of_workers[site.number][post.is_large], [0]
        while True:
            if skips and not post.is_over:
                made[0] = max(made[0], post.made[part])
            begin, size = made[0], post.sizes[part]
            if begin >= size:
                break
            which = begin, min(size, begin + self.given.insert_batch)
            yield from self._batch(child, ways, post, part, at, which, made)
        if over is not None:
            with Alarm(child, ns_of_s(self.given.timeout_s)):
                yield from child.travel(over, back=True)
