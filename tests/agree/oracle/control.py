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
    from tests.agree.oracle.token import Token
    from tests.agree.oracle.world import World


@dataclass(frozen=True)
class Prober:
    """Who probes all servers over links of its own, and believes what it finds. `node`: where it runs; None: it never
    dies."""

    given: HealthCheck
    group: Group
    links: list[Link]
    node: Node | None

    @property
    def is_up(self) -> bool:
        return self.node is None or self.node.is_up

    def deaths(self, faults: Faults) -> int:
        return 0 if self.node is None else faults.deaths[self.node.name]


def prober(parts: Parts) -> Prober | None:
    """The balancer; without one the authority, where there are several servers to choose from."""
    design, names = parts.design, parts.dns
    if parts.balancer is not None:
        return Prober(design.balancer.check, parts.group, parts.to_server, parts.balancer)
    if names is not None and names.authority is not None:
        return Prober(names.given.check, names.authority.group, names.authority.links, None)
    return None


def servers_probed(parts: Parts) -> int:
    """Who is probed has a number, and servers have the first ones."""
    return 0 if prober(parts) is None else len(parts.servers)


class HealthCheckOf:
    """One process per server: a probe each interval; down after `fall` misses in a row, up after `rise` answers."""

    def __init__(self, parts: Parts, by: Prober, place: int, rank: int, faults: Faults) -> None:
        self.parts, self.place, self.rank, self.faults = parts, place, rank, faults
        self.world, self.clock = parts.world, parts.world.clock
        self.by, self.given = by, by.given
        self.sent = self.against = 0
        self.believes_up = True
        self.clock.process(self._run())

    def _run(self) -> Walk:
        interval_ns = int(self.given.interval_s * 1e9 + 0.5)
        deaths = moves = 0
        name = self.parts.servers[self.place].node.name
        yield Moment(self.clock, 0, (CONTROL, self.rank))
        while True:
            begun_ns = int(self.clock.now)
            if self.by.is_up and name not in self.faults.away:
                if moves != self.faults.moves[name]:
                    moves, deaths = self.faults.moves[name], self.by.deaths(self.faults)
                    self.believes_up, self.against = True, 0
                if deaths != self.by.deaths(self.faults):
                    deaths = self.by.deaths(self.faults)
                    self._believe(True)
                self.sent += 1
                luck = job_luck(self.world.seed, PROBES, self.place, self.sent - 1)
                answered = yield Probe(self.world, luck, self.given.timeout_s, self.rank, self._there_and_back).fate
                if (deaths, moves) == (self.by.deaths(self.faults), self.faults.moves[name]):
                    self._hear(answered)
            next_ns = begun_ns + interval_ns
            while next_ns < self.clock.now or next_ns == begun_ns:
                next_ns += interval_ns
            yield Moment(self.clock, next_ns, (CONTROL, self.rank))

    def _there_and_back(self, token: Token) -> Walk:
        server, link, work_ms = self.parts.servers[self.place], self.by.links[self.place], self.given.work_ms
        yield from token.travel(link)
        yield from token.arrive(server.node)
        with (yield from server.workers.seize(token)):
            if work_ms > 0:
                with (yield from server.cores.seize(token)) as slot:
                    yield from server.cores.work(token, work_ms * 1e6, "probe", slot)
        yield from token.travel(link, back=True)

    def _hear(self, answered: bool) -> None:
        self.against = 0 if answered == self.believes_up else self.against + 1
        if self.against >= (self.given.fall if self.believes_up else self.given.rise):
            self._believe(answered)

    def _believe(self, up: bool) -> None:
        self.against = 0
        if up != self.believes_up:
            self.believes_up = up
            self.by.group.mark(self.place, up=up)
            name = self.parts.servers[self.place].node.name
            self.world.marks.append((int(self.clock.now), "mark_up" if up else "mark_down", name))


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
