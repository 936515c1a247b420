"""Replicated databases of the plain web system, sharded or not: who answers a read, and how a write gets to the other
copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

import simpy

from playground.bench.plain.draw import Sampler, sampler
from playground.bench.plain.keys import Keys
from playground.bench.plain.site import Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.visit import query
from playground.design.design import WebSystem
from playground.design.replication import Replication
from playground.design.sites import apart_ms


@dataclass(eq=False)
class Shard:
    """Cores of the primary and of all others, those of its own site first, and what is on its way to each other."""

    cores: list[simpy.Resource]
    logs: list[Any]  # a SimPy store of instants for each but the primary

    def changed(self, work: simpy.Event) -> None:
        """The primary has written; everybody gets it."""
        for log in self.logs:
            log.put(work.env.now)


@dataclass(eq=False)
class Copies:
    """All shards, or one. `shard_of`: of each key; None where all are in one place. `each`: copies of a shard at
    one site. `ways_s`: from each site to the primaries."""

    shards: list[Shard]
    shard_of: list[int] | None
    each: int
    hop_s: float
    ways_s: list[float]
    reading: Sampler
    writing: Sampler
    turns: dict[tuple[int, int], Iterator[int]] = field(default_factory=lambda: defaultdict(count))

    @property
    def number(self) -> int:
        """Of all copies."""
        return sum(len(shard.cores) for shard in self.shards)

    def of(self, key: int) -> int:
        return 0 if self.shard_of is None else self.shard_of[key]

    def read(self, site: Site, pools: list[simpy.Resource], key: int) -> Steps:
        """At the next of the site's own copies that is not the primary."""
        shard = self.of(key)
        readers = range(max(1, site.place * self.each), (site.place + 1) * self.each)
        copy = readers[next(self.turns[site.place, shard]) % len(readers)]
        pool, cores = self._where(pools, shard, copy)
        yield from query(site, pool, cores, self.reading, self.hop_s)

    def read_primary(self, site: Site, pools: list[simpy.Resource], key: int) -> Steps:
        pool, cores = self._where(pools, self.of(key), 0)
        yield from query(site, pool, cores, self.reading, self.ways_s[site.place])

    def write(self, site: Site, pools: list[simpy.Resource], key: int) -> Steps:
        """At the primary, which may be far away."""
        shard = self.of(key)
        pool, cores = self._where(pools, shard, 0)
        yield from query(site, pool, cores, self.writing, self.ways_s[site.place], self.shards[shard].changed)

    def _where(self, pools: list[simpy.Resource], shard: int, copy: int) -> tuple[simpy.Resource, simpy.Resource]:
        cores = self.shards[shard].cores
        return pools[shard * len(cores) + copy], cores[copy]


def copies(env: simpy.Environment, design: WebSystem, rng: Random, keys: Keys) -> Copies:
    """Of all sites."""
    assert design.replication is not None  # noqa: S101 - the caller has looked
    base, each = design.database, 1 + design.replication.replicas
    count_of_shards = 1 if design.sharding is None else design.sharding.shards
    number = each * design.places
    shards = [
        Shard([simpy.Resource(env, base.cores) for _ in range(number)], [simpy.Store(env) for _ in range(number - 1)])
        for _ in range(count_of_shards)
    ]
    hop_s = base.hop_ms / 2000
    return Copies(
        shards=shards,
        shard_of=None if design.sharding is None else keys.scattered(count_of_shards),
        each=each,
        hop_s=hop_s,
        ways_s=[hop_s + apart_ms(design.sites, place, 0) / 2000 for place in range(design.places)],
        reading=sampler(base.read, rng) or float,
        writing=sampler(base.write, rng) or float,
    )


def start_appliers(env: simpy.Environment, behind: Copies, design: WebSystem, rng: Random) -> None:
    """One for each copy but the primaries."""
    given = design.replication
    assert given is not None  # noqa: S101 - the caller has looked
    apply = sampler(given.apply, rng)
    slowdown = [design.database.slowdown(busy) for busy in range(design.database.cores + 1)]
    work = None if apply is None else lambda cores: apply() * slowdown[cores.count]
    for shard in behind.shards:
        for place, log in enumerate(shard.logs, start=1):
            env.process(_applier(env, log, shard.cores[place], _lag_s(design, given, place), work))


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
