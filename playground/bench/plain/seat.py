"""A seat of the plain web system: whoever sits there, with a browser's connections and a session."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.bench.plain.server import Server

NEVER_S = float("-inf")


@dataclass(eq=False, slots=True)
class Resolver:
    """Whom browsers ask for addresses: how long it keeps an answer, until when it has that of each host, the sites
    from near to far of where it stands, and the one to which the origin's name led last."""

    life_s: float
    near: list[int]
    until_s: list[float] = field(default_factory=lambda: [NEVER_S, NEVER_S])
    address: int = 0


@dataclass(eq=False, slots=True)
class Connection:
    """When it was used last, and until when the browser knows the host's address."""

    used_s: float = NEVER_S
    known_s: float = NEVER_S


@dataclass(eq=False, slots=True)
class Seat:
    """`ends_s`: of its session. `home`: who keeps that; `cookie`: the server that the balancer leads it to; `address`:
    the place of the site to which the origin's name leads it."""

    ends_s: float = NEVER_S
    hosts: tuple[Connection, Connection] = field(default_factory=lambda: (Connection(), Connection()))
    home: object = None
    cookie: Server | None = None
    resolver: Resolver | None = None
    address: int = 0
