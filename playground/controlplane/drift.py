"""Servers that are changed by hand drift apart; a declared plan that is applied again makes them alike.

Each server is changed by hand at exponential times. It is then not what the others are any more, and works more slowly
(debug logging that was left on, a flag that one machine got and the others did not). Changing it again changes nothing.
A plan that is applied every so often puts every server back to what is declared, some time after it was started; so
does a machine that begins anew: one that joins, or is restarted with a new version.

Source: Morris, "Infrastructure as Code", 2nd edition, 2020: configuration drift, and reapplying code; the Terraform and
Ansible documentation (a plan is the difference between what is declared and what is there).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.damage import Damage
from playground.controlplane.orders import Orders
from playground.controlplane.view import View
from playground.design.web import Drift

TIER = "web"


class Drifts:
    """Which servers are not as they were declared."""

    def __init__(
        self,
        env: simpy.Environment,
        ranks: Iterator[int],
        view: View,
        orders: Orders,
        damage: Damage,
        given: Drift,
        servers: tuple[tuple[str, int], ...],
        draw: Callable[[int, int], float],
    ) -> None:
        """`servers`: name and node, in the order of their places. `draw(place, n)`: the number in (0, 1) of the n-th
        change of a server."""
        self._env, self._view, self._orders, self._damage = env, view, orders, damage
        self._given, self._nodes, self._draw = given, dict(servers), draw
        self._drifted: dict[str, None] = {}  # in the order of their changes
        view.hear_coming(self._straighten)
        for place, (name, _) in enumerate(servers):
            env.process(self._change(next(ranks), place, name))
        if given.apply_every_s is not None:
            env.process(self._apply(next(ranks), given.apply_every_s))

    def _change(self, rank: int, place: int, name: str) -> Generator[simpy.Event, Any, None]:
        """Somebody logs in and changes something, again and again."""
        mean_s, at_ns, n = self._given.changed_every_s, 0, 0
        while True:
            at_ns += max(1, _ns(-math.log(self._draw(place, n)) * mean_s))
            n += 1
            yield Alarm(self._env, at_ns, rank)
            node = self._nodes[name]
            if self._view.is_there(name) and self._view.is_up(node) and name not in self._drifted:
                self._drifted[name] = None
                self._orders.give("drift", name, "changed by hand", row=node)
                self._damage.slow(name, node, self._given.slow_factor)

    def _apply(self, rank: int, every_s: float) -> Generator[simpy.Event, Any, None]:
        """The plan is applied, and some time later everything is as declared."""
        nth = 0
        while True:
            nth += 1
            yield Alarm(self._env, nth * _ns(every_s) + _ns(self._given.apply_s), rank)
            found = tuple(self._drifted)
            self._orders.give("apply_plan", TIER, f"{len(found)} servers were not as declared", value=len(found))
            for name in found:
                self._straighten(name)

    def _straighten(self, name: str) -> None:
        """It is as declared again."""
        if name in self._drifted:
            del self._drifted[name]
            self._orders.give("declared", name, "as declared again", row=self._nodes[name])
            self._damage.speed_up(name, self._nodes[name], self._given.slow_factor)


def _ns(seconds: float) -> int:
    return int(seconds * 1e9 + 0.5)
