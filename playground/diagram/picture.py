"""What the picture component draws: parts with their places, and what a run says about each, as plain data.

Words come translated; the browser shows every one of them as text, never as markup.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from playground.design.design import WebSystem
from playground.design.sites import WHOLE, at_first
from playground.diagram import bands, layout
from playground.diagram.kinds import ENTRY, QUEUE, SESSIONS, USERS, WORKER
from playground.diagram.moments import Moments, moments
from playground.diagram.topology import topology
from playground.lessons.catalogue import Translator
from playground.lessons.node_name import node_name, region_name
from playground.measure import utilisation
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
)


def picture(design: WebSystem, result: Result | None, t: Translator, *, selected: str | None) -> dict[str, Any]:
    """The data of the picture. Without a result it shows the parts alone."""
    graph = topology(design)
    room = layout if design.places == 1 else bands
    wide, narrow = room.wide(graph), room.narrow(graph)
    seen = None if result is None else moments(result)
    means = {} if result is None else {use.name: use for use in utilisation.nodes(result)}
    nodes = []
    for name in graph:
        use = means.get(name)
        nodes.append(
            {
                **_part(graph, name, t),
                "wide": _place(wide.boxes[name]),
                "narrow": _place(narrow.boxes[name]),
                "cell": wide.boxes[name].is_cell,
                "busy_mean": None if use is None or use.utilisation is None else round(100 * use.utilisation),
                "waiting_mean": None if use is None or use.queue_mean is None else round(use.queue_mean, 1),
                **_series(seen, name),
            }
        )
    return {
        "wide": [wide.width, wide.height],
        "narrow": [narrow.width, narrow.height],
        "bands": _bands(wide, narrow, t),
        "nodes": nodes,
        "edges": [list(edge) for edge in graph.edges],
        "end_s": [] if seen is None else [round(float(end), 3) for end in seen.end_s],
        "open_s": opening_s(design),
        "selected": selected,
        "words": {word: t(f"diagram.{word}") for word in WORDS},
    }


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


def _series(seen: Moments | None, name: str) -> dict[str, Any]:
    """Per moment: busy percent, waiting, the state: u(p), d(own), s(ilent), o(ut of the balancer's list), and of
    replicated databases whether it leads (1) or follows (0)."""
    if seen is None or name not in seen.busy:
        return {"busy": [], "waiting": [], "state": "", "leads": ""}
    letters = ("uo", "dd", "ss")
    state = "".join(letters[dead][int(out)] for dead, out in zip(seen.state[name], seen.is_out[name], strict=True))
    leads = "".join("1" if is_so else "0" for is_so in seen.leads.get(name, ()))
    return {"busy": seen.busy[name], "waiting": seen.waiting[name], "state": state, "leads": leads}
