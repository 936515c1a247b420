"""Cache nodes are watched, and their keys are given to others: by clients, by the nodes themselves, or by sentinels.

An observer believes a node down that has not answered for `down_after_s`, and up as soon as it answers. The app's
clients and the nodes' own bus are one observer each. Sentinels are several: a node is down when `quorum` of them say
so, and its replica is promoted only if a majority of all sentinels is there to authorise it. A sentinel that hears no
node at all is cut off itself and has no vote. Among several nodes a majority of those that hold keys must be up.

Source: the Redis Sentinel documentation (quorum, down-after-milliseconds, majority); the Redis Cluster Specification
(node timeout, replica election). Differs: votes are counted, not sent; a failed election is tried again after as long.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.orders import Orders
from playground.controlplane.probing import probe_for_ever
from playground.controlplane.view import Checked, View
from playground.design.cache_tier import CacheTier


@dataclass
class Opinion:
    """What one observer thinks of one node, and when it was last heard of."""

    checked: Checked
    is_up: bool = True
    heard_ns: int = 0


@dataclass
class Part:
    """A part of the keys: the node that holds it, and one that may stand by (places among all nodes)."""

    holder: int
    standby: int | None
    is_served: bool = True
    is_electing: bool = field(default=False)


class CacheWatch:
    """Starts a process for every probe, and acts when opinions turn."""

    def __init__(
        self,
        env: simpy.Environment,
        view: View,
        orders: Orders,
        given: CacheTier,
        checked: list[Checked],
        ranks: Iterator[int],
    ) -> None:
        """`checked`: every node, then all that stand by, for the first observer, then for the next one."""
        self._env, self._view, self._orders, self._given = env, view, orders, given
        nodes = len(given.names)
        self._opinions = [[Opinion(row) for row in checked[at : at + nodes]] for at in range(0, len(checked), nodes)]
        self._parts = [Part(place, place + given.nodes if given.replicas else None) for place in range(given.nodes)]
        for opinions in self._opinions:
            for place, opinion in enumerate(opinions):
                env.process(self._listen(next(ranks), opinion, self._parts[place % given.nodes]))
        self._ranks = [next(ranks) for _ in self._parts]

    def _listen(self, rank: int, opinion: Opinion, part: Part) -> Generator[simpy.Event, Any, None]:
        """Probe one node for ever. A sentinel that was dead begins anew."""

        def hear(answered: bool) -> None:
            if self._turns(opinion, answered):
                self._look_at(part)

        def begin_anew() -> None:
            opinion.is_up, opinion.heard_ns = True, int(self._env.now)

        interval_s = self._given.check_interval_s
        return probe_for_ever(self._env, rank, self._view, self._orders, opinion.checked, interval_s, hear, begin_anew)

    def _turns(self, opinion: Opinion, answered: bool) -> bool:
        now_ns = int(self._env.now)
        if answered:
            opinion.heard_ns = now_ns
        is_up = answered or (opinion.is_up and now_ns - opinion.heard_ns < _ns(self._given.down_after_s))
        turned, opinion.is_up = is_up != opinion.is_up, is_up
        return turned

    def _look_at(self, part: Part) -> None:
        """Somebody has changed his mind about a node of this part."""
        is_down = self._is_down(part)
        if part.is_served and is_down:
            part.is_served = False
            self._give("mark_down", part.holder, f"silent for {self._given.down_after_s:g} s")
            if part.standby is not None and not part.is_electing:
                part.is_electing = True
                self._env.process(self._elect(part))
        elif not part.is_served and not is_down:
            part.is_served = True
            self._give("mark_up", part.holder, "it answers again")

    def _elect(self, part: Part) -> Generator[simpy.Event, Any, None]:
        """Until somebody holds these keys again, try to let the one that stands by do so."""
        rank = self._ranks[self._parts.index(part)]
        while not part.is_served:
            yield Alarm(self._env, int(self._env.now) + _ns(self._given.election_s), rank)
            standby = part.standby
            if not part.is_served and standby is not None and self._may_promote(standby):
                part.holder, part.standby = standby, part.holder
                part.is_served = True
                self._give("take_over", part.holder, "elected by a majority")
        part.is_electing = False

    def _is_down(self, part: Part) -> bool:
        if not self._given.has_sentinels:
            return not self._opinions[0][part.holder].is_up
        return sum(not row[part.holder].is_up for row in self._voters()) >= self._given.quorum

    def _may_promote(self, standby: int) -> bool:
        if self._given.has_sentinels:
            voters = self._voters()
            return 2 * len(voters) > self._given.sentinels and any(row[standby].is_up for row in voters)
        served = sum(other.is_served for other in self._parts)
        return 2 * served > len(self._parts) and self._opinions[0][standby].is_up

    def _voters(self) -> list[list[Opinion]]:
        """The sentinels that live and hear somebody."""
        alive = [row for row in self._opinions if self._view.is_up(row[0].checked.prober_node)]
        return [row for row in alive if any(opinion.is_up for opinion in row)]

    def _give(self, what: str, place: int, why: str) -> None:
        checked = self._opinions[0][place].checked
        self._orders.give(what, checked.server, why, row=checked.row)


def _ns(seconds: float) -> int:
    return int(seconds * 1e9 + 0.5)
