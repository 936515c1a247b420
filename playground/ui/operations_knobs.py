"""The knobs of operations, in the order in which the page shows them, and how far those of a rule reach."""

from __future__ import annotations

import re
from typing import Any

from playground.design.alert import SHARES, Metric, usual_rules
from playground.design.operations import Operations

OPERATIONS = (
    "operations.scrape_s",
    "operations.slow_query_ms",
    *(f"operations.notify.{name}" for name in ("group_by", "group_wait_s", "group_interval_s", "repeat_interval_s")),
    "operations.notify.most_per_minute",
    *(f"operations.delivery.{name}" for name in ("by_hand", "by_hand_s", "canary_share", "watch_s", "react_s")),
    *(f"operations.delivery.{name}" for name in ("deploys_per_day", "defect_share", "caught_share")),
)
LOGS = tuple(
    f"operations.logs.{name}"
    for name in (
        *("central", "lines_per_request", "line_bytes", "sample_share", "index_lines_per_s", "buffer_lines"),
        *("refresh_s", "query_s", "retention_days", "open_s", "read_lines_per_s"),
    )
)
SPANS: dict[str, tuple[float, float]] = {
    "operations.scrape_s": (1, 30),
    "operations.slow_query_ms": (10, 30_000),
    "operations.notify.group_wait_s": (0, 300),
    "operations.notify.group_interval_s": (1, 600),
    "operations.notify.repeat_interval_s": (10, 86_400),
    "operations.notify.most_per_minute": (1, 600),
    "operations.delivery.by_hand_s": (0, 600),
    "operations.delivery.watch_s": (1, 600),
    "operations.delivery.react_s": (0, 600),
    "operations.delivery.deploys_per_day": (0, 100),
    "operations.logs.lines_per_request": (0, 50),
    "operations.logs.line_bytes": (50, 5000),
    "operations.logs.index_lines_per_s": (1000, 1_000_000),
    "operations.logs.buffer_lines": (0, 100_000_000),
    "operations.logs.refresh_s": (0, 60),
    "operations.logs.query_s": (0, 60),
    "operations.logs.retention_days": (1, 400),
    "operations.logs.open_s": (0, 120),
    "operations.logs.read_lines_per_s": (1, 1000),
}
OF_RULE = ("threshold", "window_s", "for_s")
_PATH = re.compile(r"operations\.rules\.(\d+)\.(\w+)")
THRESHOLDS: dict[Metric, tuple[float, float]] = {
    Metric.BURN_RATE: (0.5, 50),
    Metric.SLOW_QUERIES: (0, 100),
    Metric.REPLICATION_LAG: (0, 120),
    Metric.QUEUE_DEPTH: (10, 100_000),
}


def rules(given: Operations | None) -> tuple[str, ...]:
    """The knobs of every rule."""
    count = 0 if given is None else len(given.rules)
    return tuple(f"operations.rules.{place}.{field}" for place in range(count) for field in OF_RULE)


def usual(path: str, design: dict[str, Any], stage: dict[str, Any]) -> Any:
    """The value that a rule's knob has at its stage, or in the usual rules; its own where nobody else has such a rule.
    None where the path means no rule."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    own = design["operations"]["rules"][int(found[1])]
    given = stage["operations"]
    rows = [rule.model_dump(mode="json") for rule in usual_rules()] if given is None else given["rules"]
    same = next((row for row in rows if row["name"] == own["name"] and row["metric"] == own["metric"]), own)
    return same[found[2]]


def span(path: str, design: dict[str, Any]) -> tuple[float | None, float | None]:
    """The ends of a rule's slider, which follow from its metric and its other window. `design`: as plain data."""
    found = _PATH.fullmatch(path)
    if found is None:
        return SPANS.get(path, (None, None))
    rule = design["operations"]["rules"][int(found[1])]
    if found[2] == "for_s":
        return 0, 300
    if found[2] == "window_s":
        short_s = rule["short_window_s"]
        return (design["operations"]["scrape_s"], 600) if short_s is None else (2 * short_s, 86_400)
    metric = Metric(rule["metric"])
    return (0, 1) if metric in SHARES else THRESHOLDS.get(metric, (10, 5000))
