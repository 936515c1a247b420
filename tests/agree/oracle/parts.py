"""The machines, stations and links of a web system."""

from __future__ import annotations

import math
from collections.abc import Callable

from playground.design.cache_tier import Reads, Writes
from playground.design.design import WebSystem
from tests.agree.oracle.cache import Filter, Keys
from tests.agree.oracle.cdn import Net
from tests.agree.oracle.copies import Databases
from tests.agree.oracle.disk import Disk
from tests.agree.oracle.distance import Distances
from tests.agree.oracle.files import Files
from tests.agree.oracle.freshness import Freshness
from tests.agree.oracle.history import History
from tests.agree.oracle.names import Names
from tests.agree.oracle.people import audiences
from tests.agree.oracle.place import Link, Node
from tests.agree.oracle.sale import sale_of
from tests.agree.oracle.services import Joins, Pages
from tests.agree.oracle.sessions import Sessions
from tests.agree.oracle.shards import Shards
from tests.agree.oracle.site import Server, Site
from tests.agree.oracle.station import Station
from tests.agree.oracle.tier import Tier
from tests.agree.oracle.timelines import Timelines
from tests.agree.oracle.token import Token
from tests.agree.oracle.workers import Crew
from tests.agree.oracle.world import World

MONITOR_HOP_MS = 0.25  # one way


def ns_of_ms(ms: float) -> int:
    return int(ms * 1e6 + 0.5)


