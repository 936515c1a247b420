"""Operations in a report: what fired, who was told, what it noticed, and what came of logs and deploys."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from playground.measure import alerts, deployment, detection, logs
from playground.result import Result


def told(result: Result) -> dict[str, Any] | None:
    """As plain values; None where nobody watches."""
    found, heard = detection.watch(result), alerts.noise(result)
    if found is None or heard is None:
        return None
    month, lines = deployment.month(result), logs.logs(result)
    return {
        "alerts": [asdict(row) for row in alerts.alerts(result)],
        "messages": [_message(row) for row in alerts.messages(result)],
        "noise": asdict(heard),
        "noticed": [{"rule": row.rule, "delay_s": row.delay_s, **_trouble(row.trouble)} for row in found.noticed],
        "false_alarms": len(found.false_alarms),
        "unseen": [_trouble(row) for row in found.unseen],
        "deployments": [asdict(row) for row in deployment.deployments(result)],
        "month": month and asdict(month),
        "logs": lines and asdict(lines),
    }


def _message(row: alerts.Message) -> dict[str, Any]:
    counts = {"firing": len(row.firing), "over": len(row.over)}
    return {"at_s": row.at_s, "group": row.group, "is_lost": row.is_lost, **counts}


def _trouble(row: detection.Trouble) -> dict[str, Any]:
    return {"kind": row.kind, "node": row.node, "start_s": row.start_s}
