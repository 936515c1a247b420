"""The textbook systems and the web chain."""

from __future__ import annotations

import math

from playground.design.design import Queueing, WebChain
from playground.design.queueing import Station as Given
from playground.design.service import Exponential, from_cv
from playground.traffic.rate import profile
from tests.agree.oracle.arrivals import REQUESTS, begin_source
from tests.agree.oracle.balancer import Group
from tests.agree.oracle.client import Kind
from tests.agree.oracle.place import Node
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.station import Station
from tests.agree.oracle.token import Token
from tests.agree.oracle.world import World


def begin_queueing(world: World, design: Queueing) -> None:
    """Customers come to a station, or to two in a row."""
    rows = [("station", design.station)] + ([] if design.second is None else [("second", design.second)])
    places = [(_station(world, name, given), given, name) for name, given in rows]

    def customer(token: Token) -> Walk:
        for place, given, purpose in places:
            yield from place.serve(token, from_cv(given.service_ms, given.cv), purpose)

    _begin(world, design, Kind("customer", customer))


def begin_chain(world: World, design: WebChain) -> None:
    """Servers in turn, a cache that hits by a coin, else the database."""
    web, base = design.web, design.database
    servers = [Station(_node(world, f"web-{i + 1}"), "workers", web.workers) for i in range(web.servers)]
    cache = Station(_node(world, "cache"), "cache", math.inf)
    connections = Station(_node(world, "database"), "connections", base.connections)
    group = Group(world.clock, "round_robin", [1] * web.servers, None, 0)
    world.groups.append(group)

    def request(token: Token) -> Walk:
        with group.pick(token):
            server = servers[token.server]
            with (yield from server.seize(token)) as slot:
                yield from server.work(token, Exponential(mean_ms=web.service_ms), "web", slot)
                yield from cache.work(token, Exponential(mean_ms=design.cache.look_up_ms), "cache", None)
                if token.luck.draw("coin") >= design.cache.hit_share:
                    yield from connections.serve(token, Exponential(mean_ms=base.query_ms), "database_read")

    _begin(world, design, Kind("request", request))


def _begin(world: World, design: Queueing | WebChain, kind: Kind) -> None:
    segments = profile(design.workload.shape, design.workload.rate_rps, design.seconds)
    world.kinds.append(kind)
    begin_source(world, REQUESTS, segments, [(1.0, kind)])


def _node(world: World, name: str) -> Node:
    world.nodes[name] = Node(world, name)
    return world.nodes[name]


def _station(world: World, name: str, given: Given) -> Station:
    return Station(_node(world, name), name, given.servers, math.inf if given.line is None else given.line)
