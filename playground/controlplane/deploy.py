"""A rolling deploy: server after server, or several at a time, is drained, restarted and put back.

Where operations say so, a few servers get the new version first, as canaries, and are watched before the others follow;
and when a rule fires while the new version is watched, the old one is deployed again.

Source: the Kubernetes documentation, "Deployments", rolling update (so many may be unavailable at once); HAProxy,
management.txt (a server is drained, then in maintenance, then ready); AWS CodeDeploy, "Redeploy and roll back" (an
alarm stops a deploy, and the last good version is deployed like a new one). Differs: the next ones follow without
waiting for probes, and nobody scales meanwhile (CodeDeploy: suspend scaling processes).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.damage import Damage
from playground.controlplane.orders import Orders
from playground.controlplane.view import View
from playground.design.alert import Rule
from playground.design.operations import Delivery
from playground.design.web import Release
from playground.result.people import DEPLOYED

TIER = "web"
Batches = list[list[int]]


class Deployer:
    """Deploys one version at a time."""

    def __init__(
        self,
        env: simpy.Environment,
        rank: int,
        view: View,
        orders: Orders,
        damage: Damage,
        given: Release,
        servers: tuple[tuple[str, int], ...],
        each: int,
        delivery: Delivery | None = None,
    ) -> None:
        """`servers`: name and node of all that may ever be there, in the order of their places; `each`: so many
        stand at a site. Sites are deployed one after the other."""
        self._env, self._rank, self._view, self._orders = env, rank, view, orders
        self._damage, self._given, self._servers, self._each = damage, given, servers, each
        self._how = Delivery() if delivery is None else delivery
        self._is_watched = delivery is not None
        self._old = self._new = 1  # the versions between which it goes on
        self._turn = 0  # counts what began: a deploy, or its way back
        self._is_bad = False  # has the rule fired?
        self._goes_back = self._is_out = False
        self._there: list[int] = []  # the places that there were when it began

    def begin(self, fails_share: float) -> bool:
        """A new version is there, with a bug or without. False when the last one is still being deployed."""
        if self._view.deploys:
            return False
        self._old, self._new = self._view.version, self._view.newest + 1
        self._view.newest = self._new
        self._there = there = [place for place, (name, _) in enumerate(self._servers) if self._view.is_there(name)]
        count = int(self._how.canary_share * len(there))
        first = there[: max(1, count)] if self._how.canary_share > 0 else there
        canaries, rest = self._batches(there, first), self._batches(there, [p for p in there if p not in first])
        size = max(len(batch) for batch in canaries + rest)
        self._orders.give("deploy_begins", TIER, f"{len(there)} servers, {size} at a time")
        if fails_share > 0:
            self._orders.give("bug", TIER, "the new version has one", row=self._new, value=fails_share)
        if not rest:
            self._view.version = self._new
        self._start(canaries)
        self._env.process(self._go_on(canaries, rest, self._turn))
        return True

    def hear(self, rule: Rule, _: str) -> None:
        """An alert fires: is it the one that says that the new version is bad, while that is watched?"""
        if rule.name == self._how.rolls_back_on and self._view.watched and not self._is_bad:
            self._is_bad = True
            self._env.process(self._react(rule.name, self._turn))

    def _react(self, why: str, turn: int) -> Generator[simpy.Event, Any, None]:
        yield from self._wait(self._how.react_s)
        if turn != self._turn:
            return  # a newer version has come meanwhile
        self._orders.give("roll_back", TIER, why, row=self._new, value=self._old)
        self._view.version = self._old
        self._turn, self._goes_back = self._turn + 1, True  # whatever was going on finds that it is over
        self._view.deploys = True
        if not self._is_out:  # or else when those who are out are back, so that no more are missed at once
            yield from self._go_back()

    def _go_back(self) -> Generator[simpy.Event, Any, None]:
        bad = [place for place, (name, _) in enumerate(self._servers) if self._has_new(name)]
        batches = self._batches(self._there, bad)
        if batches:
            self._take_out(batches[0])
        yield from self._roll(batches, self._old, self._turn)
        self._end("the old version is everywhere again")

    @property
    def _called(self) -> str:
        return "old" if self._goes_back else "new"

    def _has_new(self, name: str) -> bool:
        return self._view.runs.get(name, 1) == self._new and self._view.is_there(name)

    def _batches(self, there: list[int], chosen: list[int]) -> Batches:
        """Those chosen, a share of the servers of a site at a time; by hand one after the other."""
        found = []
        for site in range(len(self._servers) // self._each):
            count = sum(place // self._each == site for place in there)
            own = [place for place in chosen if place // self._each == site]
            size = 1 if self._how.by_hand else max(1, int(self._given.batch_share * count))
            found += [own[first : first + size] for first in range(0, len(own), size)]
        return found

    def _start(self, batches: Batches) -> None:
        self._view.deploys, self._is_bad, self._goes_back = True, False, False
        self._view.watched.clear()
        self._turn += 1
        self._take_out(batches[0])

    def _go_on(self, first: Batches, rest: Batches, turn: int) -> Generator[simpy.Event, Any, None]:
        yield from self._roll(first, self._new, turn)
        if rest and turn == self._turn:
            yield from self._wait(self._how.watch_s)
            if turn == self._turn:
                self._view.version = self._new
                self._take_out(rest[0])
                yield from self._roll(rest, self._new, turn)
        if turn == self._turn:
            self._end("all servers have the new version")
            yield from self._wait(self._how.watch_s if self._is_watched else 0.0)
        if turn == self._turn:
            self._view.watched.clear()

    def _roll(self, batches: Batches, version: int, turn: int) -> Generator[simpy.Event, Any, None]:
        """Batch after batch; the first one is out already. One that is under way when everything goes back is put in
        with the old version, and then the others go back."""
        for nth, batch in enumerate(batches):
            if nth > 0:
                yield from self._wait(self._how.by_hand_s if self._how.by_hand else 0.0)
                if turn != self._turn:
                    return
                self._take_out(batch)
            yield from self._wait(self._given.drain_s)
            self._restart(batch)
            yield from self._wait(self._given.restart_s)
            self._put_in(batch, version if turn == self._turn else self._old)
            if turn != self._turn:
                yield from self._go_back()
                return

    def _end(self, why: str) -> None:
        self._view.deploys = False
        self._orders.give("deploy_ends", TIER, why)

    def _wait(self, seconds: float) -> Generator[simpy.Event, Any, None]:
        if seconds > 0:
            yield Alarm(self._env, int(self._env.now) + int(seconds * 1e9 + 0.5), self._rank)

    def _take_out(self, places: list[int]) -> None:
        self._is_out = True
        for place in places:
            name, _ = self._servers[place]
            self._view.watched.pop(name, None)
            self._view.note_leaving(name)
            self._orders.give("take_out", name, f"it gets the {self._called} version", row=place)

    def _restart(self, places: list[int]) -> None:
        for place in places:
            name, node = self._servers[place]
            self._orders.give("retire", name, "it is drained", row=place, value=DEPLOYED)
            self._damage.stop(name, node, f"it gets the {self._called} version")

    def _put_in(self, places: list[int], version: int) -> None:
        self._is_out = False
        for place in places:
            name, node = self._servers[place]
            self._damage.start(name, node, f"it has the {self._called} version")
            self._view.note_coming(name)
            self._view.runs[name] = version
            if self._is_watched and version == self._new:
                self._view.watched[name] = int(self._env.now)
            self._orders.give("put_in", name, f"it has the {self._called} version", row=place, value=version)
