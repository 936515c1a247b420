"""The prelude of the people: sessions are under way when a run begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.run.jobs import PEOPLE, job_luck

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def warm_people(plane: DataPlane, plan: Plan, seed: int) -> None:
    """Every region's seats as on any day."""
    from playground.dataplane.seats.warm import Pace, warm_seats

    for number, (asks_rps, hosts_rps) in enumerate(plan.paces):
        warm_seats(plane.world, number, Pace(asks_rps, hosts_rps), job_luck(seed, PEOPLE, number, 0))
