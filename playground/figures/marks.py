"""What is marked on every chart over time: the warm-up, faults, servers marked down, and how far the run has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from playground.design.sites import WHOLE, site_of
from playground.figures import names, palette
from playground.figures.names import Words
from playground.lessons.node_name import EDGE
from playground.measure import counted
from playground.measure.episodes import episodes
from playground.result import Result, S

# Orders that get a line of their own; the others begin or end a fault.
ACTS = (
    *("mark_down", "mark_up", "promote", "take_over", "flush", "expire", "expire_hot", "publish", "purge"),
    *("alert_fires", "roll_back"),
)
ROWS = 3  # of labels above each other
CHARACTER = 0.0115  # of the axis: what a letter of a label takes on a chart of usual width
TOGETHER = (0.01, 0.05)  # of the axis: acts of one kind that are closer share a line; the second where they are many
MOST_NAMED = 8  # lines; where servers come and go all the time, their names would cover the chart
MOST = 40  # lines, and bands; a chart with more of them says nothing (two kinds of lines, twenty groups each)


@dataclass(frozen=True)
class Mark:
    """What happened to these nodes: a band from start to end, or a line where the two are the same."""

    what: str
    start_s: float
    end_s: float
    nodes: tuple[str, ...]


def marks(result: Result, words: Words) -> dict[str, list[dict[str, Any]]]:
    """`shapes` and `annotations` for the layout. Bands are faults, lines are servers marked down or up."""
    bands, lines = _bands(result)[:MOST], _lines(result, TOGETHER[0])
    if len(lines) > MOST:
        lines = _lines(result, TOGETHER[1])[:MOST]
    shapes = [*_warm_up(result), *(_band(mark) for mark in bands), *(_line(mark) for mark in lines)]
    named = (*bands, *lines) if len(lines) <= MOST_NAMED else bands
    labels = [(mark.start_s, _told(mark, words)) for mark in named]
    return {"shapes": shapes, "annotations": _labels(labels, result.end_ns / S)}


def unfinished_s(result: Result) -> tuple[float, float] | None:
    """From when to when nothing is computed yet; None for a complete run.

    It is over in a moment, so it is no part of the figure: whoever shows one lays it over the chart.
    """
    now_s, end_s = counted.now_ns(result) / S, result.end_ns / S
    return (now_s, end_s) if now_s < end_s else None


def _bands(result: Result) -> list[Mark]:
    """Faults; those of one kind from and to the same instant (the links of one machine) are one."""
    now_s = counted.now_ns(result) / S
    groups: dict[tuple[str, float, float], tuple[str, ...]] = {}
    for fault in episodes(result):
        key = (fault.kind, fault.start_s, now_s if fault.end_s is None else fault.end_s)
        groups[key] = (*groups.get(key, ()), fault.node)
    return [Mark(*key, _by_site(result, key[0], key[1], nodes)) for key, nodes in groups.items()]


def _by_site(result: Result, what: str, start_s: float, nodes: tuple[str, ...]) -> tuple[str, ...]:
    """A site's name in the place of all its machines, where this fault has met them together."""
    for fault in result.design.faults:
        is_met = fault.node in WHOLE and f"{fault.kind}:{fault.node}" not in result.asleep
        if is_met and fault.kind == what and fault.start_s == start_s:
            place = WHOLE.index(fault.node)
            rest = tuple(name for name in nodes if EDGE.fullmatch(name) or site_of(name) != place)
            nodes = (fault.node, *rest)
    return nodes


def _lines(result: Result, together: float) -> list[Mark]:
    """Servers marked down or up; those of one kind within this share of the axis are one line."""
    found: list[Mark] = []
    latest: dict[str, int] = {}
    for order in (order for order in result.orders if order.what in ACTS):
        at_s, place = order.t_ns / S, latest.get(order.what)
        if place is not None and at_s - found[place].start_s <= together * result.end_ns / S:
            found[place] = replace(found[place], nodes=(*found[place].nodes, order.node))
        else:
            latest[order.what] = len(found)
            found.append(Mark(order.what, at_s, at_s, (order.node,)))
    return found


def _told(mark: Mark, words: Words) -> str:
    """The first node by name, and how many more there are."""
    group = "order" if mark.what in ACTS else "fault"
    first = words(f"figure.{group}.{mark.what}", node=names.node(words, mark.nodes[0]))
    return first if len(mark.nodes) == 1 else f"{first} +{len(mark.nodes) - 1}"


def _warm_up(result: Result) -> list[dict[str, Any]]:
    """What is computed and not counted, shaded."""
    return [_shade("warm-up", 0.0, result.warmup_ns / S, palette.WARM_UP, 0.14)] if result.warmup_ns else []


def _band(mark: Mark) -> dict[str, Any]:
    name = ":".join((mark.what, *mark.nodes))
    return _shade(name, mark.start_s, mark.end_s, palette.FAULTS[mark.what], 0.16)


def _shade(name: str, start_s: float, end_s: float, colour: str, opacity: float) -> dict[str, Any]:
    return {
        "name": name,
        "type": "rect",
        "layer": "below",
        "xref": "x",
        "yref": "y domain",
        "x0": start_s,
        "x1": end_s,
        "y0": 0,
        "y1": 1,
        "line": {"width": 0},
        "fillcolor": palette.faint(colour, opacity),
    }


def _line(mark: Mark) -> dict[str, Any]:
    return {
        "name": ":".join((mark.what, *mark.nodes)),
        "type": "line",
        "xref": "x",
        "yref": "y domain",
        "x0": mark.start_s,
        "x1": mark.start_s,
        "y0": 0,
        "y1": 1,
        "line": {"width": 1.5, "dash": "dot", "color": palette.ACTS[mark.what]},
    }


def _labels(labels: list[tuple[float, str]], end_s: float) -> list[dict[str, Any]]:
    """Labels at the top of the plot, each in the first row where it fits; what fits nowhere has no label."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(ROWS)]
    placed = []
    for at_s, text in labels:
        width_s = (len(text) + 1) * CHARACTER * end_s
        is_late = at_s + width_s > end_s
        from_s = at_s - width_s if is_late else at_s
        for row, spans in enumerate(taken):
            if all(from_s >= upto or from_s + width_s <= since for since, upto in spans):
                spans.append((from_s, from_s + width_s))
                placed.append(_label(at_s, text, y=1.0 - 0.08 * row, anchor="right" if is_late else "left"))
                break
    return placed


def _label(at_s: float, text: str, *, y: float, anchor: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": at_s,
        "y": y,
        "xref": "x",
        "yref": "y domain",
        "xanchor": anchor,
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 11},
    }
