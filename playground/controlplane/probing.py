"""Probing one machine for ever: a probe each interval, whose fate is heard as soon as it is known.

While the prober is dead nobody probes, and a probe that was out when it died is heard by nobody; nor is a machine
probed that is not there, or a probe heard of one that has left meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.orders import Orders
from playground.controlplane.view import Checked, View


def probe_for_ever(
    env: simpy.Environment,
    rank: int,
    view: View,
    orders: Orders,
    checked: Checked,
    interval_s: float,
    hear: Callable[[bool], None],
    begin_anew: Callable[[], None] = lambda: None,
) -> Generator[simpy.Event, Any, None]:
    """`hear` gets True for an answer, False for a miss. `begin_anew`: the prober was dead and has forgotten what it
    knew, or the machine is another one. A probe that takes longer than the interval lets the next ones fall out."""
    interval_ns = int(interval_s * 1e9 + 0.5)

    def lives() -> tuple[int, int]:
        return view.deaths(checked.prober_node), view.moves(checked.server)

    before = lives()
    yield Alarm(env, 0, rank)
    while True:
        begun_ns = int(env.now)
        if view.is_up(checked.prober_node) and view.is_there(checked.server):
            if lives() != before:
                before = lives()
                begin_anew()
            orders.probe(checked.row)
            answered = yield view.fate(checked.row, rank)
            if lives() == before:
                hear(answered)
        late = max(1, -(-(int(env.now) - begun_ns) // interval_ns))
        yield Alarm(env, begun_ns + late * interval_ns, rank)
