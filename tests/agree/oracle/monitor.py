"""The monitor of replicated databases: probes, what it believes, who reads, and what it does when the primary dies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.design.replication import Commit, ReadFrom
from tests.agree.oracle.chance import PROBES, job_luck
from tests.agree.oracle.control import Probe, probed, probed_of_caches
from tests.agree.oracle.failover import Failover
from tests.agree.oracle.scheduler import CONTROL, Moment, Walk
from tests.agree.oracle.writers import Writers

if TYPE_CHECKING:
    from tests.agree.oracle.behind import Behind
    from tests.agree.oracle.copies import Copy
    from tests.agree.oracle.faults import Faults
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.token import Token


def begin_monitor(parts: Parts, faults: Faults) -> None:
    """It probes all copies, and looks at the databases of each shard by themselves; what it finds sets its failovers
    going, which have one rank."""
    rank = faults.next_rank()
    found = [Monitor(parts, faults, behind, rank) for behind in faults.behind]
    before = probed(parts) + probed_of_caches(parts)
    if parts.net is not None:
        before += len(parts.net.watched)
    for monitor in found:
        for copy in monitor.databases.copies:
            DatabaseCheck(monitor, parts, copy, before + copy.place, faults.next_rank())
    for monitor in found:
        parts.world.clock.process(monitor.look(faults.next_rank()))


class Monitor:
    """What is believed of each copy of a history, and what follows from it."""

    def __init__(self, parts: Parts, faults: Faults, behind: Behind, rank: int) -> None:
        self.world, self.clock, self.databases = parts.world, parts.world.clock, behind.databases
        self.given, self.behind, self.faults = self.databases.given, behind, faults
        copies = self.databases.copies
        self.primary, self.fails_over = copies[0], False
        self.is_up = dict.fromkeys(copies, True)
        self.counts = dict.fromkeys(copies, True)
        self.locked_out: set[Copy] = set()
        self.server_names = parts.writers if self.databases.shard is None else [one.node.name for one in parts.servers]
        self.at_sites = parts.design.sites is not None
        self.writers = Writers(self) if self.at_sites and self.databases.several else None
        self.reads = self._who_reads()
        self.lent = self._who_lends()
        self.failover = Failover(self, rank, len(self.server_names))

    def order(self, what: str, name: str) -> None:
        """Write an order down."""
        self.world.marks.append((int(self.clock.now), what, name))

    def hears(self, copy: Copy, *, up: bool) -> None:
        """It has changed its mind about a copy."""
        self.is_up[copy] = up
        self.take_back(copy)
        self.settle()
        if not self.given.failover.automatic:
            return
        if self.writers is not None:
            self.writers.heard()
        elif self.given.multi_primary:
            self.clock.process(self.failover.turn_to(copy if up else self.databases.copies[1 - copy.place], copy))
        elif copy is self.primary and not up and not self.fails_over:
            self.fails_over = True
            self.clock.process(self.failover.run())

    def take_back(self, copy: Copy) -> None:
        """Who was locked out alive follows the new primary as soon as it is heard."""
        if copy in self.locked_out and copy is not self.primary and self.is_up[copy]:
            self.locked_out.discard(copy)
            if not copy.attached:
                self.order("rejoin", copy.node.name)
                self.databases.rejoin(copy)

    def settle(self) -> None:
        """Those answer reads who should, and a synchronous commit waits for those who follow."""
        wanted = self._who_reads()
        for copy in self.databases.copies:
            if wanted[copy] != self.reads[copy]:
                self.order("mark_up" if wanted[copy] else "mark_down", copy.node.name)
                self.databases.readers[copy.site].mark(copy.seat, up=wanted[copy])
        self.reads = wanted
        self._lend()
        for copy in self.databases.copies if self.given.commit is Commit.SYNCHRONOUS else ():
            counts = self.is_up[copy] and copy.attached
            if counts != self.counts[copy]:
                self.counts[copy] = counts
                self.order("count_in" if counts else "count_out", copy.node.name)
                self.databases.count_on(copy, counts=counts)

    def most_advanced(self) -> Copy | None:
        able = [c for c in self.databases.copies if c is not self.primary and self.is_up[c] and c.attached]
        return max(able, key=lambda copy: (copy.received, -copy.place)) if able else None

    def _who_reads(self) -> dict[Copy, bool]:
        """When nobody else at its site can, who accepts writes does, dead or alive where there is but one site."""
        who = {copy: self._may_read(copy) for copy in self.databases.copies}
        able = {copy.site for copy, may in who.items() if may}
        return {
            copy: may or (copy.site not in able and self._leads(copy) and (self.is_up[copy] or not self.at_sites))
            for copy, may in who.items()
        }

    def _who_lends(self) -> list[Copy | None]:
        """For each site, who of another one answers its reads when none of its own does: the first who accepts writes
        and is up."""
        if not self.at_sites:
            return []
        able = {copy.site for copy, reads in self.reads.items() if reads}
        first = next((copy for copy in self.databases.copies if self._leads(copy) and self.is_up[copy]), None)
        return [None if site in able else first for site in range(len(self.databases.readers))]

    def _lend(self) -> None:
        """Sites that have nobody of their own read elsewhere, and no longer when they have."""
        before, self.lent = self.lent, self._who_lends()
        for site, (old, new) in enumerate(zip(before, self.lent, strict=True)):
            for copy, what in ((old, "take_back"), (new, "lend")):
                if old is not new and copy is not None:
                    self.order(what, copy.node.name)
                    self.databases.readers[site].mark(copy.seat, up=copy is new)

    def _leads(self, copy: Copy) -> bool:
        return copy.is_writer if self.writers is not None else copy is self.primary

    def _may_read(self, copy: Copy) -> bool:
        given = self.given
        if self._leads(copy) and not given.multi_primary:
            return self.is_up[copy] and given.read_from is not ReadFrom.REPLICAS
        if not self.is_up[copy] or not copy.attached:
            return False
        if given.multi_primary:
            return True
        return given.read_from is not ReadFrom.PRIMARY and not self._lags(copy)

    def _lags(self, copy: Copy) -> bool:
        """Is the first change that it has not applied too old?"""
        if self.given.max_lag_s is None:
            return False
        history = self.databases.history
        if copy.applied == history.last:
            return False
        return (int(self.clock.now) - history.at(copy.applied + 1).at_ns) / 1e9 >= self.given.max_lag_s

    def look(self, rank: int) -> Walk:
        """Each interval: who is too far behind, and who is not any more."""
        interval_ns = int(self.given.failover.interval_s * 1e9 + 0.5)
        nth = 0
        while True:
            nth += 1
            yield Moment(self.clock, nth * interval_ns, (CONTROL, rank))
            self.settle()


class DatabaseCheck:
    """A probe to one copy each interval; down after `fall` misses in a row, up after `rise` answers."""

    def __init__(self, monitor: Monitor, parts: Parts, copy: Copy, row: int, rank: int) -> None:
        self.monitor, self.copy, self.row, self.rank = monitor, copy, row, rank
        self.world, self.given, self.node = parts.world, monitor.given.failover, parts.monitor
        self.link = parts.from_monitor[copy.place]
        self.sent = self.against = 0
        self.believes_up = True
        self.world.clock.process(self._run())

    def _run(self) -> Walk:
        clock, deaths = self.world.clock, self.monitor.faults.deaths
        interval_ns = int(self.given.interval_s * 1e9 + 0.5)
        begun_ns = 0
        while True:
            yield Moment(clock, begun_ns, (CONTROL, self.rank))
            if self.node.is_up:
                before = deaths["monitor"]
                self.sent += 1
                luck = job_luck(self.world.seed, PROBES, self.row, self.sent - 1)
                answered = yield Probe(self.world, luck, self.given.timeout_s, self.rank, self._there_and_back).fate
                if before == deaths["monitor"]:
                    self._hear(answered)
            begun_ns += interval_ns
            while begun_ns < clock.now:
                begun_ns += interval_ns

    def _there_and_back(self, token: Token) -> Walk:
        yield from token.travel(self.link)
        yield from token.arrive(self.copy.node)
        if self.given.work_ms > 0:
            with (yield from self.copy.cores.seize(token)) as slot:
                yield from self.copy.cores.work(token, self.given.work_ms * 1e6, "probe", slot)
        yield from token.travel(self.link, back=True)

    def _hear(self, answered: bool) -> None:
        self.against = 0 if answered == self.believes_up else self.against + 1
        if self.against >= (self.given.fall if self.believes_up else self.given.rise):
            self.against, self.believes_up = 0, answered
            self.monitor.hears(self.copy, up=answered)
