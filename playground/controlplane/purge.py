"""A purge: an order goes out to every edge, and each carries it out some time later.

How much later is lognormal, given by its median and its 90th percentile; nothing comes back.

Source: cdnplanet.com, purge statistics (facts.md, section 6).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.orders import Orders
from playground.design.cdn import Cdn, Publishing

Z90 = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class Shelf:
    """A row of SHELF by name, and the rank of what happens there."""

    row: int
    name: str
    rank: int


class Purges:
    """Every purge that is under way."""

    def __init__(
        self,
        env: simpy.Environment,
        orders: Orders,
        given: Cdn,
        shelves: tuple[Shelf, ...],
        draw: Callable[[int, int], float],
    ) -> None:
        """`draw(shelf, n)`: the number in (0, 1) of the n-th purge at this shelf."""
        self._env, self._orders, self._given = env, orders, given
        self._shelves, self._draw = shelves, draw
        self._purges = 0

    def hear(self, row: int, *, is_new: bool) -> None:
        """A kind of files has a new version, or is to be deleted everywhere."""
        if is_new and self._given.publishing is not Publishing.PURGE:
            return
        nth = self._purges
        self._purges += 1
        now_ns = int(self._env.now)
        for shelf in self._shelves:
            due_ns = now_ns + delay_ns(self._given, self._draw(shelf.row, nth))
            self._env.process(self._arrive(shelf, row, due_ns))

    def _arrive(self, shelf: Shelf, kind: int, due_ns: int) -> Generator[simpy.Event, Any, None]:
        yield Alarm(self._env, due_ns, shelf.rank)
        self._orders.give("delete_files", shelf.name, "purge", row=shelf.row, value=kind)


def delay_ns(given: Cdn, u: float) -> int:
    """The u-quantile of how long an order takes to an edge."""
    sigma = math.log(given.purge_p90_factor) / Z90
    return max(1, int(given.purge_median_s * math.exp(sigma * NormalDist().inv_cdf(u)) * 1e9 + 0.5))
