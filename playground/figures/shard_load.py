"""How busy each shard is over time, and while shards are being added, how many keys have been moved."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, shards
from playground.result import Result

POINTS = 90  # windows are taken together until there are no more
MOST = 8  # shards that have a line: the hottest
COLOURS = (
    *(palette.BLUE, palette.ORANGE, palette.GREEN, palette.PURPLE),
    *(palette.BROWN, palette.VIOLET, palette.SLATE, palette.RED),
)


def shard_load_over_time(result: Result, words: Words) -> axes.Figure:
    """Utilisation of the cores of each shard's machines together, of at most eight shards the hottest; on a second
    axis the rows moved so far."""
    found = () if result.sharded is None else result.sharded.shards
    at_s = counted.windows(result, counted.merge_for(result, POINTS)).end_s
    loads = {shard.name: shards.load_over_time(result, shard, POINTS) for shard in found}
    hottest = sorted(loads, key=lambda name: -_peak(loads[name]))[:MOST]
    traces: list[dict[str, Any]] = []
    for place, (name, load) in enumerate(loads.items()):
        if name in hottest:
            line = {"color": COLOURS[place % MOST], "width": 2, "dash": "solid" if place < MOST else "dash"}
            title = words("figure.shard", number=place + 1)
            traces.append(curve(name, title, at_s, load, line=line, hover="%{y:.0%}"))
    frame: dict[str, Any] = {}
    if shards.moves(result) is not None:
        moved = shards.moved_over_time(result, POINTS)
        line = {"color": palette.VERMILION, "width": 1.5, "dash": "dot"}
        traces.append(curve("moved", words("figure.moved"), at_s, moved, line=line, hover="%{y:,.0f}", yaxis="y2"))
        y2 = axes.linear_axis(words("figure.axis.moved"), [float(value) for value in moved])
        frame = {"yaxis2": {**y2, "overlaying": "y", "side": "right", "showgrid": False}, "margin": {"r": 60}}
    y = axes.share_axis(words("figure.axis.utilisation"))
    return axes.figure("shard-load", traces, axes.time_axis(result, words), y, **frame, **marks(result, words))


def _peak(load: Iterable[float]) -> float:
    """The highest point of a line; below all others where it has none."""
    return max((float(point) for point in load if not math.isnan(point)), default=-1.0)
