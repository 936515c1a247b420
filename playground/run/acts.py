"""How an order is carried out in the data plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.controlplane.orders import PROBE
from playground.result import Order

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan

JOBS = 1 << 32  # streams from here on are jobs, not arrivals
PROBES, FAULTS, PRELUDE, CACHE_PROBES = 1, 2, 3, 4


def job_luck(seed: int, job: int, place: int, n: int) -> int:
    """The luck of a background job: the n-th of its kind at this place."""
    from playground.dataplane.plane import mix

    return mix(mix(mix(seed, JOBS + job), place), n)


class Acts:
    """Carries orders out. A probe's luck counts the probes sent to its server, so replayed orders draw the same."""

    def __init__(self, plan: Plan, plane: DataPlane, seed: int) -> None:
        self._plan = plan
        self._plane = plane
        self._seed = seed
        self._sent = [0] * len(plan.checks)

    def __call__(self, order: Order) -> None:
        """Raises ValueError on an order that nobody knows."""
        plane, row = self._plane, order.row
        if order.what == PROBE:
            self._probe(row)
        elif order.what in ("kill", "kill_silently"):
            plane.kill(row, silent=order.what == "kill_silently")
        elif order.what == "revive":
            plane.revive(row)
        elif order.what == "slow_down":
            plane.slow_down(row, order.value)
        elif order.what == "set_loss":
            plane.set_loss(row, order.value)
        elif order.what in ("mark_down", "mark_up"):
            check = self._plan.checks[row]
            if check.group < 0 and plane.holders is not None:
                plane.holders.mark(check.place, up=order.what == "mark_up")
                return
            (plane.mark_down if order.what == "mark_down" else plane.mark_up)(check.group, check.place)
        elif order.what in ("flush", "expire", "expire_hot"):
            self._forget(order.what, row)
        elif order.what == "promote" and plane.holders is not None:
            plane.holders.promote(self._plan.checks[row].place)
        elif order.what not in ("spike_begins", "spike_ends"):  # those are in the arrivals already
            raise ValueError(f"nobody knows the order {order.what}")

    def _forget(self, what: str, cache: int) -> None:
        """A cache loses everything, or no longer trusts what it holds: all of it, or the most popular key."""
        from playground.dataplane.cache.flush import expire, flush

        with np.errstate(over="ignore"):
            if what == "flush":
                flush(self._plane.world, cache)
            else:
                expire(self._plane.world, cache, 0 if what == "expire_hot" else -1)

    def _probe(self, row: int) -> None:
        check = self._plan.checks[row]
        n = self._sent[row]
        self._sent[row] = n + 1
        job, place = (PROBES, check.place) if check.group >= 0 else (CACHE_PROBES, row)
        self._plane.launch(check.start_pc, check.probe, check.place, job_luck(self._seed, job, place, n))
