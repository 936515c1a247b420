"""The book of orders: control processes act only by writing here, and what stands here alone reproduces a run."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from playground.result import Order

PROBE = "probe"


class Orders:
    """Every order with its instant, in the sequence given. Probes are many and alike, so they stand in a compact
    list."""

    def __init__(self, now: Callable[[], tuple[int, int]], act: Callable[[Order], None]) -> None:
        """`now` tells (t_ns, wakes so far); `act` carries an order out in the data plane."""
        self._now = now
        self._act = act
        self.given: list[Order] = []
        self._probes = array("q")

    def give(self, what: str, node: str, why: str, *, row: int = 0, value: float = 0.0) -> None:
        """Write an order down and have it carried out."""
        t_ns, wakes = self._now()
        order = Order(t_ns, wakes, what, node, why, row, value)
        self.given.append(order)
        self._act(order)

    def probe(self, row: int) -> None:
        """Send a probe to the server of this check."""
        t_ns, wakes = self._now()
        self._probes.extend((t_ns, wakes, row, len(self.given)))
        self._act(Order(t_ns, wakes, PROBE, "", "", row))

    @property
    def probes(self) -> array[int]:
        """Four numbers a probe: t_ns, wakes, row of the check, number of orders given before it."""
        return self._probes


def in_sequence(orders: tuple[Order, ...], probes: list[list[int]]) -> Iterator[Order]:
    """Orders and probes (rows as in Result.probes) in the sequence in which they were given."""
    sent = iter(probes)
    probe = next(sent, None)
    for place, order in enumerate(orders):
        while probe is not None and probe[3] <= place:
            yield Order(probe[0], probe[1], PROBE, "", "", probe[2])
            probe = next(sent, None)
        yield order
    while probe is not None:
        yield Order(probe[0], probe[1], PROBE, "", "", probe[2])
        probe = next(sent, None)
