"""What stands at one site: an entry, a balancer, web servers, caches, the way to somebody else's service."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.design.cache import Lock
from tests.agree.oracle.balancer import Group
from tests.agree.oracle.cache import Cache
from tests.agree.oracle.distance import named
from tests.agree.oracle.lock import Locks
from tests.agree.oracle.station import Station

if TYPE_CHECKING:
    from playground.design.web import Web
    from tests.agree.oracle.disk import Disk
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.place import Link, Node
    from tests.agree.oracle.services import Joins
    from tests.agree.oracle.tier import Tier
    from tests.agree.oracle.workers import Crew

CONNECTIONS = 8192  # of an asynchronous server


def ns_of_s(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds * 1e9 + 0.5)


def locks_of(web: Web, node: Node | None) -> Locks:
    return Locks(node, ns_of_s(web.cache_lock_ttl_s or None), ns_of_s(web.cache_lock_wait_s))


class Server:
    """A web server with its worker threads, cores, pool of connections, cache, and its database. `place`: among those
    of its site; `row`: among all."""

    def __init__(self, site: Site, name: str, place: int) -> None:
        parts = site.parts
        self.site, self.place, self.row = site, place, site.number * len(site.names) + place
        self.version, self.bug = 1, 0.0  # and the share of requests that this version fails
        web, given = parts.design.web, parts.design.database
        self.node = parts.node(name)
        threads = CONNECTIONS if web.asynchronous else web.worker_threads
        self.workers = Station(self.node, "worker threads", threads, web.accept_queue)
        self.cores = Station(self.node, "cores", web.cores, machine=web)
        self.pools = [Station(self.node, "pool", given.pool_size) for _ in range(parts.copies)]
        self.links: list[Link] = []  # to each copy of a database
        self.cache = Cache(parts.world.clock, web) if web.cache_items else None
        self.locks = site.shared_locks or locks_of(web, self.node)
        if self.cache is not None:
            self.node.caches.append(self.cache)
            self.cache.name = site.called(f"cache-{place + 1}" if len(site.names) > 1 else "cache")
            parts.world.caches.append(self.cache)

    def meets(self, database: Node, cores: Station, disk: Disk | None, link: Link) -> None:
        self.database, self.database_cores, self.disk, self.to_database = database, cores, disk, link


class Site:
    """Machines that users are led to together."""

    def __init__(self, parts: Parts, number: int) -> None:
        self.parts, self.number, design = parts, number, parts.design
        self.shared_locks = locks_of(design.web, None) if design.web.cache_lock is Lock.SHARED else None
        self.entry = None
        if design.entry.link_gbit_s is not None:
            self.entry = Station(parts.node(self.called("entry")), "entry link", 1)
        most = 0 if design.web.autoscale is None else design.web.autoscale.max_servers
        count = max(design.web.servers, most)
        alone = count == 1 and not design.database.own_machine
        self.names = ["server" if alone else self.called(f"web-{i + 1}") for i in range(count)]
        self.servers = [Server(self, name, i) for i, name in enumerate(self.names)]
        self.balancer, self.group, self.to_server = None, None, [None] * count
        self.tier: Tier | None = None
        self.api: Station | None = None
        self.joins: Joins | None = None
        self.own_link: Station | None = None  # for what cannot come by a CDN
        self.crew: Crew | None = None  # who carry orders out
        self._ways()

    def called(self, name: str) -> str:
        """The name of a machine here."""
        return named(name, self.number)

    @property
    def servers_together(self) -> str:
        """What links are called that begin at all servers."""
        return self.names[0] if len(self.names) == 1 else self.called("web")

    @property
    def doors(self) -> list[str]:
        return self.names if self.balancer is None else [self.balancer.name]

    def _ways(self) -> None:
        """The balancer; without one, clients with several servers choose one by their address and keep to it."""
        design, clock = self.parts.design, self.parts.world.clock
        given, count = design.balancer, len(self.servers)
        if given is not None:
            self.balancer = self.parts.node(self.called("balancer"))
            weights = [given.weight_of(place) for place in range(count)]
            slow_ns, begin_with = int(given.slow_start_s * 1e9), design.first_servers
            self.group = Group(
                clock, str(given.policy), weights, self.balancer, slow_ns, begin_with, given.most_open or math.inf
            )
            one_way_ms, door = given.rtt_ms / 2 + given.proxy_ms, self.balancer.name
            self.to_server = [self.parts.link(door, name, one_way_ms) for name in self.names]
        elif count > 1:
            self.group = Group(clock, "ip_hash", [1] * count, None, 0)
        if self.group is not None:
            self.parts.world.groups.append(self.group)

    def meet_api(self) -> None:
        """Somebody else's service, as near to each site."""
        given = self.parts.design.external
        if given.share_of_orders > 0:
            self.api = Station(self.parts.node(self.called("external-api")), "external API", math.inf)
            for server in self.servers:
                server.to_api = self.parts.link(server.node.name, self.api.node.name, given.rtt_ms / 2)
