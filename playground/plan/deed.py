"""What a write does at the database: one change, unless it is said otherwise."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.plan.builder import Place, Ref
from playground.plan.walk import Walk


class Deed:
    """The change of one request. `tells`: it lets caches know of every change by itself."""

    tells = False

    def work(self, walk: Walk, cores: Place, design: WebSystem) -> None:
        """On a core of the database."""
        walk.serve(cores, design.database.write, code.WRITE_WORK)

    def make(self, walk: Walk, at: Ref, op: int, design: WebSystem) -> None:
        """It is durable on one of these databases; `op`: how these take a change down."""
        walk.emit(op, "the write is durable", at=at)

    def acknowledge(self, walk: Walk, at: Ref) -> None:
        """A replicated database says so."""
        walk.emit(code.ACKNOWLEDGE, "the database says so", at=at)


ONE_CHANGE = Deed()
