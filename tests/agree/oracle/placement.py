"""Who has which slot, of those who are there: dealt out in turn, or found on a ring."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from tests.agree.oracle.chance import mix

SLOTS = 16384
POINTS = 100  # of each on the circle


class Slots:
    """A rule that says to whom a slot belongs. `on_ring`: to whoever has the next point of the circle, else in turn."""

    def __init__(self, *, on_ring: bool) -> None:
        self.on_ring = on_ring
        self.circles: dict[tuple[int, ...], list[tuple[int, int]]] = {}

    def owner(self, slot: int, there: Iterable[int]) -> int | None:
        """None where nobody is there."""
        found = tuple(sorted(there))
        if not found:
            return None
        return self._next(mix(302, slot), found) if self.on_ring else found[slot % len(found)]

    def _next(self, at: int, there: tuple[int, ...]) -> int:
        """Whose point is the first one from here on; after the last comes the first."""
        if there not in self.circles:
            self.circles[there] = sorted((mix(1000 + one, point), one) for one in there for point in range(POINTS))
        circle = self.circles[there]
        return circle[bisect_left(circle, (at, -1)) % len(circle)][1]
