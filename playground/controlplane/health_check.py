"""The balancer's health check: one process per server sends a probe each interval and believes what it hears.

After `fall` misses in a row the server is marked down, after `rise` answers in a row up again (HAProxy's words:
configuration.txt, `inter`, `fall`, `rise`). A probe waits in the same lines as users do, so a slow server misses
probes too.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Protocol

import simpy

from playground.controlplane.orders import Orders
from playground.controlplane.probing import probe_for_ever
from playground.controlplane.view import Checked, View
from playground.design.balancer import HealthCheck


class Limits(Protocol):
    """How many misses or answers in a row it takes to change one's mind."""

    @property
    def fall(self) -> int: ...

    @property
    def rise(self) -> int: ...


class Belief:
    """What a prober thinks of one server, and the answers or misses in a row that speak against it."""

    def __init__(self, settings: Limits) -> None:
        self.settings = settings
        self.forget()

    def forget(self) -> None:
        """Believe it up, as at the start."""
        self.is_up = True
        self.against = 0

    def hears(self, answered: bool) -> str | None:
        """`mark_down` or `mark_up` when this answer turns the belief, else None."""
        self.against = 0 if answered == self.is_up else self.against + 1
        needed = self.settings.fall if self.is_up else self.settings.rise
        if self.against < needed:
            return None
        self.is_up = not self.is_up
        self.against = 0
        return "mark_up" if self.is_up else "mark_down"


def watch(
    env: simpy.Environment, rank: int, view: View, orders: Orders, checked: Checked, settings: HealthCheck
) -> Generator[simpy.Event, Any, None]:
    """Probe one server for ever. While the balancer is dead nobody probes; a fresh one believes everybody up. Nor is a
    server probed that is not there; one that joins is believed up."""
    belief = Belief(settings)
    moves = view.moves(checked.server)

    def hear(answered: bool) -> None:
        if turn := belief.hears(answered):
            orders.give(turn, checked.server, _why(turn, settings), row=checked.row)

    def begin_anew() -> None:
        nonlocal moves
        stayed, moves = view.moves(checked.server) == moves, view.moves(checked.server)
        if stayed and not belief.is_up:
            orders.give("mark_up", checked.server, "a fresh balancer believes everybody up", row=checked.row)
        belief.forget()

    return probe_for_ever(env, rank, view, orders, checked, settings.interval_s, hear, begin_anew)


def _why(turn: str, settings: HealthCheck) -> str:
    return f"{settings.fall} probes missed" if turn == "mark_down" else f"{settings.rise} probes answered"
