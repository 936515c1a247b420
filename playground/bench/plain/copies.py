"""Replicated databases of the plain web system: who answers a read, and how a write gets to the other copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

import simpy

from playground.bench.plain.draw import Sampler, sampler
from playground.bench.plain.server import Server
from playground.bench.plain.site import Call, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.visit import query
from playground.design.design import WebSystem
from playground.design.replication import Replication
from playground.design.sites import apart_ms


@dataclass(eq=False)
class Copies:
    """Cores of the primary and of all others, those of its own site first, and what is on its way to each other."""

    cores: list[simpy.Resource]
    logs: list[Any]  # a SimPy store of instants for each but the primary

    def changed(self, work: simpy.Event) -> None:
        """The primary has written; everybody gets it."""
        for log in self.logs:
            log.put(work.env.now)


def copies(env: simpy.Environment, design: WebSystem) -> Copies:
    """Of all sites."""
    assert design.replication is not None  # noqa: S101 - the caller has looked
    number = (1 + design.replication.replicas) * design.places
    cores = [simpy.Resource(env, design.database.cores) for _ in range(number)]
    return Copies(cores, [simpy.Store(env) for _ in range(number - 1)])


def calls(behind: Copies, design: WebSystem, place: int, reading: Sampler, writing: Sampler) -> tuple[Call, Call]:
    """What a read and a write do at the site of this place: at the next of its own copies that is not the primary; and
    at the primary, which may be far away."""
    assert design.replication is not None  # noqa: S101 - the caller has looked
    each = 1 + design.replication.replicas
    readers = range(max(1, place * each), (place + 1) * each)
    turns = count()
    hop_s = design.database.hop_ms / 2000
    far_s = hop_s + apart_ms(design.sites, place, 0) / 2000

    def read(site: Site, server: Server) -> Steps:
        copy = readers[next(turns) % len(readers)]
        yield from query(site, server.pools[copy], behind.cores[copy], reading, hop_s)

    def write(site: Site, server: Server) -> Steps:
        yield from query(site, server.pools[0], behind.cores[0], writing, far_s, behind.changed)

    return read, write


def start_appliers(env: simpy.Environment, behind: Copies, design: WebSystem, rng: Random) -> None:
    """One for each copy but the primary."""
    given = design.replication
    assert given is not None  # noqa: S101 - the caller has looked
    apply = sampler(given.apply, rng)
    slowdown = [design.database.slowdown(busy) for busy in range(design.database.cores + 1)]
    for place, log in enumerate(behind.logs, start=1):
        lag_s = _lag_s(design, given, place)
        work = None if apply is None else lambda cores: apply() * slowdown[cores.count]
        env.process(_applier(env, log, behind.cores[place], lag_s, work))


def _lag_s(design: WebSystem, given: Replication, place: int) -> float:
    """How long a change is on its way to the copy at this place."""
    return given.ship_delay_s if design.sites is None or place <= given.replicas else design.sites.lag_s


def _applier(
    env: simpy.Environment,
    log: Any,
    cores: simpy.Resource,
    delay_s: float,
    work: Callable[[simpy.Resource], float] | None,
) -> Steps:
    """Take what was shipped, in order, and replay it."""
    while True:
        due_s = (yield log.get()) + delay_s
        if due_s > env.now:
            yield env.timeout(due_s - env.now)
        if work is not None:
            with cores.request() as core:
                yield core
                yield env.timeout(work(cores))
