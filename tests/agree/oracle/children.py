"""Parallel calls: a token waits for its children, who walk beside each other."""

from __future__ import annotations

from collections.abc import Callable

import simpy

from tests.agree.oracle.chance import mix
from tests.agree.oracle.failure import Failed, Gone
from tests.agree.oracle.job import AFTER_ALL_REQUESTS, silence
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.token import Token


class Children:
    """`count` children of a token, and perhaps more; it goes on when all are back, and fails with the first that
    does."""

    def __init__(self, parent: Token, count: int, errand: Callable[[Token], Walk]) -> None:
        self.parent = parent
        self.out: list[Token] = []
        self.all_back = simpy.Event(parent.clock)
        self.add(count, errand)

    def add(self, count: int, errand: Callable[[Token], Walk]) -> None:
        """So many more, with this errand."""
        parent = self.parent
        for index in range(parent.children, parent.children + count):
            number, attempt, place = parent.key
            key = number, attempt, place + (index + 1 << 9) if place else index + 1
            child = Token(parent.world, key, mix(parent.luck.luck, index), parent.request)
            child.nth = index - parent.children
            if key[0] >= AFTER_ALL_REQUESTS:
                silence(child)
            child.luck.asked["key"] = parent.luck.asked["key"]
            parent.luck.asked["key"] += 1  # children ask for different keys
            child.server, child.away_ns, child.is_abandoned = parent.server, parent.away_ns, parent.is_abandoned
            self.out.append(child)
            child.begin(self._errand(child, errand, parent.away_ns))
        parent.children += count

    def gather(self) -> Walk:
        yield from self.parent.wait(self.all_back, self)

    def _errand(self, child: Token, errand: Callable[[Token], Walk], home_ns: int) -> Walk:
        try:
            yield from errand(child)
        except Failed as error:
            yield from child.hear(error, home_ns)
            child.note("JOIN_FAILED", error.reason)
            if child in self.out:
                self.out.clear()  # the others walk on, and nobody hears of them
                self.parent.throw(Failed(error.reason, self.parent.away_ns, float("inf"), True))
            return
        child.note("JOIN")
        if child in self.out:
            self.out.remove(child)
            if not self.out:
                self.all_back.succeed()

    def stop(self) -> None:
        """The parent no longer waits: the children give everything back, the elder first."""
        while self.out:
            self.out.pop(0).throw(Gone())
