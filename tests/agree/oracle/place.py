"""Nodes, which die with everything inside, and links, which lose what crosses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agree.oracle.failure import Failed

if TYPE_CHECKING:
    from tests.agree.oracle.cache import Cache
    from tests.agree.oracle.disk import Disk
    from tests.agree.oracle.station import Station, Ticket
    from tests.agree.oracle.token import Token
    from tests.agree.oracle.world import World


class Link:
    """A link between two places, crossed in a fixed time."""

    def __init__(self, name: str, span_ns: int) -> None:
        self.name, self.span_ns = name, span_ns
        self.loss = 0.0
        self.lost = 0

    def touches(self, name: str) -> bool:
        """Does it end at the node of this name?"""
        return name in self.name.split(">")

    def loses(self, token: Token) -> bool:
        if self.loss == 0.0 or (self.loss < 1.0 and token.luck.draw("loss") >= self.loss):
            return False
        self.lost += 1
        return True


class Node:
    """A machine: what is on it dies together."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.is_up, self.is_silent = True, False
        self.slow = 1.0
        self.stations: list[Station] = []
        self.caches: list[Cache | Disk] = []

    def revive(self) -> None:
        self.is_up, self.is_silent = True, False
        for cache in self.caches:
            cache.restarted(self)

    def die(self, *, silent: bool) -> None:
        """Whoever is served here, stands in line here, or holds something here while elsewhere, fails."""
        self.is_up, self.is_silent = False, silent
        waiting = {ticket.token: ticket for station in self.stations for ticket in station.line}
        inside = [token for token in self.world.alive if token in waiting or self._height(token) < len(token.holds)]
        inside.sort(key=lambda token: token.key)
        for token in inside:
            if token in waiting:
                waiting[token].leave()
        for token in inside:
            if token.is_alive and (token in waiting or self._height(token) < len(token.holds)):
                self._strike(token, waiting)
        for station in self.stations:
            station.drop_orphans()
        for cache in self.caches:
            cache.lost_node()

    def _height(self, token: Token) -> int:
        """How high on its pile of holds the lowest one stands that is on this node; the pile's height if none is."""
        return next((i for i, hold in enumerate(token.holds) if hold.node is self), len(token.holds))

    def _strike(self, token: Token, waiting: dict[Token, Ticket]) -> None:
        height = self._height(token)
        away_ns = token.holds[height].away_ns if height < len(token.holds) else token.away_ns
        if self.is_silent:
            token.fall_silent(height)
        else:
            token.throw(Failed("died_with_server", away_ns, height, True))
