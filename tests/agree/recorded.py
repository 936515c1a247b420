"""What the requests of a run recorded of their writes, and what follows from that alone."""

from __future__ import annotations

from dataclasses import dataclass

from playground.design.design import Common
from playground.result import Result
from playground.run import run
from tests.agree.engine import engine


@dataclass
class Write:
    """One call that writes: its server, and when it set out, asked, was durable, was acknowledged; None: never."""

    server: int
    routed_ns: int
    asked_ns: int | None = None
    durable_ns: int | None = None
    acknowledged_ns: int | None = None


MOMENTS = {"WRITABLE": "asked_ns", "APPEND": "durable_ns", "ACKNOWLEDGE": "acknowledged_ns"}


@dataclass(frozen=True)
class Recorded:
    """A run and the writes of its requests, in the order in which they set out. Each request writes once, and every
    block of every request is looked at."""

    result: Result
    writes: tuple[Write, ...]

    def orders(self, *whats: str) -> list[tuple[int, str, str]]:
        """Orders of these kinds: instant, kind, node."""
        return [(o.t_ns, o.what, o.node) for o in self.result.orders if o.what in whats]

    def first_ns(self, what: str) -> int:
        return self.orders(what)[0][0]

    def durable_ns(self) -> list[int]:
        """When writes were durable, in their order, refused ones included: they got as far as that block."""
        return sorted(write.durable_ns for write in self.writes if write.durable_ns is not None)


def recorded(design: Common, seed: int = 1) -> Recorded:
    """Run it twice, once to watch."""
    writes: dict[tuple[int, int], Write] = {}
    for at_ns, request, attempt, _, what, server in engine(design, seed).steps:
        if what == "ROUTE":
            writes[request, attempt] = Write(int(str(server)), at_ns)
        elif what in MOMENTS:
            setattr(writes[request, attempt], MOMENTS[what], at_ns)
    return Recorded(run(design, seed=seed), tuple(writes.values()))
