"""The prelude of a CDN: its edges first, and then the shield, which is asked for what they miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.run.jobs import SHELVES, job_luck

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan.shelving import Shelving


def warm_shelves(plane: DataPlane, shelving: Shelving, seed: int) -> None:
    """Every shelf as on any day, but for those that begin empty."""
    from playground.dataplane.files.warm import missed_rps, warm_shelf

    world = plane.world
    ttl_s = np.repeat(world.files["ttl_ns"] / 1e9, world.files["count"])
    missed = np.zeros(len(ttl_s))
    for row, rates_rps in enumerate(shelving.rates_rps):
        if rates_rps is not None:
            keeps_s = warm_shelf(world, row, rates_rps, job_luck(seed, SHELVES, row, 0))
            missed += missed_rps(rates_rps, ttl_s, keeps_s)
    if shelving.shield is not None:
        warm_shelf(world, shelving.shield, missed, job_luck(seed, SHELVES, shelving.shield, 0))