class Parts:
    """All machines, stations and links of a design."""

    def __init__(self, world: World, design: WebSystem) -> None:
        self.world, self.design, self.far = world, design, Distances(design)
        each = 1 if design.replication is None else design.replication.replicas + 1
        each *= 1 if design.sharding is None else design.sharding.shards
        self.copies = each * len(self.far.sites)  # of the database, or of all shards
        self.sites = [Site(self, number) for number in self.far.sites]
        self.dns = None if design.dns is None else Names(self, design.dns)
        asks = design.web.cache_items or design.cache is not None or design.replication is not None
        asks = asks or design.database.disk is not None or design.sharding is not None
        self.keys = Keys(design.workload.popularity) if asks else None
        self.has_lives = self.keys is not None and self.keys.lives.changing
        self.freshness = Freshness(world.clock, design.workload.popularity.columns)
        if design.cache is not None:
            for site in self.sites:
                site.tier = Tier(self, design.cache, site)
        self.databases = self.shards = None
        if design.sharding is not None:
            self.shards = Shards(self, design)
            self._meet(self.shards.all)
        elif design.replication is None:
            self._databases()
        else:
            self.databases = Databases(self, design, design.replication)
            self._meet([self.databases])
        self.people = audiences(world, design, self.dns, self.far)
        self.timelines = world.timelines = None if design.timelines is None else Timelines(self, design)
        self.pages = None if design.services is None else Pages(design.services)
        for site in self.sites:
            site.meet_api()
            site.joins = None if self.pages is None else Joins(self, site, self.pages)
        self.sessions = None if design.sessions is None else Sessions(self, design.sessions)
        self.sale = world.sale = sale_of(design)
        if design.queue is not None:
            for site in self.sites:
                site.crew = Crew(site, design.queue)
        self.files: list[Files] = []
        for kind in design.workload.files:
            self.files.append(Files(kind, sum(row.given.objects for row in self.files), design.cdn))
        self.net = None if design.cdn is None else Net(self, design.cdn)
        self._filters()

    @property
    def servers(self) -> list[Server]:
        """The web servers of all sites."""
        return [server for site in self.sites for server in site.servers]

    @property
    def writers(self) -> list[str]:
        """Who knows a primary: the web servers of all sites, then the workers."""
        crews = [site.crew for site in self.sites if site.crew is not None]
        workers = [worker.node.name for crew in crews for worker in crew.workers]
        return [server.node.name for server in self.servers] + workers

    @property
    def tiers(self) -> list[Tier]:
        """The cache servers of each site, where there are any."""
        return [site.tier for site in self.sites if site.tier is not None]

    def _filters(self) -> None:
        """What is known of all keys is the same everywhere."""
        web, keys = self.design.web, self.design.workload.popularity.keys
        bits, cache = web.cache_filter_bits_per_key, self.design.cache
        self.filter = Filter(keys, math.ceil(bits * keys), web.cache_filter_hashes) if bits else None
        for tier in self.tiers:
            tier.filter = self.tiers[0].filter
        if self.keys is not None:
            self.keys.lives.history_of = self._history_of()
            if cache is not None:
                self.keys.lives.filter = self.tiers[0].filter if cache.filter_inserts else None
            else:
                self.keys.lives.filter = self.filter if web.cache_filter_inserts else None

    def _history_of(self) -> Callable[[int], History] | None:
        """What is known of a key, where databases are replicated or sharded."""
        if self.shards is not None:
            return self.shards.history_of
        if self.databases is None:
            return None
        history = self.databases.history
        return lambda _key: history

    def node(self, name: str) -> Node:
        if name not in self.world.nodes:
            self.world.nodes[name] = Node(self.world, name)
        return self.world.nodes[name]

    def link(self, start: str, end: str, one_way_ms: float, more_ms: float = 0.0) -> Link:
        """`more_ms`: what it takes on top of that to another site, one way."""
        link = Link(f"{start}>{end}", ns_of_ms(one_way_ms) + ns_of_ms(more_ms))
        self.world.links.append(link)
        return link

    def _databases(self) -> None:
        given, servers = self.design.database, self.servers
        shared = given.shared or len(servers) == 1
        bases = []
        for i, server in enumerate(servers):
            if not given.own_machine:
                bases.append((server.node, server.cores, self.disk(server.node)))
            elif i == 0 or not shared:
                node = self.node("database" if shared else f"database-{i + 1}")
                cores = Station(node, "database cores", given.cores, machine=given)
                bases.append((node, cores, self.disk(node)))
        for i, server in enumerate(servers):
            node, cores, disk = bases[i % len(bases)]
            server.meets(node, cores, disk, self.link(server.node.name, node.name, given.hop_ms / 2))
        self._known_to_caches(bases[:1])

    @property
    def all_databases(self) -> list[Databases]:
        """Of each shard, or the only ones; none where they are not replicated."""
        if self.shards is not None:
            return self.shards.all
        return [] if self.databases is None else [self.databases]

    def _meet(self, found: list[Databases]) -> None:
        """A primary and its replicas, of each shard, at each site, each with a link and a pool at every server."""
        hop_ms, copies = self.design.database.hop_ms, [copy for one in found for copy in one.copies]
        for site in self.sites:
            self.world.groups += [one.readers[site.number] for one in found]
        for server in self.servers:
            for copy in copies:
                more_ms = self.far.apart(server.site.number, copy.site) / 2
                server.links.append(self.link(server.node.name, copy.node.name, hop_ms / 2, more_ms))
        self._known_to_caches([(copy.node, copy.cores, copy.disk) for copy in copies])
        self.monitor = self.node("monitor")
        self.from_monitor = [
            self.link("monitor", copy.node.name, MONITOR_HOP_MS, self.far.apart(0, copy.site) / 2) for copy in copies
        ]

    def disk(self, node: Node) -> Disk | None:
        given = self.design.database.disk
        return None if given is None else Disk(node, given, self.design.workload.popularity.columns)

    def _known_to_caches(self, databases: list[tuple[Node, Station, Disk | None]]) -> None:
        given = self.design.cache
        if given is not None and (given.reads is Reads.READ_THROUGH or given.writes is not Writes.AROUND):
            for at in self.tiers[0].nodes:
                at.meets(self, databases)

    def write_down(self, token: Token, database: str) -> None:
        """A write is durable; it is a duplicate when another attempt of its request has written before."""
        if token.request is None:  # a flush, which nobody repeats
            self.world.durable[database] += 1
            return
        _, attempt, _ = token.key
        others = token.request.writers - {attempt}
        token.request.writers.add(attempt)
        self.world.durable[database] += 1
        self.world.duplicates[database] += bool(others)
