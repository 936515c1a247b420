"""Web servers that are started when the others work too much, and leave, drained, when they work too little."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.agree.oracle.scheduler import CONTROL, Moment, Walk
from tests.agree.oracle.sessions import SCALED_IN

if TYPE_CHECKING:
    from playground.design.autoscale import Autoscale
    from tests.agree.oracle.faults import Faults
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.site import Server


class Autoscaler:
    """Looks at what all cores together have worked since it looked last."""

    def __init__(self, parts: Parts, faults: Faults, given: Autoscale) -> None:
        self.parts, self.faults, self.given = parts, faults, given
        self.world, self.clock = parts.world, parts.world.clock
        self.least = parts.design.web.servers
        self.started: list[Server] = []  # and not there yet
        self.idle = parts.servers[parts.sites[0].group.count :]
        self.drains: dict[Server, int] = {}  # and since when
        self.worked_ns = self.changed_ns = 0
        self.join_rank, self.retire_rank, self.look_rank = (faults.next_rank() for _ in range(3))
        faults.away |= {server.node.name for server in self.idle}
        self.clock.process(self._run())

    def _run(self) -> Walk:
        interval_ns = int(self.given.interval_s * 1e9 + 0.5)
        nth = 0
        while True:
            nth += 1
            yield Moment(self.clock, nth * interval_ns, (CONTROL, self.look_rank))
            for server in self.parts.servers:
                server.cores.touch()
            worked_ns = sum(server.cores.busy_ns for server in self.parts.servers)
            at_target = self.parts.design.web.cores * interval_ns * int(self.given.target_utilisation * 1000 + 0.5)
            wanted, rest = divmod((worked_ns - self.worked_ns) * 1000, at_target)
            self.worked_ns = worked_ns
            if not self.faults.deployer.runs:
                self._meet(wanted + (rest > 0))

    def _meet(self, wanted: int) -> None:
        """Start what is lacking, or let the newest go."""
        group = self.parts.sites[0].group
        there = sum(member.is_up for member in group.members[: group.count]) + len(self.started)
        if wanted > there:
            self._start(self.idle[: wanted - there])
        elif wanted < there and group.count > self.least and not self.started and self._has_rested():
            self._let_go()

    def _has_rested(self) -> bool:
        return self.clock.now >= self.changed_ns + int(self.given.cooldown_s * 1e9 + 0.5)

    def _start(self, servers: list[Server]) -> None:
        for server in servers:
            self._changes("scale_out", server)
            self.idle.remove(server)
            self.started.append(server)
        due_ns = self.clock.now + int(self.given.boot_s * 1e9 + 0.5)
        if servers:
            Moment(self.clock, due_ns, (CONTROL, self.join_rank), partial(self._join, servers))

    def _join(self, servers: list[Server]) -> None:
        for server in servers:
            self._retire(server)
            if self.faults.hands is not None:
                self.faults.hands.begins_anew(server.node.name)
            self.started.remove(server)
            self.faults.away.discard(server.node.name)
            self.parts.sites[0].group.join()
            self.faults.deployer.install(server)
            if self.world.sessions is not None:
                self.world.sessions.lose(server.node.name, SCALED_IN)
            if server.cache is not None:
                server.cache.clear()
            self._changes("join", server)

    def _let_go(self) -> None:
        server = self.parts.servers[self.parts.sites[0].group.leave()]
        self.faults.away.add(server.node.name)
        self.idle.insert(0, server)
        self._changes("drain", server)
        self._drain(server, int(self.given.drain_s * 1e9 + 0.5))

    def _drain(self, server: Server, span_ns: int) -> None:
        """Cookies lead to it until it is retired."""
        since_ns = self.drains[server] = int(self.clock.now)
        self.parts.sites[0].group.drain(server.place)
        if span_ns == 0:
            self._retire(server)
        else:
            Moment(self.clock, since_ns + span_ns, (CONTROL, self.retire_rank), partial(self._retire, server, since_ns))

    def _retire(self, server: Server, since_ns: int | None = None) -> None:
        """It has drained; `since_ns`: unless that was over before, and it may drain again by now."""
        if server not in self.drains or since_ns not in (None, self.drains[server]):
            return
        del self.drains[server]
        self.parts.sites[0].group.members[server.place].drains = False
        self.world.marks.append((int(self.clock.now), "retire", server.node.name))
        if self.faults.hands is not None:
            self.faults.hands.begins_anew(server.node.name)
        if self.world.sessions is not None:
            self.world.sessions.lose(server.node.name, SCALED_IN)

    def _changes(self, what: str, server: Server) -> None:
        self.changed_ns = int(self.clock.now)
        self.faults.moves[server.node.name] += what != "scale_out"
        self.world.marks.append((self.changed_ns, what, server.node.name))
