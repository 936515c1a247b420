"""The machines, stations and links of a web system."""

from __future__ import annotations

import math

from playground.design.cache import Lock
from playground.design.cache_tier import Reads, Writes
from playground.design.design import WebSystem
from playground.design.web import Web
from tests.agree.oracle.balancer import Group
from tests.agree.oracle.cache import Cache, Filter, Keys
from tests.agree.oracle.cdn import Net
from tests.agree.oracle.copies import Databases
from tests.agree.oracle.disk import Disk
from tests.agree.oracle.files import Files
from tests.agree.oracle.lock import Locks
from tests.agree.oracle.names import Names
from tests.agree.oracle.people import audiences
from tests.agree.oracle.place import Link, Node
from tests.agree.oracle.sessions import Sessions
from tests.agree.oracle.station import Station
from tests.agree.oracle.tier import Tier
from tests.agree.oracle.token import Token
from tests.agree.oracle.world import World

MONITOR_HOP_MS = 0.25  # one way
CONNECTIONS = 8192  # of an asynchronous server


def ns_of_ms(ms: float) -> int:
    return int(ms * 1e6 + 0.5)


def ns_of_s(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds * 1e9 + 0.5)


def locks_of(web: Web, node: Node | None) -> Locks:
    return Locks(node, ns_of_s(web.cache_lock_ttl_s or None), ns_of_s(web.cache_lock_wait_s))


class Server:
    """A web server with its worker threads, cores, pool of connections, cache, and its database."""

    def __init__(self, system: Parts, name: str, place: int) -> None:
        self.place = place
        self.version = 1
        web, given = system.design.web, system.design.database
        self.node = system.node(name)
        threads = CONNECTIONS if web.asynchronous else web.worker_threads
        self.workers = Station(self.node, "worker threads", threads, web.accept_queue)
        self.cores = Station(self.node, "cores", web.cores, machine=web)
        copies = 1 if system.design.replication is None else system.design.replication.replicas + 1
        self.pools = [Station(self.node, "pool", given.pool_size) for _ in range(copies)]
        self.cache = Cache(system.world.clock, web) if web.cache_items else None
        self.locks = system.shared_locks or locks_of(web, self.node)
        if self.cache is not None:
            self.node.caches.append(self.cache)
            if len(system.names) > 1:
                self.cache.name = f"cache-{len(system.world.caches) + 1}"
            system.world.caches.append(self.cache)

    def meets(self, database: Node, cores: Station, disk: Disk | None, link: Link) -> None:
        self.database, self.database_cores, self.disk, self.to_database = database, cores, disk, link


