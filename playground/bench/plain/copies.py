"""Replicated databases of the plain web system: who answers a read, and how a write gets to the replicas."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

import simpy

from playground.bench.plain.draw import Sampler, sampler
from playground.bench.plain.server import Server
from playground.bench.plain.site import Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.visit import query
from playground.design.design import WebSystem
from playground.design.problem import BadDesign
from playground.design.replication import Choice, Commit, ReadFrom, Replication


@dataclass(eq=False)
class Copies:
    """Cores of the primary and of its replicas, whose turn it is to read, and what is on its way to each replica."""

    cores: list[simpy.Resource]
    logs: list[Any]  # a SimPy store of instants for each replica
    turns: count[int]

    def read(self, site: Site, server: Server, service: Sampler) -> Steps:
        """At the next replica."""
        place = 1 + next(self.turns) % len(self.logs)
        yield from query(site, server.pools[place], self.cores[place], service)

    def write(self, site: Site, server: Server, service: Sampler) -> Steps:
        """At the primary; every replica gets it."""
        yield from query(site, server.pools[0], self.cores[0], service)
        for log in self.logs:
            log.put(site.env.now)


def copies(env: simpy.Environment, design: WebSystem, servers: list[Server]) -> Copies:
    """Raises BadDesign for what is not written here."""
    given = design.replication
    assert given is not None  # noqa: S101 - the caller has looked
    _check_written(given)
    for server in servers:
        server.pools = [simpy.Resource(env, design.database.pool_size) for _ in range(1 + given.replicas)]
    cores = [simpy.Resource(env, design.database.cores) for _ in range(1 + given.replicas)]
    return Copies(cores, [simpy.Store(env) for _ in range(given.replicas)], count())


def start_appliers(site: Site, behind: Copies, given: Replication, rng: Random) -> None:
    """One for each replica."""
    apply = sampler(given.apply, rng)
    for log, cores in zip(behind.logs, behind.cores[1:], strict=True):
        site.env.process(_applier(site, log, cores, given.ship_delay_s, apply))


def _applier(site: Site, log: Any, cores: simpy.Resource, delay_s: float, apply: Sampler | None) -> Steps:
    """Take what was shipped, in order, and replay it."""
    env = site.env
    while True:
        due_s = (yield log.get()) + delay_s
        if due_s > env.now:
            yield env.timeout(due_s - env.now)
        if apply is not None:
            with cores.request() as core:
                yield core
                yield env.timeout(apply() * site.database_slowdown[cores.count])


def _check_written(given: Replication) -> None:
    missing = {
        "replication.commit": given.commit is not Commit.ASYNCHRONOUS,
        "replication.appliers": given.appliers != 1,
        "replication.read_from": given.read_from is not ReadFrom.REPLICAS,
        "replication.choice": given.choice is not Choice.ROUND_ROBIN,
        "replication.max_lag_s": given.max_lag_s is not None,
        "replication.multi_primary": given.multi_primary,
    }
    for knob, is_used in missing.items():
        if is_used:
            raise BadDesign(f"{knob} must keep its default for the comparison with SimPy", knob=knob)
