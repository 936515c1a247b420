"""The copies of a replicated database, and what the operators may do with them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.design.replication import ReadFrom, Replication
from playground.design.sites import Writers
from tests.agree.oracle.balancer import Group, Member
from tests.agree.oracle.chance import mix
from tests.agree.oracle.commits import Commits
from tests.agree.oracle.distance import named
from tests.agree.oracle.history import Gone, History
from tests.agree.oracle.signal import Signal
from tests.agree.oracle.site import Server, ns_of_s
from tests.agree.oracle.station import Station
from tests.agree.oracle.workers import Worker

if TYPE_CHECKING:
    from playground.design.design import WebSystem
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.scheduler import Clock
    from tests.agree.oracle.tier import CacheNode
    from tests.agree.oracle.token import Token

HOMES = 303  # the luck of where keys are at home


class Readers(Group):
    """Those who answer reads: the choice among them leaves the token on its server. `of_shard`: some of those that
    stand beside each other."""

    def __init__(self, clock: Clock, choice: str, count: int, *, of_shard: bool) -> None:
        super().__init__(clock, choice, [1] * count, None, 0)
        self.step = "CHOOSE_COPY" if of_shard else "PICK"

    def land(self, token: Token, member: Member) -> None:
        token.copy = member.place


class Copy:
    """A database: its machine, what it has received, taken to apply and applied, and what it is at present. `place`:
    among all; `seat`: among those with the same history."""

    def __init__(self, parts: Parts, given: Replication, place: int, seat: int, name: str, site: int) -> None:
        design, self.place, self.seat, self.site = parts.design, place, seat, site
        self.node = parts.node(named(name, site))
        self.cores = Station(self.node, "database cores", design.database.cores, machine=design.database)
        self.sessions = Station(self.node, "sessions", math.inf)
        self.disk = parts.disk(self.node)
        self.received = self.taken = self.applied = self.known = self.since_ns = 0
        self.has: set[int] = set()  # positions that its readers see
        at_sites = design.sites is not None and design.sites.writers is not Writers.ONE
        self.is_writer = given.multi_primary or (at_sites and name.endswith("database"))  # whoever leads
        self.writable = seat == 0 or self.is_writer
        self.attached = self.counts = True
        self.stalled = self.paused = self.fenced = self.lacking = False
        self.makings = 0
        self.relay, self.turn = Signal(parts.world.clock), Signal(parts.world.clock)
        self.reads = self.refused = 0
        self.ages_ns: list[int] = []  # of stale reads
        self.misled = 0  # reads that missed a change whose writer had been told

    @property
    def is_closed(self) -> bool:
        """Does it listen to nobody?"""
        return self.stalled or self.paused or not self.attached

    def stand_at(self, position: int) -> None:
        self.received = self.taken = self.applied = position

    def forget_after(self, keep: int) -> None:
        self.received, self.taken = min(self.received, keep), min(self.taken, keep)
        self.applied, self.known = min(self.applied, keep), min(self.known, keep)
        self.has = {position for position in self.has if position <= keep}


class Databases:
    """All copies, their history, and whom each web server writes to, or the keys of each site are written to; of one
    shard, where there are shards. `gone`: changes that no history holds any more."""

    def __init__(
        self,
        parts: Parts,
        design: WebSystem,
        given: Replication,
        *,
        shard: int | None = None,
        gone: list[Gone] | None = None,
    ) -> None:
        self.parts, self.world, self.clock, self.given = parts, parts.world, parts.world.clock, given
        self.shard, part = shard, "" if shard is None else f"shard-{shard + 1}-"
        names = [f"{part}{name}" for name in ("database", *(f"replica-{n + 1}" for n in range(given.replicas)))]
        everywhere = [(name, site) for site in parts.far.sites for name in names]
        first = (shard or 0) * len(everywhere)
        self.copies = [Copy(parts, given, first + seat, seat, *row) for seat, row in enumerate(everywhere)]
        writers = Writers.ONE if design.sites is None else design.sites.writers
        self.several = given.multi_primary or writers is not Writers.ONE
        self.history = History(merges=writers is Writers.MERGE, gone=gone)
        self.between = {
            (a.place, b.place): parts.link(a.node.name, b.node.name, 0.0) for b in self.copies for a in self.copies
        }
        self.leader = self.copies[0]
        self.has_homes = writers is Writers.HOME
        self.address = self._addresses(len(names))
        self.readers = [self._readers(site) for site in parts.far.sites]
        self.written = Signal(self.clock)
        self.commits = Commits(self)
        self.series: list[list[tuple[int, ...]]] = []

    def _addresses(self, each: int) -> list[Copy]:
        if self.has_homes:
            return self.copies[::each]
        if self.given.multi_primary:
            return [self.copies[server.row % 2] for server in self.parts.servers]
        return [self.copies[server.site.number * each if self.several else 0] for server in self.parts.servers]

    def _readers(self, site: int) -> Readers:
        """Those whom the servers of a site may ask: of all copies its own, or the leader when none of these may."""
        group = Readers(self.clock, str(self.given.choice), len(self.copies), of_shard=self.shard is not None)
        for member, copy in zip(group.members, self.copies, strict=True):
            everybody = self.given.multi_primary or self.given.read_from is ReadFrom.EVERYBODY
            leads = copy.is_writer if self.several else copy is self.leader
            reads = everybody or leads is (self.given.read_from is ReadFrom.PRIMARY)
            member.is_up = reads and copy.site == site
        if not group.up:
            group.members[self.leader.seat].is_up = True
        return group

    def at(self, place: int) -> Copy:
        """The copy with this place among all."""
        return self.copies[place - self.copies[0].place]

    def address_of(self, server: Server | Worker | CacheNode, key: int | None) -> Copy:
        """Whom the server takes for the primary, of this key; there is none where nothing has been asked for. Cache
        nodes know who leads, and where there are shards workers do, too."""
        if not isinstance(server, Server) and (self.shard is not None or not isinstance(server, Worker)):
            return self.leader
        if self.has_homes:
            return self.address[mix(HOMES, -1 if key is None else key) % len(self.address)]
        return self.address[server.row]

    def knows_too(self, server: Server) -> int:
        """One more has an address of its own: at first that of this server of its site. Its row."""
        row = len(self.address)
        if not self.has_homes:
            self.address.append(self.copies[row % 2] if self.given.multi_primary else self.address[server.row])
        return row

    # What may be looked at

    def lag_ns(self, copy: Copy, got: set[int]) -> int:
        since_ns = self.history.overdue(copy, got)
        return 0 if since_ns is None else int(self.clock.now) - since_ns

    def look(self) -> None:
        """The end of a window: what each copy has done so far, and how far behind it is."""
        self.series.append([self._standing(copy) for copy in self.copies])

    def _standing(self, copy: Copy) -> tuple[int, ...]:
        received = set(range(1, copy.received + 1))
        applied = set(range(1, copy.applied + 1))
        return copy.reads, len(copy.ages_ns), self.lag_ns(copy, received), self.lag_ns(copy, applied)

    def is_blocked(self, copy: Copy) -> bool:
        """Does its next change not come through?"""
        source = self.source(copy.received + 1)
        return not source.node.is_up or self.between[source.place, copy.place].loss >= 1.0

    def source(self, position: int) -> Copy:
        """Who ships a change: its author, where several write."""
        return self.at(self.history.at(position).origin) if self.several else self.leader

    def ship_ns(self, position: int, copy: Copy) -> int:
        """How long after it was made the change is received."""
        if self.source(position).site == copy.site:
            return ns_of_s(self.given.ship_delay_s)
        return ns_of_s(self.parts.design.sites.lag_s)

    # What happens to them

    def resume(self) -> None:
        """Something has changed: streams look again, and so do commits that wait."""
        for copy in self.copies:
            if copy.stalled and not self.is_blocked(copy):
                copy.stalled, copy.since_ns = False, int(self.clock.now)
        self.written.give()
        self.commits.release()

    def fence(self, copy: Copy) -> None:
        copy.writable, copy.fenced = False, True

    def pause(self) -> None:
        """The replicas stop listening."""
        for copy in self.copies:
            copy.paused = copy is not self.leader

    def promote(self, copy: Copy) -> None:
        """It leads; what it has not applied is lost, or lives on with the old primary."""
        old, keep = self.leader, copy.applied
        self.history.cut(keep, on_a_branch=old.writable and old.node.is_up)
        for token in self.world.alive:
            if token.history is self.history and token.position > keep:
                token.position = 0
        old.attached = False
        self.leader, copy.writable, copy.attached, copy.fenced = copy, True, True, False
        for one in self.copies:
            one.forget_after(keep)
            one.stalled = one.paused = False
            one.since_ns = int(self.clock.now)
        for crew in self.world.crews:
            assert crew.broker is not None
            crew.broker.take_back(self.history, keep)
        self.resume()

    def rejoin(self, copy: Copy) -> None:
        """It follows the history from what it has applied, or leads it again; what was received only is fetched
        again."""
        leads = copy is self.leader
        copy.stand_at(self.history.last if leads and not self.several else copy.applied)
        copy.attached = not copy.lacking
        copy.writable = (leads or copy.is_writer) and not copy.fenced
        copy.since_ns, copy.stalled = int(self.clock.now), False
        self.resume()

    def came_back(self, copy: Copy) -> None:
        """Its machine is up again. One that still takes itself for the primary stays apart."""
        if copy is self.leader or self.several or not copy.writable:
            self.rejoin(copy)

    def count_on(self, copy: Copy, *, counts: bool) -> None:
        copy.counts = counts
        self.resume()
