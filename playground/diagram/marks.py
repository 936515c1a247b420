"""What is marked along the time bar: faults from their beginning to their end, and what was decided meanwhile."""

from __future__ import annotations

from typing import Any

from playground.lessons.catalogue import Translator
from playground.lessons.node_name import node_name
from playground.measure import counted
from playground.measure.episodes import episodes
from playground.result import Result, S

# Decisions that a watcher waits for; a fault's own beginning and end are its band.
ACTS = ("mark_down", "mark_up", "elect", "promote", "take_over", "alert_fires", "roll_back")
TOGETHER = 0.006  # of the run: decisions of one kind that are closer share a mark
MOST = 40  # marks of each sort; more of them are a grey bar


def marks(result: Result, t: Translator) -> list[dict[str, Any]]:
    """Plain data: kind (`fault` or `act`), start_s, end_s and the words."""
    now_s = counted.now_ns(result) / S
    bands: dict[tuple[str, float, float], list[str]] = {}
    for fault in episodes(result):
        end_s = now_s if fault.end_s is None else fault.end_s
        bands.setdefault((fault.kind, round(fault.start_s, 2), round(end_s, 2)), []).append(fault.node)
    faults = [
        {"kind": "fault", "start_s": start_s, "end_s": end_s, "text": _told(f"figure.fault.{kind}", nodes, t)}
        for (kind, start_s, end_s), nodes in list(bands.items())[:MOST]
    ]
    return [*faults, *_acts(result, t)]


def _acts(result: Result, t: Translator) -> list[dict[str, Any]]:
    groups: list[tuple[str, float, str, list[str]]] = []
    latest: dict[str, int] = {}
    for order in (order for order in result.orders if order.what in ACTS):
        at_s, place = order.t_ns / S, latest.get(order.what)
        if place is not None and at_s - groups[place][1] <= TOGETHER * result.end_ns / S:
            groups[place][3].append(order.node)
        else:
            latest[order.what] = len(groups)
            groups.append((order.what, at_s, order.why, [order.node]))
    return [
        {
            "kind": "act",
            "start_s": round(at_s, 2),
            "end_s": round(at_s, 2),
            "text": _told(f"order.{what}", nodes, t, why),
        }
        for what, at_s, why, nodes in groups[:MOST]
    ]


def _told(key: str, nodes: list[str], t: Translator, why: str = "") -> str:
    """The first node by name, and how many more there are."""
    told = t(key, node=" → ".join(_name(t, end) for end in nodes[0].split(">")), why=why)
    return told if len(nodes) == 1 else f"{told} +{len(nodes) - 1}"


def _name(t: Translator, name: str) -> str:
    try:
        return node_name(t, name)
    except KeyError:
        return name  # a rule that a user has named
