"""The people of a region of the plain web system: sessions begin and end, and connections are opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import simpy

from playground.bench.plain.names import Names
from playground.bench.plain.seat import NEVER_S, Connection, Resolver, Seat
from playground.bench.plain.steps import Steps

ORIGIN, EDGE = 0, 1  # hosts


@dataclass(eq=False)
class Audience:
    """`ways_s`: one way to each site; `near`: the places of the sites, from near to far. `names`: None where everybody
    knows the addresses."""

    env: simpy.Environment
    rng: Random
    session_s: float
    keep_s: float
    round_trips: int
    ways_s: list[float]
    edge_way_s: float
    near: list[int]
    names: Names | None
    resolvers: list[Resolver] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)

    def somebody(self) -> Seat:
        return self.seats[int(self.rng.random() * len(self.seats))]

    def come(self, seat: Seat) -> None:
        """With a page somebody else's session may begin, who has no connections yet."""
        if seat.ends_s > self.env.now:
            return
        seat.ends_s = self.env.now + self.rng.expovariate(1 / self.session_s)
        seat.home = seat.cookie = None
        seat.resolver = self.rng.choice(self.resolvers) if self.resolvers else None
        for host in seat.hosts:
            host.used_s = host.known_s = NEVER_S

    def find(self, seat: Seat, host: int) -> Steps:
        """The host's address is known, unless there is a connection."""
        if self.names is not None and self.env.now - seat.hosts[host].used_s > self.keep_s:
            yield from self.names.resolve(self.env, seat, host)

    def connect(self, link: Connection, way_s: float) -> Steps:
        """Open the connection, unless it is open."""
        idle_s, link.used_s = self.env.now - link.used_s, self.env.now
        if idle_s > self.keep_s and way_s and self.round_trips:
            yield self.env.timeout(2 * way_s * self.round_trips)
