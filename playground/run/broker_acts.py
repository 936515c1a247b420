"""What runs at message queues: the threads of the workers, and the flusher of each broker, as long as its machine is
up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.result import Order
from playground.run.jobs import CONSUMERS, LOG_FLUSHERS, REBUILDERS, job_luck

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan.consumer_rows import Consumers

BACK = ("revive", "restarted")


class BrokerActs:
    """Starts consumers and flushers, at the beginning and when their machine is back, and who indexes orders anew."""

    def __init__(self, brokers: tuple[Consumers, ...], plane: DataPlane, seed: int) -> None:
        self._brokers, self._plane, self._seed = brokers, plane, seed
        self._starts: dict[tuple[int, int], int] = {}

    def begin(self) -> None:
        for found in self._brokers:
            self._flush(found)
            for place in range(len(found.workers)):
                self._consume(found, place)
            for _ in range(found.rebuilders):
                self._start(found.rebuilder_pc, REBUILDERS, found.broker_row)

    def after(self, order: Order) -> None:
        """A machine is back, with nothing of what ran there."""
        if order.what not in BACK:
            return
        for found in self._brokers:
            if order.row == found.broker:
                self._flush(found)
            elif order.row in found.workers:
                self._consume(found, found.workers.index(order.row))

    def _flush(self, found: Consumers) -> None:
        self._start(found.flusher_pc, LOG_FLUSHERS, found.broker_row)

    def _start(self, pc: int | None, job: int, row: int) -> None:
        from playground.dataplane import kernel

        if pc is None:
            return
        luck = self._luck(job, row)
        self._plane.make_room()
        with np.errstate(over="ignore"):
            kernel.start_job(self._plane.world, pc, 0, luck)

    def _consume(self, found: Consumers, worker: int) -> None:
        """Every thread of a worker."""
        from playground.dataplane import kernel

        for row, place in found.consumers:
            if place != worker:
                continue
            luck = self._luck(CONSUMERS, row)
            self._plane.make_room()
            with np.errstate(over="ignore"):
                kernel.start_consumer(self._plane.world, found.consumer_pc, row, place, luck)

    def _luck(self, job: int, row: int) -> np.uint64:
        """Of the n-th time that it begins there."""
        n = self._starts.get((job, row), 0)
        self._starts[(job, row)] = n + 1
        return np.uint64(job_luck(self._seed, job, row, n))
