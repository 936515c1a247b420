"""What the operators and the faults do: processes that wake at their instants, in the order of a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import simpy

from playground.design.balancer import HealthCheck
from tests.agree.oracle.chance import PROBES, job_luck
from tests.agree.oracle.failure import Failed, Gone
from tests.agree.oracle.job import new_token
from tests.agree.oracle.scheduler import CONTROL, DEADLINE, WOKEN, Moment, Walk, in_rank

if TYPE_CHECKING:
    from tests.agree.oracle.balancer import Group
    from tests.agree.oracle.faults import Faults
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.place import Link, Node
    from tests.agree.oracle.site import Server
    from tests.agree.oracle.token import Token
    from tests.agree.oracle.world import World


@dataclass(frozen=True)
class Prober:
    """Who probes, and believes what it finds. `walks`: a probe's way to each of these, there and back. `node`: where it
    runs; None: it never dies. `heard`: what follows when it has changed its mind."""

    given: HealthCheck
    group: Group
    names: list[str]
    walks: list[Callable[[Token], Walk]]
    node: Node | None
    heard: Callable[[], None] = lambda: None

    @staticmethod
    def of_servers(
        given: HealthCheck, group: Group, servers: list[Server], links: list[Link], node: Node | None
    ) -> Prober:
        """All of them, over links of its own."""
        walks = [partial(_to_server, given, *way) for way in zip(servers, links, strict=True)]
        return Prober(given, group, [server.node.name for server in servers], walks, node)

    @property
    def is_up(self) -> bool:
        return self.node is None or self.node.is_up

    def deaths(self, faults: Faults) -> int:
        return 0 if self.node is None else faults.deaths[self.node.name]


def _to_server(given: HealthCheck, server: Server, link: Link, token: Token) -> Walk:
    yield from token.travel(link)
    yield from token.arrive(server.node)
    with (yield from server.workers.seize(token)):
        if given.work_ms > 0:
            with (yield from server.cores.seize(token)) as slot:
                yield from server.cores.work(token, given.work_ms * 1e6, "probe", slot)
    yield from token.travel(link, back=True)


def probers(parts: Parts) -> list[Prober]:
    """The balancer of each site, and then whoever probes sites; without one the authority, where there are several
    servers to choose from."""
    given, names, found = parts.design.balancer, parts.dns, []
    for site in parts.sites if given is not None else ():
        found.append(Prober.of_servers(given.check, site.group, site.servers, site.to_server, site.balancer))
    if names is not None and names.sites is not None:
        found.append(names.sites.prober)
    if names is not None and names.authority is not None:
        found.append(names.authority.prober)
    return found


def probed(parts: Parts) -> int:
    """Who is probed has a number, and servers and sites have the first ones."""
    return sum(len(by.names) for by in probers(parts))


def probed_of_caches(parts: Parts) -> int:
    """Cache servers have the next ones."""
    return sum(len(tier.observers) * len(tier.nodes) for tier in parts.tiers)


def begin_checks(parts: Parts, faults: Faults) -> None:
    """One after the other."""
    row = 0
    for by in probers(parts):
        for place in range(len(by.names)):
            HealthCheckOf(parts.world, by, place, row, faults.next_rank(), faults)
            row += 1


class HealthCheckOf:
    """One process per server: a probe each interval; down after `fall` misses in a row, up after `rise` answers. `row`:
    its number among all that are probed."""

    def __init__(self, world: World, by: Prober, place: int, row: int, rank: int, faults: Faults) -> None:
        self.place, self.row, self.rank, self.faults = place, row, rank, faults
        self.world, self.clock = world, world.clock
        self.by, self.given, self.name = by, by.given, by.names[place]
        self.sent = self.against = 0
        self.believes_up = True
        self.clock.process(self._run())

    def _run(self) -> Walk:
        interval_ns = int(self.given.interval_s * 1e9 + 0.5)
        deaths = moves = 0
        yield Moment(self.clock, 0, (CONTROL, self.rank))
        while True:
            begun_ns = int(self.clock.now)
            if self.by.is_up and self.name not in self.faults.away:
                if moves != self.faults.moves[self.name]:
                    moves, deaths = self.faults.moves[self.name], self.by.deaths(self.faults)
                    self.believes_up, self.against = True, 0
                if deaths != self.by.deaths(self.faults):
                    deaths = self.by.deaths(self.faults)
                    self._believe(True)
                self.sent += 1
                luck = job_luck(self.world.seed, PROBES, self.row, self.sent - 1)
                walk = self.by.walks[self.place]
                answered = yield Probe(self.world, luck, self.given.timeout_s, self.rank, walk).fate
                if (deaths, moves) == (self.by.deaths(self.faults), self.faults.moves[self.name]):
                    self._hear(answered)
            next_ns = begun_ns + interval_ns
            while next_ns < self.clock.now or next_ns == begun_ns:
                next_ns += interval_ns
            yield Moment(self.clock, next_ns, (CONTROL, self.rank))

    def _hear(self, answered: bool) -> None:
        self.against = 0 if answered == self.believes_up else self.against + 1
        if self.against >= (self.given.fall if self.believes_up else self.given.rise):
            self._believe(answered)

    def _believe(self, up: bool) -> None:
        self.against = 0
        if up != self.believes_up:
            self.believes_up = up
            self.by.group.mark(self.place, up=up)
            self.by.heard()
            self.world.marks.append((int(self.clock.now), "mark_up" if up else "mark_down", self.name))


class Probe:
    """A probe: it waits in the same lines as users do. `fate` tells, at once, whether it was answered."""

    def __init__(
        self, world: World, luck: int, timeout_s: float, rank: int, there_and_back: Callable[[Token], Walk]
    ) -> None:
        self.clock, self.timeout_s, self.rank = world.clock, timeout_s, rank
        self.fate = simpy.Event(self.clock)
        self.token = new_token(world, luck)
        self.token.begin(self._run(there_and_back))

    def _run(self, there_and_back: Callable[[Token], Walk]) -> Walk:
        due_ns = self.clock.now + int(self.timeout_s * 1e9 + 0.5)
        Moment(self.clock, due_ns, in_rank(DEADLINE, self.token.key), self._missed)
        try:
            yield from there_and_back(self.token)
        except Failed as error:
            yield from self.token.hear(error, 0)
            self._conclude(False)
        else:
            self._conclude(True)

    def _missed(self) -> None:
        if self.token.is_alive:
            self._conclude(False)
            self.token.is_abandoned = True
            if self.token.is_hung:
                self.token.throw(Gone())

    def _conclude(self, answered: bool) -> None:
        """The process looks as soon as this act and what follows from it is over."""
        if not self.token.is_abandoned:
            Moment(self.clock, self.clock.now, (WOKEN, self.rank), partial(self._tell, answered))

    def _tell(self, answered: bool) -> None:
        self.fate._ok, self.fate._value = True, answered
        callbacks, self.fate.callbacks = self.fate.callbacks, None
        for callback in callbacks:
            callback(self.fate)
