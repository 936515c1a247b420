"""Where each site has a database that accepts writes: who writes to which of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.design.sites import WHOLE
from playground.design.sites import Writers as Given

if TYPE_CHECKING:
    from tests.agree.oracle.copies import Copy
    from tests.agree.oracle.monitor import Monitor


class Writers:
    """Each web server, or each site where keys are at home, has one to whom it writes first."""

    def __init__(self, monitor: Monitor) -> None:
        databases = monitor.databases
        self.monitor, self.databases = monitor, databases
        self.all = [copy for copy in databases.copies if copy.is_writer]
        of_keys = databases.parts.design.sites.writers is Given.HOME
        self.names = list(WHOLE) if of_keys else monitor.server_names
        self.homes = list(databases.address)
        self.goals = list(self.homes)

    def heard(self) -> None:
        """What is believed of a copy has changed: whose goal has, too, learns of it."""
        goals = [self._goal(home) for home in self.homes]
        changed = [row for row, goal in enumerate(goals) if goal is not self.goals[row]]
        self.goals = goals
        if changed:
            self.monitor.clock.process(
                self.monitor.failover.tell(self.names, changed, {row: goals[row] for row in changed}, self._still)
            )

    def _still(self, row: int, goal: Copy) -> bool:
        """Is it to go there, and not elsewhere by now?"""
        return self.goals[row] is goal

    def _goal(self, home: Copy) -> Copy:
        """The next one in the circle that is up."""
        first = self.all.index(home)
        circle = self.all[first:] + self.all[:first]
        return next((copy for copy in circle if self.monitor.is_up[copy]), home)
