"""How the network learns that a site is announced, or withdrawn: 80 % of all networks soon, the rest in a long tail.

Source: "An Empirical Characterization of Anycast Convergence Time", ANRW 2024 (80 % within about 10 s, then a slow
tail). Differs: within both parts the times are spread evenly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.run.jobs import ROUTES, draws

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan

SOON = 0.8  # of the networks


class RouteActs:
    """Turns the ways of all networks; each time they draw anew how long that takes."""

    def __init__(self, plan: Plan, plane: DataPlane, seed: int) -> None:
        self._plan, self._plane, self._seed = plan, plane, seed
        self._turns = 0

    def turn(self) -> None:
        """What is believed of the sites has changed."""
        from playground.dataplane.seats.routes import turn

        nth, group = self._turns, self._plan.site_group
        self._turns += 1
        if group is not None:
            turn(self._plane.world, group, lambda networks: self._after_s(draws(self._seed, ROUTES, networks, nth)))

    def _after_s(self, chances: np.ndarray) -> np.ndarray:
        soon_s, tail_s = self._plan.converges or (0.0, 0.0)
        late_s = soon_s + (chances - SOON) / (1 - SOON) * (tail_s - soon_s)
        return np.where(chances < SOON, chances / SOON * soon_s, late_s)
