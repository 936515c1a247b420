"""A failover, step by step: elect, lock out, catch up, promote, and tell the web servers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.agree.oracle.scheduler import CONTROL, Moment, Walk

if TYPE_CHECKING:
    from tests.agree.oracle.copies import Copy
    from tests.agree.oracle.monitor import Monitor

LOOK_NS = 10_000_000


class Failover:
    """What the monitor does when it believes the primary dead."""

    def __init__(self, monitor: Monitor, rank: int, servers: int) -> None:
        self.monitor, self.rank, self.servers = monitor, rank, servers
        self.given, self.clock, self.databases = monitor.given.failover, monitor.clock, monitor.databases

    def run(self) -> Walk:
        """Again and again, until there is a primary that is heard."""
        monitor, every = self.monitor, list(range(self.servers))
        while True:
            old = monitor.primary
            monitor.order("elect", old.node.name)
            new = yield from self._elect(old)
            yield from self._pause(self.given.promotion_s)
            monitor.order("promote", new.node.name)
            self.databases.promote(new)
            monitor.behind.make_copies(self.databases.copies)
            monitor.primary = new
            monitor.take_back(old)
            monitor.settle()
            yield from self.tell(monitor.server_names, every, dict.fromkeys(every, new))
            if monitor.is_up[monitor.primary]:
                monitor.fails_over = False
                return

    def turn_to(self, goal: Copy, home: Copy) -> Walk:
        """With two primaries: the servers at home at one of them turn to this one."""
        at_home = [n for n in range(self.servers) if n % 2 == home.place]
        yield from self.tell(self.monitor.server_names, at_home, dict.fromkeys(at_home, goal))

    def _elect(self, old: Copy) -> Walk:
        monitor = self.monitor
        while True:
            yield from self._pause(self.given.election_s)
            while (chosen := monitor.most_advanced()) is None:
                yield from self._pause(self.given.interval_s)
            if self.given.fenced and old not in monitor.locked_out:
                monitor.order("fence", old.node.name)
                self.databases.fence(old)
                monitor.locked_out.add(old)
            goal = chosen.received
            monitor.order("elected", chosen.node.name)
            self.databases.pause()
            if not self.given.applies_relay_log:
                return chosen
            while monitor.is_up[chosen] and chosen.applied < goal:
                yield Moment(self.clock, int(self.clock.now) + LOOK_NS, (CONTROL, self.rank))
            if monitor.is_up[chosen]:
                monitor.order("caught_up", chosen.node.name)
                return chosen

    def _pause(self, seconds: float) -> Walk:
        yield Moment(self.clock, int(self.clock.now) + int(seconds * 1e9 + 0.5), (CONTROL, self.rank))

    def tell(
        self,
        names: list[str],
        rows: list[int],
        goals: dict[int, Copy],
        still: Callable[[int, Copy], bool] = lambda _row, _goal: True,
    ) -> Walk:
        """One after another, evenly over the time that it takes. `still`: does that hold when its turn comes?"""
        begun_ns, span_ns = int(self.clock.now), int(self.given.reroute_s * 1e9 + 0.5)
        for nth, row in enumerate(rows, start=1):
            yield Moment(self.clock, begun_ns + span_ns * nth // len(rows), (CONTROL, self.rank))
            if still(row, goals[row]):
                self.monitor.order("send_to", names[row])
                self.databases.address[row] = goals[row]
