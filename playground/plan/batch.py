"""What a worker writes: the orders of a whole batch, in one transaction."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.service import Empirical, Lognormal, Service
from playground.plan.builder import Place, Ref
from playground.plan.deed import Deed
from playground.plan.keys import are_followed
from playground.plan.message_queue import Broker
from playground.plan.walk import Walk


class Batch(Deed):
    """All messages in hand that are ready."""

    tells = True

    def __init__(self, found: Broker) -> None:
        self._found = found

    def work(self, walk: Walk, cores: Place, design: WebSystem) -> None:
        """The rows one after another, and then the commit, which they share; a part that takes no share of the time is
        left out. Of a batch of one it is a usual write."""
        given, whole = self._found.given.workers, design.database.write
        if given.batch == 1:
            super().work(walk, cores, design)
            return
        walk.seize(cores)
        if given.commit_share < 1:
            following = walk.emit(code.NEXT_READY, "the next row", at=self._found.row)
            walk.work(cores, part_of(whole, 1 - given.commit_share), code.WRITE_WORK)
            walk.emit(code.JUMP, "", jump=following)
            walk.patch(following)
        if given.commit_share > 0:
            walk.work(cores, part_of(whole, given.commit_share), code.WRITE_WORK)
        walk.release(cores)

    def make(self, walk: Walk, at: Ref, op: int, design: WebSystem) -> None:
        walk.emit(
            code.COMMIT, "all of it is durable", at=at, back=int(op == code.APPEND), count=int(are_followed(design))
        )

    def acknowledge(self, walk: Walk, at: Ref) -> None:
        walk.emit(code.CONFIRMED_ALL, "the database says so", at=at, back=1)


def part_of(service: Service, share: float) -> Service:
    """Work that takes this share of the time, spread alike."""
    if isinstance(service, Lognormal):
        return service.model_copy(update={"mean_ms": service.mean_ms * share, "p99_ms": service.p99_ms * share})
    if isinstance(service, Empirical):
        return service.model_copy(update={"values_ms": tuple(value * share for value in service.values_ms)})
    return service.model_copy(update={"mean_ms": service.mean_ms * share})
