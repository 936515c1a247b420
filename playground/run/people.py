"""The prelude of the people: sessions are under way when a run begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.run.jobs import NAMES, PEOPLE, job_luck

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def warm_people(plane: DataPlane, plan: Plan, seed: int) -> None:
    """Every region's seats as on any day."""
    from playground.dataplane.seats.warm import Memory, Pace, log_in, warm_seats
    from playground.dataplane.seats.warm_names import warm_names

    memory = None if plan.known is None else Memory(*plan.known)
    for number, (asks_rps, hosts_rps) in enumerate(plan.paces):
        luck = job_luck(seed, PEOPLE, number, 0)
        is_taken = warm_seats(plane.world, number, Pace(asks_rps, hosts_rps), luck)
        if plan.named is not None:
            warm_names(plane.world, number, hosts_rps, *plan.named, job_luck(seed, NAMES, number, 0))
        if memory is not None:
            log_in(plane.world, number, is_taken, plan.first_servers, memory, luck)
