"""Who notices that a cache node is down, and who takes its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agree.oracle.chance import CACHE_PROBES, job_luck
from tests.agree.oracle.control import Probe, probed
from tests.agree.oracle.place import Link, Node
from tests.agree.oracle.scheduler import CONTROL, Moment, Walk
from tests.agree.oracle.token import Token

if TYPE_CHECKING:
    from tests.agree.oracle.faults import Faults
    from tests.agree.oracle.tier import CacheNode, Tier


class Observer:
    """Somebody who probes all nodes: a sentinel, or the nodes' bus, or the app."""

    def __init__(self, tier: Tier, name: str, links: list[Link], node: Node | None) -> None:
        self.name, self.links, self.node = name, links, node
        self.believes_up = [True] * len(tier.nodes)
        self.heard_ns = [0] * len(tier.nodes)

    @property
    def is_alive(self) -> bool:
        return self.node is None or self.node.is_up

    @property
    def hears_somebody(self) -> bool:
        return any(self.believes_up)


class Watch:
    """All that is decided about the nodes of a tier."""

    def __init__(self, tier: Tier, faults: Faults) -> None:
        self.tier, self.given, self.faults = tier, tier.given, faults
        self.world, self.clock = tier.parts.world, tier.parts.world.clock
        self.electing: set[int] = set()
        before = [one for one in tier.parts.tiers if one.site.number < tier.site.number]
        self.first_row = probed(tier.parts) + sum(len(one.observers) * len(one.nodes) for one in before)
        for number, observer in enumerate(tier.observers):
            for place in range(len(tier.nodes)):
                row = number * len(tier.nodes) + place
                self.clock.process(self._listen(observer, place, row, faults.next_rank()))
        self.ranks = [faults.next_rank() for _ in range(self.given.nodes)]

    def _listen(self, observer: Observer, place: int, row: int, rank: int) -> Walk:
        interval_ns = int(self.given.check_interval_s * 1e9 + 0.5)
        silent_ns = int(self.given.down_after_s * 1e9 + 0.5)
        deaths = sent = 0
        yield Moment(self.clock, 0, (CONTROL, rank))
        while True:
            begun_ns = int(self.clock.now)
            if observer.is_alive:
                if deaths != self.faults.deaths[observer.name]:
                    deaths = self.faults.deaths[observer.name]
                    observer.believes_up[place], observer.heard_ns[place] = True, begun_ns
                probe = CacheProbe(self, observer, place, self.first_row + row, sent, rank)
                sent += 1
                answered = yield probe.fate
                if deaths == self.faults.deaths[observer.name]:
                    was_up = observer.believes_up[place]
                    if answered:
                        observer.heard_ns[place] = int(self.clock.now)
                    elif int(self.clock.now) - observer.heard_ns[place] >= silent_ns:
                        observer.believes_up[place] = False
                    observer.believes_up[place] = observer.believes_up[place] or answered
                    if was_up != observer.believes_up[place]:
                        self._look_at(place % self.given.nodes)
            next_ns = begun_ns + interval_ns
            while next_ns < self.clock.now or next_ns == begun_ns:
                next_ns += interval_ns
            yield Moment(self.clock, next_ns, (CONTROL, rank))

    @property
    def has_sentinels(self) -> bool:
        return self.given.nodes == 1 and self.given.replicas == 1

    def _voters(self) -> list[Observer]:
        return [observer for observer in self.tier.observers if observer.is_alive and observer.hears_somebody]

    def _look_at(self, part: int) -> None:
        holder = self.tier.holder[part]
        if self.has_sentinels:
            is_up = sum(not voter.believes_up[holder] for voter in self._voters()) < self.given.quorum
        else:
            is_up = self.tier.observers[0].believes_up[holder]
        if is_up == (part in self.tier.up):
            return
        self._mark("mark_up" if is_up else "mark_down", holder)
        if is_up:
            self.tier.up.add(part)
        else:
            self.tier.up.remove(part)
            if self.given.replicas and part not in self.electing:
                self.electing.add(part)
                self.clock.process(self._elect(part))
        self.tier.deal()

    def _elect(self, part: int) -> Walk:
        span_ns = int(self.given.election_s * 1e9 + 0.5)
        while part not in self.tier.up:
            yield Moment(self.clock, int(self.clock.now) + span_ns, (CONTROL, self.ranks[part]))
            other = (self.tier.holder[part] + self.given.nodes) % (2 * self.given.nodes)
            if part not in self.tier.up and self._may_take_over(other):
                self.tier.promote(part, other)
                self._mark("take_over", other)
        self.electing.remove(part)

    def _may_take_over(self, other: int) -> bool:
        if self.has_sentinels:
            voters = self._voters()
            return len(voters) > self.given.sentinels / 2 and any(voter.believes_up[other] for voter in voters)
        return len(self.tier.up) > self.given.nodes / 2 and self.tier.observers[0].believes_up[other]

    def _mark(self, what: str, place: int) -> None:
        self.world.marks.append((int(self.clock.now), what, self.tier.nodes[place].node.name))


class CacheProbe(Probe):
    """One probe of one observer."""

    def __init__(self, watch: Watch, observer: Observer, place: int, row: int, sent: int, rank: int) -> None:
        self.at: CacheNode = watch.tier.nodes[place]
        self.link, self.work_ms = observer.links[place], watch.given.work_ms
        luck = job_luck(watch.world.seed, CACHE_PROBES, row, sent)
        super().__init__(watch.world, luck, watch.given.timeout_s, rank, self._there_and_back)

    def _there_and_back(self, token: Token) -> Walk:
        yield from token.travel(self.link)
        yield from token.arrive(self.at.node)
        if self.work_ms > 0:
            with (yield from self.at.core.seize(token)) as slot:
                yield from self.at.core.work(token, self.work_ms * 1e6, "probe", slot)
        yield from token.travel(self.link, back=True)
