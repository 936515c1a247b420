"""What the picture component draws: parts with their places, and what a run says about each, as plain data.

Words come translated; the browser shows every one of them as text, never as markup.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx

from playground.design.design import WebSystem
from playground.design.sites import WHOLE, at_first
from playground.diagram import bands, layout
from playground.diagram.flows import flows
from playground.diagram.kinds import ENTRY, QUEUE, SESSIONS, USERS, WORKER
from playground.diagram.marks import marks
from playground.diagram.moments import ends_s, spans_of
from playground.diagram.seen import UNKNOWN, told
from playground.diagram.topology import topology
from playground.lessons.catalogue import Translator
from playground.lessons.node_name import node_name, region_name
from playground.result import Result

LATEST_LOOK_S = 20.0  # this long after a fault's beginning it has been noticed, if it ever will be

WORDS = (
    "label",
    "whole_run",
    "moment",
    "play",
    "pause",
    "scrub",
    "busy",
    "waiting",
    "down",
    "silent",
    "out",
    "unknown",
    "was_down",
    "primary",
    "replica",
    *("whole_state", "now", "now_calm", "back", "on", "speed", "tidy", "believed", "failed_here"),
    *("lag", "hits", "depth", "kill", "slow", "heal", "fewer", "close", "at_moment"),
    *("follow", "follow_wait", "on_way", "over"),
)


def picture(
    design: WebSystem,
    result: Result | None,
    t: Translator,
    *,
    selected: str | None,
    acts: dict[str, list[str]] | None = None,
    places: dict[str, tuple[float, float]] | None = None,
) -> dict[str, Any]:
    """The data of the picture. Without a result it shows the parts alone.

    `acts`: what can be done to each part. `places`: the middle of parts that somebody has moved, in the wide picture.
    """
    graph = topology(design)
    room = layout if design.places == 1 else bands
    wide, narrow = room.wide(graph), room.narrow(graph)
    moved = {name: at for name, at in (places or {}).items() if name in wide.boxes}
    wide = replace(wide, boxes={name: _moved(box, moved.get(name), wide) for name, box in wide.boxes.items()})
    flow = None if result is None else flows(result, spans_of(result))
    seen = {} if result is None or flow is None else told(result, flow)
    number = {name: place for place, name in enumerate(graph)}
    return {
        "wide": [wide.width, wide.height],
        "narrow": [narrow.width, narrow.height],
        "bands": _bands(wide, narrow, t),
        "nodes": [{**row, "acts": (acts or {}).get(row["id"], [])} for row in _nodes(graph, wide, narrow, seen, t)],
        "edges": [[number[end] for end in edge] for edge in graph.edges],
        "end_s": [] if result is None else [round(float(end), 3) for end in ends_s(result)],
        "sent_rps": [] if flow is None else flow.sent_rps,
        "failed_rps": [] if flow is None else flow.failed_rps,
        "is_moved": bool(moved),
        "marks": [] if result is None else marks(result, t),
        "seconds": design.seconds,
        "open_s": opening_s(design),
        "selected": selected,
        "words": {word: t(f"diagram.{word}") for word in WORDS},
    }


def _nodes(
    graph: nx.DiGraph, wide: layout.Layout, narrow: layout.Layout, seen: dict[str, dict[str, Any]], t: Translator
) -> list[dict[str, Any]]:
    return [
        {
            **_part(graph, name, t),
            "wide": _place(wide.boxes[name]),
            "narrow": _place(narrow.boxes[name]),
            "cell": wide.boxes[name].is_cell,
            **seen.get(name, UNKNOWN),
        }
        for name in graph
    ]


# What a cell says that is no number among equals.
CELLS = {SESSIONS: "inside.store_cell", QUEUE: "inside.queue_cell", WORKER: "inside.worker_cell"}


def opening_s(design: WebSystem) -> float | None:
    """The moment at which the picture opens: in the midst of the first dated fault; None for the whole run."""
    dated = [(f.start_s, f.duration_s) for f in design.faults if f.start_s is not None and not f.is_random]
    if not dated:
        return None
    start_s, duration_s = min(dated, key=lambda row: row[0])
    lasts_s = design.seconds - start_s if duration_s is None else duration_s
    return round(min(start_s + min(lasts_s / 2, LATEST_LOOK_S), design.seconds), 3)


def _part(graph: nx.DiGraph, name: str, t: Translator) -> dict[str, Any]:
    row = graph.nodes[name]
    region = row.get("region", "")  # several have equal edges
    return {
        "id": name,
        "kind": row["kind"],
        "title": node_name(t, f"edge-{row['number']}" if region else at_first(name) if row["site"] else name),
        "number": t(CELLS[row["kind"]], number=row["number"]) if row["kind"] in CELLS else row["number"],
        "parts": [t(f"inside.{part}") for part in row["parts"]] + ([region_name(t, region)] if region else []),
        "can": row["kind"] not in (USERS, ENTRY),
    }


def _bands(wide: layout.Layout, narrow: layout.Layout, t: Translator) -> list[dict[str, Any]]:
    """A frame around each of several sites."""
    return [
        {
            "title": node_name(t, WHOLE[band.site]),
            "wide": [round(band.x, 1), round(band.y, 1), round(band.w, 1), round(band.h, 1)],
            "narrow": [round(other.x, 1), round(other.y, 1), round(other.w, 1), round(other.h, 1)],
        }
        for band, other in zip(wide.bands, narrow.bands, strict=True)
    ]


def _place(box: layout.Box) -> list[float]:
    return [round(box.x, 1), round(box.y, 1), box.w, box.h]


def _moved(box: layout.Box, at: tuple[float, float] | None, room: layout.Layout) -> layout.Box:
    """Where somebody has put it, as far as the picture reaches."""
    if at is None:
        return box
    x = min(max(at[0], box.w / 2 + 4), room.width - box.w / 2 - 4)
    return replace(box, x=x, y=min(max(at[1], box.h / 2 + 4), room.height - box.h / 2 - 4))
