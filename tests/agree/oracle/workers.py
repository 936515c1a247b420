"""Workers: machines that carry orders out, called by web servers or with threads that take messages from a broker."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.endpoint import CallKind
from playground.design.message_queue import MessageQueue, Way
from tests.agree.oracle.balancer import Group, Member
from tests.agree.oracle.broker import Broker, Message
from tests.agree.oracle.chance import Luck, job_luck, mix, unit
from tests.agree.oracle.deeds import Batch, Wanted
from tests.agree.oracle.job import begin_job
from tests.agree.oracle.scheduler import DELIVERED, Walk
from tests.agree.oracle.site import ns_of_s
from tests.agree.oracle.station import Station
from tests.agree.oracle.tier_writing import TierWriting
from tests.agree.oracle.token import Alarm, Token

if TYPE_CHECKING:
    from tests.agree.oracle.disk import Disk
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.place import Link, Node
    from tests.agree.oracle.site import Site
    from tests.agree.oracle.web_system import Walks

CONSUMERS, LOG_FLUSHERS = 15, 16
POISON_LUCK = 402


class Worker:
    """A machine with cores, threads, and connections of its own to each database. `row`: among all that know a
    primary."""

    def __init__(self, site: Site, name: str, given: MessageQueue) -> None:
        parts = site.parts
        self.site, self.node, self.given = site, parts.node(name), given
        self.cores = Station(self.node, "worker cores", given.workers.cores)
        threads = given.workers.threads
        self.threads = Station(self.node, "threads", threads if given.way is Way.CALL else math.inf)
        self.pools = [Station(self.node, "worker pool", threads) for _ in range(parts.copies)]
        self.links: list[Link] = []
        self.busy: list[Thread] = []  # its threads, where they fetch messages
        hop_ms, databases = parts.design.database.hop_ms / 2, parts.all_databases
        if not databases:
            first = site.servers[0]
            link = parts.link(name, first.database.name, hop_ms)
            self.meets(first.database, first.database_cores, first.disk, link)
            return
        for copy in [copy for one in databases for copy in one.copies]:
            more_ms = parts.far.apart(site.number, copy.site) / 2
            self.links.append(parts.link(name, copy.node.name, hop_ms, more_ms))
        self.row = databases[0].knows_too(site.servers[0])  # that nobody asks for where there are shards

    def lost_node(self) -> None:
        """Its threads have nothing in hand any more."""
        for thread in self.busy:
            thread.let_go()
        self.busy.clear()

    def restarted(self, _: Node) -> None:
        """Its threads are started with the other jobs."""

    def meets(self, database: Node, cores: Station, disk: Disk | None, link: Link) -> None:
        self.database, self.database_cores, self.disk, self.to_database = database, cores, disk, link

    def work(self, token: Token) -> Walk:
        """What the worker does itself."""
        yield from self.cores.serve(token, self.given.workers.work, "external")


class InTurn(Group):
    """Whoever calls takes the next one; that leaves the token on its server."""

    def land(self, token: Token, member: Member) -> None:
        token.worker = member.place


class Crew:
    """The workers of a site: those who are called, or those who come to its broker."""

    def __init__(self, site: Site, given: MessageQueue) -> None:
        self.parts, self.site, self.given = site.parts, site, given
        count = given.workers.count
        self.workers = [Worker(site, site.called(f"worker-{place + 1}"), given) for place in range(count)]
        self.broker: Broker | None = None
        if given.way is Way.CALL:
            self.turn = InTurn(self.parts.world.clock, "round_robin", [1] * count, None, 0)
            self.parts.world.groups.append(self.turn)
            near, hop_ms = site.called("web"), given.hop_ms / 2
            self.links = [self.parts.link(near, worker.node.name, hop_ms) for worker in self.workers]
            return
        self.broker = Broker(self.parts, site, given)
        node = self.broker.node.name
        self.to_broker = [self.parts.link(worker.node.name, node, given.hop_ms / 2) for worker in self.workers]
        self.parts.world.crews.append(self)
        self.started: Counter[tuple[int, int]] = Counter()
        self.polls: Counter[int] = Counter()
        for worker in self.workers:
            worker.node.caches.append(worker)

    def call(self, token: Token, inside: Callable[[Worker], Walk]) -> Walk:
        """The next one in turn carries something out, while the caller waits."""
        with Alarm(token, ns_of_s(self.given.timeout_s)):
            with self.turn.pick(token):
                pass
            worker, link = self.workers[token.worker], self.links[token.worker]
            yield from token.travel(link)
            yield from token.arrive(worker.node)
            with (yield from worker.threads.seize(token)):
                yield from worker.work(token)
                yield from inside(worker)
            yield from token.travel(link, back=True)

    # Jobs

    def begin(self, first_row: int, walks: Walks) -> int:
        """Everything starts. The number of the first thread, and of the first one after them."""
        self.first_row, self.walks = first_row, walks
        assert self.broker is not None
        self.changed(self.broker.node.name)
        for worker in self.workers:
            self.changed(worker.node.name)
        return first_row + len(self.workers) * self.given.workers.threads

    def changed(self, name: str) -> None:
        """A machine is there, and nothing runs on it yet."""
        assert self.broker is not None
        from_disk = self.given.kept == "disk"
        if name == self.broker.node.name and from_disk:
            begin_job(self.parts.world, self._luck(LOG_FLUSHERS, self.site.number), self.broker.flush)
        for place, worker in enumerate(self.workers):
            if worker.node.name == name:
                for thread in range(self.given.workers.threads):
                    self._start(place, self.first_row + place * self.given.workers.threads + thread)

    def _start(self, place: int, row: int) -> None:
        luck = self._luck(CONSUMERS, row)
        begin_job(self.parts.world, luck, lambda token: Thread(self, place, row, luck).run(token))

    def _luck(self, job: int, row: int) -> int:
        self.started[job, row] += 1
        return job_luck(self.parts.world.seed, job, row, self.started[job, row] - 1)


class Thread:
    """A consumer: it fetches a batch, carries it out, and says so, again and again."""

    def __init__(self, crew: Crew, place: int, row: int, luck: int) -> None:
        assert crew.broker is not None
        self.crew, self.parts, self.given, self.broker = crew, crew.parts, crew.given, crew.broker
        self.worker, self.link, self.row, self.luck = crew.workers[place], crew.to_broker[place], row, luck
        self.hand: list[Message] = []
        self.worker.busy.append(self)

    def let_go(self) -> None:
        """It has nothing in hand any more."""
        hand, self.hand = self.hand, []
        self.broker.let_go(hand)

    def run(self, token: Token) -> Walk:
        yield from token.arrive(self.worker.node)
        with (yield from self.worker.threads.seize(token)):
            while True:
                self.let_go()
                self.crew.polls[self.row] += 1
                token.luck = Luck(mix(self.luck, self.crew.polls[self.row]))
                token.children = 0
                if not (yield from token.tried(self._round(token))):
                    yield from token.pause(int(self.given.workers.retry_s * 1e9 + 0.5), DELIVERED)

    def _round(self, token: Token) -> Walk:
        with Alarm(token, ns_of_s(self.given.poll_s + self.given.timeout_s)):
            batch = yield from self._fetch(token)
        ready: list[Wanted] = []
        for message, delivery in batch:
            yield from self._look_at(token, message, delivery, ready)
        if ready:
            token.wants = ready[0].key
            deed = Batch(self.parts, self.broker, ready)
            yield from self.crew.walks.write(token, self.worker, deed)
            yield from self._tell(token, ready)
            yield from self._copy(token, ready)
        with Alarm(token, ns_of_s(self.given.timeout_s)):
            yield from self._settle(token, batch)

    # At the broker

    def _fetch(self, token: Token) -> Walk:
        yield from token.travel(self.link)
        yield from token.arrive(self.broker.node)
        with (yield from self.broker.there.seize(token)):
            yield from token.tried(self.broker.wait(token))
            batch = self.broker.take(token)
            self.hand = [message for message, _ in batch]
        yield from token.travel(self.link, back=True)
        return batch

    def _settle(self, token: Token, batch: list[tuple[Message, int]]) -> Walk:
        yield from token.travel(self.link)
        yield from token.arrive(self.broker.node)
        with (yield from self.broker.there.seize(token)):
            yield from self.broker.work(token)
            self.broker.settle(batch)
        yield from token.travel(self.link, back=True)

    # With a message

    def _look_at(self, token: Token, message: Message, delivery: int, ready: list[Wanted]) -> Walk:
        sale, request = self.parts.sale, message.request
        if sale is not None and not message.is_through and sale.has_left(request, int(token.clock.now)):
            message.is_answered = True
            sale.gave_up += 1
            return
        token.request, token.position = request, 0
        token.luck = Luck(mix(request.luck, POISON_LUCK << 20 | delivery))
        yield from self.worker.work(token)
        if unit(mix(request.luck, POISON_LUCK)) < self.given.poison_share:
            self.broker.counts["spoiled"] += 1
            return
        for _ in range(self.crew.walks.times(token, self.crew.walks.reads)):
            yield from self.crew.walks.read_primary(token, self.worker)
        saw_one = sale is None or sale.is_left
        if self.parts.keys is not None:
            token.wants = self.parts.keys.to_write(token)
        ready.append(Wanted(message, token.wants, saw_one))

    def _copy(self, token: Token, written: list[Wanted]) -> Walk:
        """All posts that are not in the timelines of all followers yet; who makes changes more than once copies all."""
        lines, skips = self.parts.timelines, self.given.workers.idempotent
        for wanted in written if lines is not None else ():
            message = wanted.message
            is_over = skips and message.post is not None and message.post.is_over
            if message.request.kind.posts and message.is_applied and not is_over:
                yield from lines.copy(token, self.crew.site, message, skips=skips)

    def _tell(self, token: Token, written: list[Wanted]) -> Walk:
        tier = self.crew.site.tier
        for wanted in written if tier is not None else ():
            token.wants = wanted.key
            yield from TierWriting(tier, token).tell(wanted.key)


def reads_of(parts: Parts) -> float:
    """How often a worker reads for one message: as often as the first endpoint that writes."""
    order = next((one for one in parts.design.workload.asked if one.writes), None)
    return sum(call.times for call in order.calls if call.kind is CallKind.READ) if order is not None else 0.0
