"""Somebody changes servers by hand, and a plan makes them alike again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agree.oracle.chance import DRIFTS, job_luck, unit, waiting
from tests.agree.oracle.scheduler import CONTROL, Moment, Walk

if TYPE_CHECKING:
    from playground.design.web import Drift
    from tests.agree.oracle.faults import Faults
    from tests.agree.oracle.parts import Parts


class Hands:
    """Which servers are not as they were declared, the first to change first."""

    def __init__(self, parts: Parts, faults: Faults, given: Drift) -> None:
        self.parts, self.faults, self.given = parts, faults, given
        self.world, self.clock = parts.world, parts.world.clock
        self.changed: list[str] = []
        for server in parts.servers:
            self.clock.process(self._change(server.place, server.node.name, faults.next_rank()))
        if given.apply_every_s is not None:
            self.clock.process(self._apply(faults.next_rank()))

    def _change(self, place: int, name: str, rank: int) -> Walk:
        """Whoever is not there, or dead, is not changed, and whoever is changed stays so."""
        mean_s, at_ns, n = self.given.changed_every_s, 0, 0
        while True:
            drawn_s = waiting(unit(job_luck(self.world.seed, DRIFTS, place, n))) * mean_s
            at_ns += max(1, int(drawn_s * 1e9 + 0.5))
            n += 1
            yield Moment(self.clock, at_ns, (CONTROL, rank))
            is_there = name not in self.faults.away and self.world.nodes[name].is_up
            if is_there and name not in self.changed:
                self.changed.append(name)
                self._mark("drift", name)
                self.faults.weigh(name, self.given.slow_factor)

    def _apply(self, rank: int) -> Walk:
        every_ns, takes_ns = (int(s * 1e9 + 0.5) for s in (self.given.apply_every_s or 0.0, self.given.apply_s))
        nth = 0
        while True:
            nth += 1
            yield Moment(self.clock, nth * every_ns + takes_ns, (CONTROL, rank))
            self._mark("apply_plan", "web")
            for name in self.changed.copy():
                self.begins_anew(name)

    def begins_anew(self, name: str) -> None:
        """The machine is as declared."""
        if name in self.changed:
            self.changed.remove(name)
            self._mark("declared", name)
            self.faults.unweigh(name, self.given.slow_factor)

    def _mark(self, what: str, name: str) -> None:
        self.world.marks.append((int(self.clock.now), what, name))
