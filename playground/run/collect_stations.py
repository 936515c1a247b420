"""What stations have done. There may be thousands, so they are taken apart column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground import result as left
from playground.plan.builder import PLENTY

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan
    from playground.run.unfinished import Unfinished


def stations(plan: Plan, plane: DataPlane, windows: int, rest: Unfinished) -> tuple[left.Station, ...]:
    """Stations with what they did in each window."""
    count, all_of_them = len(plan.stations), plane.world.stations
    rows = plane.world.window_stations[: windows * count].reshape(windows, count)
    per_window = zip(
        np.ascontiguousarray(np.diff(rows["busy_ns"], axis=0, prepend=0).T),
        np.ascontiguousarray(np.diff(rows["line_ns"], axis=0, prepend=0).T),
        np.ascontiguousarray(rows["line_max"].T).astype(np.int64),
        strict=True,
    )
    totals = zip(
        *(all_of_them[column].tolist() for column in ("slots", "served", "refused", "stay_ns")),
        rest.stations_ns.tolist(),
        strict=True,
    )
    return tuple(
        left.Station(
            name=info.name,
            node=info.node,
            system=info.system,
            is_front=info.is_front,
            measures_node=info.measures_node,
            slots=None if slots >= PLENTY else slots,
            served=served,
            refused=refused,
            stay_ns=stay_ns,
            left_ns=left_ns,
            busy_ns=busy_ns,
            line_ns=line_ns,
            line_max=line_max,
        )
        for info, (slots, served, refused, stay_ns, left_ns), (busy_ns, line_ns, line_max) in zip(
            plan.stations, totals, per_window, strict=True
        )
    )
