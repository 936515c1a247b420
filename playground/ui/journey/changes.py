"""How a tile's number differs from that of the stage before, in a few characters."""

from __future__ import annotations

from typing import Any

from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure.compare import Change

LOWER_IS_BETTER = {
    "egress_gb_month",
    "latency_ms_p50",
    "latency_ms_p99",
    "error_rate",
    "stale_share",
    "lost_writes",
    "logged_out",
    "on_dead_site",
    "orders_s_p99",
    "cost_usd_month",
}
SAME = 0.005  # relative change that counts as none
Row = dict[str, Any]


def change_of(field: str, changes: dict[str, Change | None] | None, t: Translator) -> Row:
    """`changes` is None while the run to compare with is still to come."""
    if changes is None:
        return {"change": "…", "change_tone": ""}
    change = changes.get(field)
    if change is None:
        return {"change": "", "change_tone": ""}
    relative = change.relative
    if abs(change.absolute) < 1e-12 or (relative is not None and abs(relative) < SAME):
        return {"change": t("tile.same"), "change_tone": ""}
    arrow = "▲" if change.absolute > 0 else "▼"
    tone = (
        "" if field == "utilisation_max" else "good" if (change.absolute < 0) is (field in LOWER_IS_BETTER) else "bad"
    )
    return {"change": f"{arrow} {_size(field, change)}", "change_tone": tone}


def _size(field: str, change: Change) -> str:
    """Percentage points of a share, else percent, else times."""
    if field in ("error_rate", "hit_ratio", "stale_share", "utilisation_max"):
        return f"{short(abs(100 * change.absolute))} %p"
    relative = change.relative
    if relative is None:
        return short(abs(change.absolute))
    return f"{short(abs(100 * relative))} %" if abs(relative) < 10 else f"{short(1 + relative)} ×"  # noqa: RUF001
