"""Rolling deploys: site after site, and batch after batch, the web servers are drained, restarted with the new version,
and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agree.oracle.scheduler import CONTROL, Moment, Walk
from tests.agree.oracle.sessions import DEPLOYED

if TYPE_CHECKING:
    from tests.agree.oracle.faults import Faults
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.site import Server, Site


class Deployer:
    """One deploy at a time; while it runs, nobody decides how many servers there should be."""

    def __init__(self, parts: Parts, faults: Faults) -> None:
        self.sites = parts.sites
        self.faults, self.given = faults, parts.design.web.release
        self.world, self.clock = parts.world, parts.world.clock
        self.rank = faults.next_rank()
        self.runs = False
        self.version = 1  # the newest
        self.bugs: dict[int, float] = {}  # version -> the share of requests that it fails

    def begin(self, fails_share: float) -> bool:
        """Of all servers that are there now; unless a deploy is running."""
        if self.runs:
            return False
        self.runs = True
        self.version += 1
        self.bugs[self.version] = fails_share
        self.clock.process(self._run([batch for site in self.sites for batch in self._batches(site)]))
        return True

    def _batches(self, site: Site) -> list[list[Server]]:
        """A share of those who are there at a site, at a time."""
        in_service = site.servers[: site.group.count]
        there = [server for server in in_service if server.node.name not in self.faults.away]
        each = max(1, int(self.given.batch_share * len(there)))
        return [there[first : first + each] for first in range(0, len(there), each)]

    def _run(self, batches: list[list[Server]]) -> Walk:
        self._order("deploy_begins", "web")
        if self.bugs[self.version] > 0:
            self._order("bug", "web")
        for batch in batches:
            for server in batch:
                self._take_out(server)
            yield from self._pause(self.given.drain_s)
            for server in batch:
                self._stop(server)
            yield from self._pause(self.given.restart_s)
            for server in batch:
                self._put_in(server)
        self._order("deploy_ends", "web")
        self.runs = False

    def install(self, server: Server) -> None:
        """It runs the newest version from now on."""
        server.version, server.bug = self.version, self.bugs.get(self.version, 0.0)

    def _take_out(self, server: Server) -> None:
        name = server.node.name
        self.faults.away.add(name)
        self.faults.moves[name] += 1
        server.site.group.drain(server.place)
        self._order("take_out", name)

    def _stop(self, server: Server) -> None:
        name = server.node.name
        server.site.group.members[server.place].drains = False
        self._order("retire", name)
        was_up = server.node.is_up
        self.faults.stop(name, silent=False)
        if was_up and self.world.sessions is not None:
            self.world.sessions.lose(name, DEPLOYED)

    def _put_in(self, server: Server) -> None:
        name = server.node.name
        self.faults.start(name)
        self.install(server)
        if self.faults.hands is not None:
            self.faults.hands.begins_anew(name)
        self.faults.away.discard(name)
        self.faults.moves[name] += 1
        server.site.group.mark(server.place, up=True)
        self._order("put_in", name)

    def _pause(self, seconds: float) -> Walk:
        """What follows after no time belongs to the same act."""
        if (span_ns := int(seconds * 1e9 + 0.5)) > 0:
            yield Moment(self.clock, int(self.clock.now) + span_ns, (CONTROL, self.rank))

    def _order(self, what: str, name: str) -> None:
        self.world.marks.append((int(self.clock.now), what, name))
