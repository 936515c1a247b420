"""How the balancer chooses: every policy as a function of the servers, without slow start."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from playground.bench.plain.server import Server
from playground.design.balancer import Policy

Pick = Callable[[], Server | None]


def round_robin(servers: list[Server], rng: Random) -> Pick:
    """The next one up, in a circle."""
    last = -1

    def pick() -> Server | None:
        nonlocal last
        for _ in servers:
            last = (last + 1) % len(servers)
            if servers[last].up:
                return servers[last]
        return None

    return pick


def weighted(servers: list[Server], rng: Random) -> Pick:
    """Smooth weighted round robin, as in nginx."""

    def pick() -> Server | None:
        up = [server for server in servers if server.up]
        if not up:
            return None
        for server in up:
            server.current += server.weight
        best = max(up, key=lambda server: server.current)
        best.current -= sum(server.weight for server in up)
        return best

    return pick


def random(servers: list[Server], rng: Random) -> Pick:
    """Anyone up, by weight."""

    def pick() -> Server | None:
        up = [server for server in servers if server.up]
        return rng.choices(up, [server.weight for server in up])[0] if up else None

    return pick


def _load(server: Server) -> float:
    return (server.open + 1) / server.weight


def least_connections(servers: list[Server], rng: Random) -> Pick:
    """The one with the fewest attempts open; ties to the next after the last pick, in a circle."""
    last = -1

    def pick() -> Server | None:
        nonlocal last
        circle = [(last + step) % len(servers) for step in range(1, len(servers) + 1)]
        up = [place for place in circle if servers[place].up]
        if not up:
            return None
        last = min(up, key=lambda place: _load(servers[place]))
        return servers[last]

    return pick


def two_choices(servers: list[Server], rng: Random) -> Pick:
    """Two different ones up, by weight; the one with fewer attempts open has it."""

    def pick() -> Server | None:
        up = [server for server in servers if server.up]
        if len(up) < 2:
            return up[0] if up else None
        first = rng.choices(up, [server.weight for server in up])[0]
        up.remove(first)
        second = rng.choices(up, [server.weight for server in up])[0]
        return second if _load(second) < _load(first) else first

    return pick


def ip_hash(servers: list[Server], rng: Random) -> Pick:
    """A client's address leads to a server; the next one up when that one is down."""

    def pick() -> Server | None:
        place = rng.randrange(len(servers))
        for step in range(len(servers)):
            server = servers[(place + step) % len(servers)]
            if server.up:
                return server
        return None

    return pick


POLICIES: dict[Policy, Callable[[list[Server], Random], Pick]] = {
    Policy.ROUND_ROBIN: round_robin,
    Policy.WEIGHTED: weighted,
    Policy.RANDOM: random,
    Policy.LEAST_CONNECTIONS: least_connections,
    Policy.TWO_CHOICES: two_choices,
    Policy.IP_HASH: ip_hash,
}
