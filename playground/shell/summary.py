"""A report in a dozen lines, for people."""

from __future__ import annotations

from typing import Any


def summary(told: dict[str, Any]) -> str:
    """The most important numbers of a report, as text."""
    requests, latency = told["requests"], told["latency_ms"]
    lines = [
        f"{told['design']}, seed {told['seed']}, {told['seconds']:g} s",
        "requests   " + ", ".join(f"{name} {count:,}" for name, count in requests.items()),
        "latency    " + ", ".join(f"{name} {_ms(value)}" for name, value in latency.items()),
        f"goodput    {told['goodput_rps'] or 0:,.1f}/s, throughput {told['throughput_rps'] or 0:,.1f}/s, "
        f"errors {(told['error_rate'] or 0):.3%}",
    ]
    if told["failures"]:
        lines.append("failures   " + ", ".join(f"{name} {count:,}" for name, count in told["failures"].items()))
    for name, node in told["nodes"].items():
        if node["utilisation"] is not None:
            lines.append(f"  {name:<14s} busy {node['utilisation']:6.1%}   line {node['queue_mean'] or 0:8.2f} mean")
    for order in told["orders"]:
        lines.append(f"  {order['t_s']:9.3f} s  {order['what']} {order['node']}: {order['why']}")
    for death in told["detections"]:
        noticed = "never noticed" if death["detection_s"] is None else f"noticed after {death['detection_s']:.3f} s"
        lines.append(f"death      {death['node']}: {noticed}, {death['failed']:,} requests failed meanwhile")
    for verdict in told["objectives"]:
        state = {True: "ok    ", False: "MISSED", None: "open  "}[verdict["ok"]]
        lines.append(
            f"objective  {state} {verdict['name']}: {_short(verdict['got'])}, limit {_short(verdict['limit'])}"
        )
    for name, row in told.get("intervals", {}).items():
        lines.append(f"interval   {name}: {_short(row['mean'])} +- {_short(row['standard_error'])} (standard error)")
    if told["cost_usd_month"] is not None:
        lines.append(f"cost       {told['cost_usd_month']:,.0f} USD a month")
    if told["exposure"] is not None:
        lines += _addresses(told["exposure"])
    lines += [f"note       the fault {name} sleeps: its part is not there" for name in told["asleep_faults"]]
    if told["over_budget"]:
        lines.append("note       the run's memory was used up; later requests failed as over_budget")
    lines.append(f"wall clock {told['wall_s']:g} s")
    return "\n".join(lines)


def _addresses(told: dict[str, Any]) -> list[str]:
    """Who knows our addresses, and what has become of those who tried them."""
    lines = [
        f"addresses  {len(told['reachable'])} reachable from outside; replacing a server changes "
        f"something for {told['clients_to_change']:,} clients"
    ]
    if told["scanned"] or told["blocked"]:
        lines.append(f"scans      {told['scanned']:,} arrived, {told['blocked']:,} blocked at the edge")
    return lines


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f} ms"


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:,.4g}"
