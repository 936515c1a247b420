"""Shards are added: movers begin, web servers learn the new map one after another, and the end is written down."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.orders import Orders
from playground.controlplane.view import View

LOOK_NS = 100_000_000  # how often it is looked whether all is moved


class Resharding:
    """Adds shards once."""

    def __init__(
        self,
        env: simpy.Environment,
        rank: int,
        view: View,
        orders: Orders,
        refresh_s: float,
        servers: tuple[str, ...],
    ) -> None:
        """`servers`: those that have a map, the last of which is new after `refresh_s`."""
        self._env, self._rank, self._view, self._orders = env, rank, view, orders
        self._refresh_ns, self._servers = int(refresh_s * 1e9 + 0.5), servers

    def begin(self, node: str, shards: int) -> None:
        """From now on there are so many."""
        self._orders.give("reshard_begins", node, "fault", value=float(shards))
        self._env.process(self._tell())
        self._env.process(self._watch(node))

    def _tell(self) -> Generator[simpy.Event, Any, None]:
        """Evenly over the time that it takes."""
        begun_ns = int(self._env.now)
        for nth, name in enumerate(self._servers, start=1):
            yield Alarm(self._env, begun_ns + self._refresh_ns * nth // len(self._servers), self._rank)
            self._orders.give("learn_map", name, "its map is refreshed", row=nth - 1)

    def _watch(self, node: str) -> Generator[simpy.Event, Any, None]:
        while self._view.left_to_move() > 0:
            yield Alarm(self._env, int(self._env.now) + LOOK_NS, self._rank)
        self._orders.give("reshard_ends", node, "all keys are where they belong")
