"""What several replications say together: mean, standard error and 95 % interval of the main numbers."""

from __future__ import annotations

from typing import Any

from playground.measure.interval import interval

CONFIDENCE = 0.95
NUMBERS = (
    *(("latency_ms", name) for name in ("mean", "p50", "p95", "p99", "p999")),
    ("error_rate",),
    ("goodput_rps",),
    ("throughput_rps",),
)


def intervals(reports: list[dict[str, Any]]) -> dict[str, dict[str, float | None]]:
    """Name -> mean, standard_error, low, high, of the numbers that every report has."""
    found: dict[str, dict[str, float | None]] = {}
    for path in NUMBERS:
        between = interval([_at(report, path) for report in reports], CONFIDENCE)
        if between is not None and between.count > 1:
            found[".".join(path)] = {
                "mean": between.mean,
                "standard_error": between.standard_error,
                "low": between.low,
                "high": between.high,
            }
    return found


def _at(report: dict[str, Any], path: tuple[str, ...]) -> float | None:
    value: Any = report
    for step in path:
        value = value[step]
    return value
