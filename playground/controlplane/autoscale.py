"""The autoscaler: as many web servers as keep them as busy as the target says.

It looks every `interval_s`. The servers that the work of the last interval needs are

    wanted = ceil(busy core time of the interval / (cores x interval) / target)

which is `ceil(servers x mean utilisation / target)`. There are those that the balancer believes up, and those that are
booting. Are they too few, all that lack are started at once and serve `boot_s` later. Are they too many, the newest
leaves when nobody boots and the last change (a start, a server that joined, one that left) is `cooldown_s` ago: it gets
nobody new, is drained for `drain_s`, and what is on it then ends. There are never fewer than `web.servers`, and none is
started beyond `max_servers`. While a new version is deployed nobody scales.

Source: the Kubernetes documentation, "Horizontal Pod Autoscaling", algorithm details (the formula, and that Pods which
are not ready are set aside); Amazon EC2 Auto Scaling, "Target tracking scaling policies" (scale out at once and by as
much as it takes, scale in gradually). Differs: no tolerance of 10 % around the target; scaling in is held back by a
cooldown and not by the highest wish of the last five minutes; a dead server is replaced only because its work is
missed, and counts as in service until it leaves.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.orders import Orders
from playground.controlplane.view import View
from playground.design.autoscale import Autoscale
from playground.design.web import Web
from playground.result.people import SCALED_IN


def servers_wanted(busy_ns: int, cores: int, interval_ns: int, target_permille: int) -> int:
    """Servers of so many cores that this much work of an interval keeps as busy as the target.

    >>> servers_wanted(45, cores=2, interval_ns=10, target_permille=500)  # 4.5 cores' work, 9 at half, on servers of 2
    5
    """
    return -(-busy_ns * 1000 // (cores * interval_ns * target_permille))


class Autoscaler:
    """Starts the process that looks; one more for each time that servers boot."""

    def __init__(
        self,
        env: simpy.Environment,
        ranks: tuple[int, int, int],
        view: View,
        orders: Orders,
        given: Autoscale,
        web: Web,
        names: tuple[str, ...],
        first: int,
    ) -> None:
        """`ranks`: of those who join, then of those who have been drained, then of the look. `names`: of all servers
        that may ever be there; the `first` of them are there at the start."""
        self._env, self._view, self._orders = env, view, orders
        self._given, self._web, self._names = given, web, names
        self._joins, self._retires, self._looks = ranks
        self._interval_ns = _ns(given.interval_s)
        self._in_service, self._booting = first, 0
        self._busy_ns = self._changed_ns = 0
        self._drains: dict[int, int] = {}  # place -> when its drain began
        view.note_away(names[first:])
        env.process(self._look_for_ever())

    def _look_for_ever(self) -> Generator[simpy.Event, Any, None]:
        at_ns = 0
        while True:
            at_ns += self._interval_ns
            yield Alarm(self._env, at_ns, self._looks)
            self._look()

    def _look(self) -> None:
        before_ns, self._busy_ns = self._busy_ns, self._view.busy_ns()
        if self._view.deploys:
            return
        used_ns = self._busy_ns - before_ns
        wanted = servers_wanted(used_ns, self._web.cores, self._interval_ns, self._given.target_permille)
        lacking = wanted - self._view.believed_up() - self._booting
        why = f"{wanted} wanted for {used_ns / self._interval_ns:.3g} busy cores"
        if lacking > 0:
            self._scale_out(min(lacking, self._web.most_servers - self._in_service - self._booting), why)
        elif lacking < 0 and self._may_scale_in():
            self._scale_in(why)

    def _may_scale_in(self) -> bool:
        has_rested = int(self._env.now) - self._changed_ns >= _ns(self._given.cooldown_s)
        return self._booting == 0 and self._in_service > self._web.servers and has_rested

    def _scale_out(self, count: int, why: str) -> None:
        first = self._in_service + self._booting
        for place in range(first, first + count):
            self._orders.give("scale_out", self._names[place], why, row=place)
        if count > 0:
            self._booting += count
            self._changed_ns = int(self._env.now)
            self._env.process(self._boot(range(first, first + count)))

    def _boot(self, places: range) -> Generator[simpy.Event, Any, None]:
        """They all boot equally long, so who was started first joins first."""
        yield Alarm(self._env, int(self._env.now) + _ns(self._given.boot_s), self._joins)
        for place in places:
            self._retire(place, "another one takes its place")
            self._booting -= 1
            self._in_service += 1
            self._view.note_coming(self._names[place])
            self._view.runs[self._names[place]] = self._view.version
            why = f"{self._given.boot_s:g} s after its start"
            self._orders.give("join", self._names[place], why, row=place, value=self._view.version)
        self._changed_ns = int(self._env.now)

    def _scale_in(self, why: str) -> None:
        self._in_service -= 1
        place = self._in_service
        self._view.note_leaving(self._names[place])
        self._orders.give("drain", self._names[place], why, row=place)
        self._changed_ns = self._drains[place] = int(self._env.now)
        if self._given.drain_s > 0:
            self._env.process(self._drain(place, self._changed_ns))
        else:
            self._retire(place, "it is drained")

    def _drain(self, place: int, since_ns: int) -> Generator[simpy.Event, Any, None]:
        yield Alarm(self._env, since_ns + _ns(self._given.drain_s), self._retires)
        if self._drains.get(place) == since_ns:
            self._retire(place, "it is drained")

    def _retire(self, place: int, why: str) -> None:
        """A server whose drain is over is gone."""
        if self._drains.pop(place, None) is not None:
            self._orders.give("retire", self._names[place], why, row=place, value=SCALED_IN)
            self._view.note_gone(self._names[place])


def _ns(seconds: float) -> int:
    return int(seconds * 1e9 + 0.5)
