"""What the operators and the faults do: processes that wake at their instants, in the order of a list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import simpy

from playground.design.balancer import HealthCheck
from tests.agree.oracle.chance import PROBES, job_luck
from tests.agree.oracle.failure import Failed, Gone
from tests.agree.oracle.scheduler import CONTROL, DEADLINE, WOKEN, Moment, Walk, in_rank
from tests.agree.oracle.token import Token

if TYPE_CHECKING:
    from tests.agree.oracle.faults import Faults
    from tests.agree.oracle.parts import Parts, Server

AFTER_ALL_REQUESTS = 1 << 60


class HealthCheckOf:
    """One process per server: a probe each interval; down after `fall` misses in a row, up after `rise` answers."""

    def __init__(self, parts: Parts, place: int, rank: int, faults: Faults) -> None:
        self.parts, self.place, self.rank, self.faults = parts, place, rank, faults
        self.world, self.clock = parts.world, parts.world.clock
        self.given: HealthCheck = parts.design.balancer.check
        self.sent = self.against = 0
        self.believes_up = True
        self.clock.process(self._run())

    def _run(self) -> Walk:
        interval_ns = int(self.given.interval_s * 1e9 + 0.5)
        deaths = 0
        yield Moment(self.clock, 0, (CONTROL, self.rank))
        while True:
            begun_ns = int(self.clock.now)
            if self.parts.balancer.is_up:
                if deaths != self.faults.deaths["balancer"]:
                    deaths = self.faults.deaths["balancer"]
                    self._believe(True)
                answered = yield Probe(self).fate
                if deaths == self.faults.deaths["balancer"]:
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
            self.parts.group.mark(self.place, up=up)
            name = self.parts.servers[self.place].node.name
            self.world.marks.append((int(self.clock.now), "mark_up" if up else "mark_down", name))


class Errand:
    """A probe: it waits in the same lines as users do. `fate` tells, at once, whether it was answered."""

    def __init__(self, token: Token, rank: int, timeout_s: float) -> None:
        self.token, self.clock, self.rank = token, token.clock, rank
        self.timeout_ns = int(timeout_s * 1e9 + 0.5)
        self.fate = simpy.Event(self.clock)
        token.note = lambda *_: None  # type: ignore[method-assign]  # only requests are written down

    def run(self, there_and_back: Walk) -> Walk:
        due_ns = self.clock.now + self.timeout_ns
        Moment(self.clock, due_ns, in_rank(DEADLINE, self.token.key), self._missed)
        try:
            yield from there_and_back
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


class Probe(Errand):
    """One probe of a server behind the balancer."""

    def __init__(self, check: HealthCheckOf) -> None:
        self.check = check
        world, place = check.world, check.place
        number = AFTER_ALL_REQUESTS + check.faults.next_probe()
        token = Token(world, (number, 1, 0), job_luck(world.seed, PROBES, place, check.sent), None)
        super().__init__(token, check.rank, check.given.timeout_s)
        token.server = place
        check.sent += 1
        token.begin(self.run(self._there_and_back(check.parts.servers[place])))

    def _there_and_back(self, server: Server) -> Walk:
        link, work_ms = self.check.parts.to_server[self.check.place], self.check.given.work_ms
        yield from self.token.travel(link)
        yield from self.token.arrive(server.node)
        with (yield from server.workers.seize(self.token)):
            if work_ms > 0:
                with (yield from server.cores.seize(self.token)) as slot:
                    yield from server.cores.work(self.token, work_ms * 1e6, "probe", slot)
        yield from self.token.travel(link, back=True)