class Parts:
    """All machines, stations and links of a design."""

    def __init__(self, world: World, design: WebSystem) -> None:
        self.world, self.design = world, design
        self.shared_locks = locks_of(design.web, None) if design.web.cache_lock is Lock.SHARED else None
        self.entry = None
        if design.entry.link_gbit_s is not None:
            self.entry = Station(self.node("entry"), "entry link", 1)
        most = 0 if design.web.autoscale is None else design.web.autoscale.max_servers
        count = max(design.web.servers, most)
        alone = count == 1 and not design.database.own_machine
        self.names = ["server" if alone else f"web-{i + 1}" for i in range(count)]
        self.servers = [Server(self, name, i) for i, name in enumerate(self.names)]
        self.balancer, self.group, self.to_server = None, None, [None] * count
        self._ways()
        self.dns = None if design.dns is None else Names(self, design.dns)
        asks = design.web.cache_items or design.cache is not None or design.replication is not None
        asks = asks or design.database.disk is not None
        self.keys = Keys(design.workload.popularity) if asks else None
        self.has_lives = self.keys is not None and self.keys.lives.changing
        self.tier = None if design.cache is None else Tier(self, design.cache)
        self.databases = None
        if design.replication is None:
            self._databases()
        else:
            self._copies()
        self._external()
        self.people = audiences(world, design, self.dns)
        self.sessions = None if design.sessions is None else Sessions(self, design.sessions)
        self.files: list[Files] = []
        for kind in design.workload.files:
            self.files.append(Files(kind, sum(row.given.objects for row in self.files), design.cdn))
        doors = ["balancer"] if self.balancer is not None else self.names
        self.net = None if design.cdn is None else Net(self, design.cdn, doors)
        bits, keys = design.web.cache_filter_bits_per_key, design.workload.popularity.keys
        self.filter = Filter(keys, math.ceil(bits * keys), design.web.cache_filter_hashes) if bits else None
        if self.keys is not None:
            self.keys.lives.history = None if self.databases is None else self.databases.history
            if design.cache is not None:
                self.keys.lives.filter = self.tier.filter if design.cache.filter_inserts else None
            else:
                self.keys.lives.filter = self.filter if design.web.cache_filter_inserts else None

    def node(self, name: str) -> Node:
        if name not in self.world.nodes:
            self.world.nodes[name] = Node(self.world, name)
        return self.world.nodes[name]

    def link(self, start: str, end: str, one_way_ms: float) -> Link:
        link = Link(f"{start}>{end}", ns_of_ms(one_way_ms))
        self.world.links.append(link)
        return link

    def _ways(self) -> None:
        """The balancer; without one, clients with several servers choose one by their address and keep to it."""
        given, clock = self.design.balancer, self.world.clock
        count = len(self.servers)
        if given is not None:
            self.balancer = self.node("balancer")
            weights = [given.weight_of(place) for place in range(count)]
            slow_ns, begin_with = int(given.slow_start_s * 1e9), self.design.first_servers
            self.group = Group(
                clock, str(given.policy), weights, self.balancer, slow_ns, begin_with, given.most_open or math.inf
            )
            one_way_ms = given.rtt_ms / 2 + given.proxy_ms
            self.to_server = [self.link("balancer", server.node.name, one_way_ms) for server in self.servers]
        elif count > 1:
            self.group = Group(clock, "ip_hash", [1] * count, None, 0)
        if self.group is not None:
            self.world.groups.append(self.group)

    def _databases(self) -> None:
        given, count = self.design.database, len(self.servers)
        shared = given.shared or count == 1
        bases = []
        for i, server in enumerate(self.servers):
            if not given.own_machine:
                bases.append((server.node, server.cores, self.disk(server.node)))
            elif i == 0 or not shared:
                node = self.node("database" if shared else f"database-{i + 1}")
                cores = Station(node, "database cores", given.cores, machine=given)
                bases.append((node, cores, self.disk(node)))
        for i, server in enumerate(self.servers):
            node, cores, disk = bases[i % len(bases)]
            server.meets(node, cores, disk, self.link(server.node.name, node.name, given.hop_ms / 2))
        self._known_to_caches(bases[:1])

    def _copies(self) -> None:
        """A primary and its replicas, each with a link and a pool at every server."""
        self.databases = Databases(self, self.design)
        for server in self.servers:
            names = [copy.node.name for copy in self.databases.copies]
            server.links = [self.link(server.node.name, name, self.design.database.hop_ms / 2) for name in names]
        self._known_to_caches([(copy.node, copy.cores, copy.disk) for copy in self.databases.copies])
        self.monitor = self.node("monitor")
        self.from_monitor = [self.link("monitor", copy.node.name, MONITOR_HOP_MS) for copy in self.databases.copies]

    def disk(self, node: Node) -> Disk | None:
        given = self.design.database.disk
        return None if given is None else Disk(node, given)

    def _known_to_caches(self, databases: list[tuple[Node, Station, Disk | None]]) -> None:
        given = self.design.cache
        if given is not None and (given.reads is Reads.READ_THROUGH or given.writes is not Writes.AROUND):
            for at in self.tier.nodes:
                at.meets(self, databases)

    def _external(self) -> None:
        given = self.design.external
        self.api = None
        if given.share_of_orders > 0:
            self.api = Station(self.node("external-api"), "external API", math.inf)
            for server in self.servers:
                server.to_api = self.link(server.node.name, "external-api", given.rtt_ms / 2)

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
