"""Faults begin and end, overlap, and a standby takes a dead balancer's address."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import simpy

from playground.design.fault import (
    WEB_TIER,
    Attack,
    Crowd,
    Cut,
    Deploy,
    Expire,
    Fault,
    Flush,
    Kill,
    Lose,
    Publish,
    Purge,
    Replace,
    Scan,
    Slow,
)
from playground.design.sites import WHOLE
from tests.agree.oracle.chance import FAULTS, job_luck, unit, waiting
from tests.agree.oracle.distance import bare, site_named
from tests.agree.oracle.files import Files, Shelf
from tests.agree.oracle.scheduler import CONTROL, Moment, Walk

if TYPE_CHECKING:
    from tests.agree.oracle.behind import Behind
    from tests.agree.oracle.cache import Cache
    from tests.agree.oracle.deploy import Deployer
    from tests.agree.oracle.disk import Disk
    from tests.agree.oracle.drift import Hands
    from tests.agree.oracle.place import Link, Node
    from tests.agree.oracle.world import World


class Faults:
    """What is broken at present. A node with a standby is dead only when both machines are."""

    def __init__(
        self, world: World, faults: tuple[Fault, ...], *, pairs: Sequence[Node] = (), may_deploy: bool = False
    ) -> None:
        """`pairs`: who has another that stands by."""
        self.world, self.may_deploy = world, may_deploy
        self.machines = {node.name: 2 for node in pairs}
        self.kills: Counter[str] = Counter()
        self.deaths: Counter[str] = Counter()
        self.died_ns: dict[str, int] = {}
        self.away: set[str] = set()  # servers that are not there at present
        self.moves: Counter[str] = Counter()  # how often each has come or gone
        self.slow: dict[str, list[float]] = defaultdict(list)
        self.loss: dict[Link, list[float]] = defaultdict(list)
        self.died = {node.name: simpy.Event(world.clock) for node in pairs}
        self.ranks = 0
        self.behind: list[Behind] = []  # what runs behind replicated databases, of each shard
        self.deployer: Deployer | None = None
        self.hands: Hands | None = None  # that change servers
        for place, fault in enumerate(faults):
            for one in self._each(fault):
                if self._is_there(one):
                    world.clock.process(self._happen(one, place, self.next_rank()))
        self.standby_ranks = {node.name: self.next_rank() for node in pairs}

    def next_rank(self) -> int:
        self.ranks += 1
        return self.ranks

    def _each(self, fault: Fault) -> list[Fault]:
        """All machines of a CDN, or of a site, share the fate of the whole."""
        names = []
        if isinstance(fault, Kill | Slow | Replace):
            if self.world.net is not None and fault.node == "cdn":
                names = self.world.net.first
            elif fault.node in WHOLE:
                names = self._at_site(WHOLE.index(fault.node))
        return [fault.model_copy(update={"node": name}) for name in names] or [fault]

    def _at_site(self, site: int) -> list[str]:
        """Everything of ours that stands there."""
        away = ["monitor", *([] if self.world.net is None else [desk.node.name for desk in self.world.net.desks])]
        ours = [name for name in self.world.nodes if name not in away and bare(name) != "external-api"]
        return [name for name in ours if site_named(name) == site]

    def _between(self, site: int) -> list[Link]:
        """Those of which one end stands there, and the other at another site."""
        sites = {name: place for place in range(len(WHOLE)) for name in self._at_site(place)}
        ends = [(link, [sites.get(end) for end in link.name.split(">")]) for link in self.world.links]
        return [link for link, pair in ends if site in pair and None not in pair and len(set(pair)) == 2]

    def _kinds(self, fault: Publish | Purge) -> list[Files]:
        return [kind for kind in self.world.files if fault.node in ("cdn", kind.given.name)]

    def _is_there(self, fault: Fault) -> bool:
        if isinstance(fault, Lose | Cut):
            return bool(self._links(fault.node))
        if isinstance(fault, Flush | Expire | Attack):
            return bool(self._caches(fault))
        if isinstance(fault, Publish | Purge):
            return bool(self._kinds(fault)) and (isinstance(fault, Publish) or self.world.net is not None)
        if isinstance(fault, Deploy):
            return self.may_deploy and fault.node == WEB_TIER
        return isinstance(fault, Crowd | Scan) or fault.node in self.world.nodes

    def _caches(self, fault: Flush | Expire | Attack) -> list[Cache | Disk]:
        """Caches of values, of this name or all; of pages, those of this name, which can only be flushed."""
        pages = [disk for disk in self.world.page_caches if isinstance(fault, Flush) and fault.node == disk.name]
        values = [cache for cache in self.world.caches if fault.node in ("cache", cache.name)]
        return values + pages + self._shelves(fault)

    def _shelves(self, fault: Flush | Expire | Attack) -> list[Shelf]:
        if self.world.net is None or isinstance(fault, Attack):
            return []
        return [desk.shelf for desk in self.world.net.desks if fault.node in ("cdn", desk.shelf.name)]

    def _links(self, name: str) -> list[Link]:
        """Of this name, or that end at this machine, or between this site and others."""
        if name in WHOLE:
            return self._between(WHOLE.index(name))
        return [
            link for link in self.world.links if link.name == name or (name in self.world.nodes and link.touches(name))
        ]

    def _happen(self, fault: Fault, place: int, rank: int) -> Walk:
        clock = self.world.clock
        if not fault.is_random:
            start_ns = int((fault.start_s or 0.0) * 1e9 + 0.5)
            yield Moment(clock, start_ns, (CONTROL, rank))
            if self.begin(fault) and fault.duration_s is not None:
                yield Moment(clock, start_ns + int(fault.duration_s * 1e9 + 0.5), (CONTROL, rank))
                self.end(fault)
            return
        n = at_ns = 0
        runs = False
        while True:
            for mean_s, begins in ((fault.mtbf_s, True), (fault.mttr_s, False)):
                drawn_s = waiting(unit(job_luck(self.world.seed, FAULTS, place, n))) * (mean_s or 0.0)
                n += 1
                at_ns += max(1, int(drawn_s * 1e9 + 0.5))
                yield Moment(clock, at_ns, (CONTROL, rank))
                if begins:
                    runs = self.begin(fault)
                elif runs:
                    self.end(fault)

    def begin(self, fault: Fault) -> bool:
        """False for a machine that is not there, and for a deploy beside another."""
        if isinstance(fault, Deploy):
            return self.deployer is not None and self.deployer.begin(fault.fails_share)
        if isinstance(fault, Kill | Replace | Slow) and fault.node in self.away:
            return False
        if isinstance(fault, Kill | Replace):
            dies = self.stop(fault.node, silent=isinstance(fault, Kill) and fault.silent)
            if dies and self.world.sessions is not None:
                self.world.sessions.died(fault.node)
        elif isinstance(fault, Flush | Expire):
            for cache in self._caches(fault):
                if isinstance(fault, Flush):
                    cache.flushed()
                elif isinstance(cache, Shelf):
                    cache.expire(hot_only=fault.hot_only)
                else:
                    cache.expire([0] if fault.hot_only else list(cache.entries))
        elif isinstance(fault, Publish | Purge):
            for kind in self._kinds(fault):
                if self.world.net is not None:
                    self.world.net.heard(kind, is_new=isinstance(fault, Publish))
                else:
                    kind.publish(int(self.world.clock.now))
        elif isinstance(fault, Slow):
            self.slow[fault.node].append(fault.factor)
        elif isinstance(fault, Lose | Cut):
            for link in self._links(fault.node):
                self.loss[link].append(fault.share if isinstance(fault, Lose) else 1.0)
        self._apply(fault)
        return True

    def end(self, fault: Fault) -> None:
        if isinstance(fault, Kill | Replace):
            if self.start(fault.node) and isinstance(fault, Replace):
                for behind in self.behind:
                    behind.replaced(fault.node)
        elif isinstance(fault, Slow):
            self.slow[fault.node].remove(fault.factor)
        elif isinstance(fault, Lose | Cut):
            for link in self._links(fault.node):
                self.loss[link].remove(fault.share if isinstance(fault, Lose) else 1.0)
        self._apply(fault)

    def can_serve(self, name: str) -> bool:
        """Is there a machine for this node that no fault has taken?"""
        return self.kills[name] < self.machines.get(name, 1)

    def stop(self, name: str, *, silent: bool) -> bool:
        """One more reason to be down. Is that its end?"""
        self.kills[name] += 1
        node = self.world.nodes[name]
        dies = node.is_up
        if dies:
            self._kill(node, silent=silent)
        return dies

    def weigh(self, name: str, factor: float) -> None:
        """Something makes it so many times as slow."""
        self.slow[name].append(factor)
        self.world.nodes[name].slow = math.prod(self.slow[name])

    def unweigh(self, name: str, factor: float) -> None:
        """No longer so."""
        self.slow[name].remove(factor)
        self.world.nodes[name].slow = math.prod(self.slow[name])

    def start(self, name: str) -> bool:
        """One reason less. Was it the last one, and is it up again?"""
        self.kills[name] -= 1
        node = self.world.nodes[name]
        comes_back = self.can_serve(name) and not node.is_up
        if comes_back:
            self.revive(node)
        return comes_back

    def revive(self, node: Node) -> None:
        node.revive()
        for behind in self.behind:
            behind.changed(node.name)
        for crew in self.world.crews:
            crew.changed(node.name)

    def _kill(self, node: Node, *, silent: bool) -> None:
        self.deaths[node.name] += 1
        self.died_ns[node.name] = int(self.world.clock.now)
        node.die(silent=silent)
        if node.name in self.died:
            event, self.died[node.name] = self.died[node.name], simpy.Event(self.world.clock)
            event._ok, event._value = True, None
            self.world.clock.schedule(event, (CONTROL, self.standby_ranks[node.name]))

    def _apply(self, fault: Fault) -> None:
        """Slow-downs multiply, and so do the chances to survive a link."""
        if isinstance(fault, Slow):
            self.world.nodes[fault.node].slow = math.prod(self.slow[fault.node])
        elif isinstance(fault, Lose | Cut):
            for link in self._links(fault.node):
                link.loss = 1.0 - math.prod(1.0 - share for share in self.loss[link])
            for behind in self.behind:
                behind.databases.resume()


def stand_by(faults: Faults, node: Node, takeover_s: float) -> Walk:
    """Some time after the balancer's last death, answer in its place."""
    clock, name = node.world.clock, node.name
    rank = faults.standby_ranks[name]
    takeover_ns = int(takeover_s * 1e9 + 0.5)
    while True:
        yield faults.died[name]
        while not node.is_up and clock.now < (due_ns := faults.died_ns[name] + takeover_ns):
            yield Moment(clock, due_ns, (CONTROL, rank))
        if not node.is_up and faults.can_serve(name):
            faults.revive(node)
