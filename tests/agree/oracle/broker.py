"""A message queue: a broker that numbers what producers bring, and hands it to consumers until one says "done".

Every message that ever was stays in one list; what has become of them is counted at the end.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from playground.design.message_queue import Confirms, Kept, MessageQueue
from playground.design.service import Deterministic
from tests.agree.oracle.chance import mix
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.scheduler import DEADLINE, Moment, Walk, in_rank
from tests.agree.oracle.signal import Signal, Sleep
from tests.agree.oracle.site import ns_of_s
from tests.agree.oracle.station import Station
from tests.agree.oracle.token import Alarm

if TYPE_CHECKING:
    from tests.agree.oracle.client import Request
    from tests.agree.oracle.history import History
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.place import Node
    from tests.agree.oracle.posts import Post
    from tests.agree.oracle.site import Server, Site
    from tests.agree.oracle.token import Token

PARTITION_LUCK = 401
PLENTY = 1 << 20  # messages that any broker has room for
WAITING, IN_FLIGHT, FORGOTTEN, DONE, DEAD, LOST = "waiting", "in_flight", "forgotten", "done", "dead", "lost"
OVER = (DONE, DEAD, LOST)
KINDS = ("orders", "tickets")


@dataclass(eq=False)
class Message:
    """What an attempt of a request has published."""

    number: int
    request: Request
    attempt: int
    at_ns: int
    partition: int
    state: str = WAITING
    deliveries: int = 0
    position: int = 0  # the change that it made last
    history: History | None = None  # in which that is
    is_acknowledged: bool = False
    is_applied: bool = False
    is_answered: bool = False  # no change is to be expected of it any more
    post: Post | None = None  # where that is what it is about, and somebody has begun to copy it
    holders: int = 0  # consumers that have it in hand

    @property
    def is_through(self) -> bool:
        return self.is_applied or self.is_answered

    @property
    def kind(self) -> str:
        return KINDS[self.request.kind.buys]

    @property
    def has_happened(self) -> bool:
        """Has it made its change before, or another attempt of its request?"""
        return self.is_applied or bool(self.request.writers - {self.attempt})


class Broker:
    """The broker of a site: a core, a disk, and the messages."""

    def __init__(self, parts: Parts, site: Site, given: MessageQueue) -> None:
        self.parts, self.given, self.clock = parts, given, parts.world.clock
        self.node: Node = parts.node(site.called("queue"))
        self.core = Station(self.node, "broker cores", 1)
        self.disk = Station(self.node, "broker disk", 1)
        self.there = Station(self.node, "at the broker", math.inf)
        self.links = {server: parts.link(server.node.name, self.node.name, given.hop_ms / 2) for server in site.servers}
        self.messages: list[Message] = []
        self.flushed, self.last = 0, given.partitions - 1
        self.takers, self.unflushed = Signal(self.clock), Signal(self.clock)
        self.producers: list[tuple[int, Sleep]] = []
        self.on_disk = Signal(self.clock)
        self.counts: Counter[str] = Counter()
        self.of_kind: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
        self.waits: list[tuple[Message, int]] = []  # of those applied: from their request's birth on
        self.waiting_max = 0
        self.series: list[tuple[int, ...]] = []
        self.node.caches.append(self)  # to be told of its death

    def these(self, state: str, partition: int | None = None) -> list[Message]:
        """The messages that are so, in the order in which they were published."""
        return [m for m in self.messages if m.state == state and partition in (None, m.partition)]

    # The producer

    def publish(self, token: Token, server: Server) -> Walk:
        """The server brings an order, and hears that the broker has it."""
        link = self.links[server]
        with Alarm(token, ns_of_s(self.given.timeout_s)):
            yield from token.travel(link)
            yield from token.arrive(self.node)
            with (yield from self.there.seize(token)):
                yield from self.work(token)
                token.note("PUBLISH")
                message = self._take_in(token)
                if self.given.confirms is Confirms.WHEN_FLUSHED:
                    token.note("AWAIT_FLUSH")
                    yield from self._until_flushed(token, message)
                token.note("MESSAGE_KEPT")
                self.counts["acknowledged"] += 1
                message.is_acknowledged = True
            yield from token.travel(link, back=True)

    def work(self, token: Token) -> Walk:
        yield from self.core.serve(token, Deterministic(mean_ms=self.given.work_ms), "external")

    def _take_in(self, token: Token) -> Message:
        room = min(PLENTY, self.given.most_messages or PLENTY)
        if len(self.these(WAITING)) + len(self.these(IN_FLIGHT)) >= room:
            self.counts["refused"] += 1
            raise Failed("queue_full", token.away_ns)
        assert token.request is not None
        partition = mix(token.request.luck, PARTITION_LUCK) % self.given.partitions
        number = len(self.messages) + 1
        message = Message(number, token.request, token.key[1], int(self.clock.now), partition)
        self.messages.append(message)
        self.waiting_max = max(self.waiting_max, len(self.these(WAITING)))
        self.wake_one()
        if self.given.kept is Kept.DISK:
            self.unflushed.give()
        return message

    def _until_flushed(self, token: Token, message: Message) -> Walk:
        if message.number > self.flushed:
            sleep = Sleep(self.on_disk)
            self.producers.append((message.number, sleep))
            yield from token.wait(sleep.over, sleep)

    # The flusher

    def flush(self, token: Token) -> Walk:
        """All that has come goes to disk at once, and then what has come meanwhile."""
        yield from token.arrive(self.node)
        with (yield from self.there.seize(token)):
            while True:
                if len(self.messages) <= self.flushed:
                    yield from self.unflushed.wait(token)
                flushing = len(self.messages)
                yield from self.disk.serve(token, Deterministic(mean_ms=self.given.flush_ms), "external")
                self.flushed = flushing
                self._tell_producers()

    def _tell_producers(self) -> None:
        asleep = self.on_disk.asleep
        self.producers = [row for row in self.producers if row[1] in asleep]
        for _, sleep in [row for row in self.producers if row[0] <= self.flushed]:
            asleep.remove(sleep)
            sleep.over.succeed()

    # The consumers

    def wake_one(self) -> None:
        """The first of those who wait for something to take goes on."""
        if self.takers.asleep:
            self.takers.asleep.pop(0).over.succeed()

    def _next_partition(self) -> int | None:
        """In turn, of which something can be taken."""
        waiting = {message.partition for message in self.these(WAITING)}
        if self.given.keeps_order:
            waiting -= {message.partition for message in self.these(IN_FLIGHT)}
        count = self.given.partitions
        return min(waiting, key=lambda place: (place - self.last - 1) % count, default=None)

    def wait(self, token: Token) -> Walk:
        """Until there is something to take, or for long enough. Raises Failed then."""
        if self._next_partition() is not None:
            return
        sleep = Sleep(self.takers)
        due_ns = self.clock.now + int(self.given.poll_s * 1e9 + 0.5)
        Moment(self.clock, due_ns, in_rank(DEADLINE, token.key), partial(self._has_waited, token, sleep))
        yield from token.wait(sleep.over, sleep)

    def _has_waited(self, token: Token, sleep: Sleep) -> None:
        if sleep in self.takers.asleep:
            token.throw(Failed("call_timed_out", token.away_ns))

    def take(self, token: Token) -> list[tuple[Message, int]]:
        """A batch, each with which of its deliveries this is."""
        place = self._next_partition()
        if place is None:
            return []
        self.last = place
        batch = self.these(WAITING, place)[: self.given.workers.batch]
        for message in batch:
            message.state = IN_FLIGHT
            message.deliveries += 1
            message.holders += 1
            self.counts["delivered"] += 1
            self.counts["redelivered"] += message.deliveries > 1
            due_ns = self.clock.now + int(self.given.visibility_s * 1e9 + 0.5)
            expire = partial(self._expire, message, message.deliveries)
            Moment(self.clock, due_ns, in_rank(DEADLINE, token.key), expire)
        return [(message, message.deliveries) for message in batch]

    def settle(self, batch: list[tuple[Message, int]]) -> None:
        """A consumer says which of them are done."""
        for message, delivery in batch:
            if message.deliveries != delivery or message.state not in (IN_FLIGHT, FORGOTTEN):
                self.counts["late"] += 1
            elif message.state == FORGOTTEN:
                self._is_gone(message)
            elif message.is_through:
                message.state = DONE
                self.forsake(message)
                if self.given.keeps_order:
                    self.wake_one()

    def _expire(self, message: Message, delivery: int) -> None:
        if message.deliveries != delivery:
            return
        if message.state == FORGOTTEN:
            self._is_gone(message)
        elif message.state == IN_FLIGHT:
            self.counts["expired"] += 1
            message.state = DEAD if message.deliveries >= self.given.most_deliveries else WAITING
            self.forsake(message)
            self.waiting_max = max(self.waiting_max, len(self.these(WAITING)))
            self.wake_one()

    # Its death

    def lost_node(self) -> None:
        """What is not on disk is lost; what a consumer has in hand may still be done."""
        kept = self.flushed if self.given.kept is Kept.DISK else 0
        for message in self.messages[kept:]:
            if message.state == WAITING:
                self._is_gone(message)
            elif message.state == IN_FLIGHT:
                message.state = FORGOTTEN
        self.flushed = len(self.messages)

    def restarted(self, _: Node) -> None:
        """Whoever flushes is started with the other jobs."""

    def _is_gone(self, message: Message) -> None:
        message.state = DONE if message.is_through else LOST
        self.forsake(message)

    def let_go(self, batch: list[Message]) -> None:
        """A consumer has them in hand no more."""
        for message in batch:
            message.holders -= 1
            self.forsake(message)

    def forsake(self, message: Message) -> None:
        """What is over, and in nobody's hand, nobody will copy."""
        lines = self.parts.timelines
        if lines is not None and message.post is not None and message.holders == 0 and message.state in OVER:
            lines.posts.give_up(message.post)

    def take_back(self, history: History, keep: int) -> None:
        """The database knows only the first so many changes any more, and with the others goes that they were made."""
        for message in self.messages:
            if message.history is history and message.position > keep:
                message.is_applied, message.position = False, 0

    # The books

    def look(self) -> None:
        """The end of a window."""
        now, waiting = int(self.clock.now), self.these(WAITING)
        inside = len(self.these(IN_FLIGHT)) + len(self.these(FORGOTTEN))
        oldest_ns = max((now - message.at_ns for message in waiting), default=0)
        counts = (len(self.messages), len(self.these(DONE)), self.counts["redelivered"])
        self.series.append((len(waiting), inside, oldest_ns, *counts))

    def story(self, kind: str, warmup_ns: int) -> dict[str, int]:
        """What became of the messages of this kind."""
        mine = [message for message in self.messages if message.kind == kind]
        found = {state: sum(message.state == state for message in mine) for state in (WAITING, DONE, DEAD, LOST)}
        found["published"] = len(mine)
        found["in_flight"] = sum(message.state in (IN_FLIGHT, FORGOTTEN) for message in mine)
        found["lost_acknowledged"] = sum(message.state == LOST and message.is_acknowledged for message in mine)
        waits = [(message.request.born_ns, ns) for message, ns in self.waits if message.kind == kind]
        found["applied"], found["wait_ns"] = len(waits), sum(ns for _, ns in waits)
        found["waits"] = sum(born_ns >= warmup_ns for born_ns, _ in waits)
        return found | {name: self.of_kind[kind][name] for name in ("duplicates", "no_ops")}
