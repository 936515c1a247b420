"""A standby balancer takes the address of a dead one after a while, if it is not dead itself.

Which of the two holds the address does not matter: the one that comes back is the standby from then on.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.damage import Damage
from playground.controlplane.view import View


def stand_by(
    env: simpy.Environment, rank: int, view: View, damage: Damage, name: str, node: int, takeover_s: float
) -> Generator[simpy.Event, Any, None]:
    """Wait for a death, then for `takeover_s` since the last one, and answer in its place."""
    takeover_ns = int(takeover_s * 1e9 + 0.5)
    while True:
        yield view.death_of(node, rank)
        while not view.is_up(node) and env.now < view.died_ns(node) + takeover_ns:
            yield Alarm(env, view.died_ns(node) + takeover_ns, rank)
        if not view.is_up(node) and damage.has_another(node):
            damage.revive(name, node, "the standby takes the address")
