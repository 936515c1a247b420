"""From the books of replicated databases to their part of a Result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground import result as left
from playground.run.edges import fine_edges_ns

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def replication(plan: Plan, plane: DataPlane, windows: int) -> left.Replication | None:
    """None where databases are not replicated."""
    if plan.replay is None:
        return None
    names = plan.replay.names
    histories = plane.world.history
    degraded_ns = int(histories["degraded_ns"].sum())
    for history in histories[histories["degraded"] > 0]:
        degraded_ns += plane.now_ns - int(history["degraded_since_ns"])
    return left.Replication(
        primary=names[int(histories[0]["primary"])],
        copies=_copies(names, plane, windows),
        kept=int((histories["position"] - histories["moved_in"] + histories["carried"]).sum()),
        degraded_ns=degraded_ns,
        gone=_gone(names, plane),
        stale_ages=left.Histogram(fine_edges_ns(), plane.world.stale_histogram[0]["count"].copy()),
        **{
            name: int(histories[name].sum())
            for name in ("lost", "lost_acknowledged", "diverged", "conflicts", "overwritten", "degradations")
        },
    )


def _copies(names: tuple[str, ...], plane: DataPlane, windows: int) -> tuple[left.Copy, ...]:
    count = len(names)
    rows = plane.world.window_copies[: windows * count].reshape(windows, count)
    reads, stale = (np.diff(rows[what], axis=0, prepend=0) for what in ("reads", "stale"))
    return tuple(
        left.Copy(
            name=name,
            reads_in=reads[:, place].copy(),
            stale_in=stale[:, place].copy(),
            received_lag_ns=rows["received_lag_ns"][:, place].astype(np.int64),
            applied_lag_ns=rows["applied_lag_ns"][:, place].astype(np.int64),
            **{
                what: int(plane.world.copies[place][what])
                for what in ("reads", "stale", "stale_ns", "stale_max_ns", "refused")
            },
        )
        for place, name in enumerate(names)
    )


def _gone(names: tuple[str, ...], plane: DataPlane) -> tuple[left.Gone, ...]:
    rows = plane.world.gone[: int(plane.world.history[0]["gone_n"])]
    return tuple(
        left.Gone(
            position=int(row["position"]),
            key=int(row["key"]),
            t_ns=int(row["at_ns"]),
            node=names[int(row["origin"])],
            acknowledged=bool(row["acknowledged"]),
            diverged=bool(row["diverged"]),
        )
        for row in rows
    )
