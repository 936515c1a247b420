"""The files of pages over time: what the edges knew, by requests and by bytes, how much of it was old, and the bytes
that came from the origin; and how long each region waited."""

from __future__ import annotations

import math
from typing import Any

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.lessons.node_name import region_name
from playground.measure import counted, files
from playground.result import Result

POINTS = 60  # windows are averaged until there are no more
SHARES = (
    ("hit_ratio", palette.SERVED, "dot", 1.5),
    ("byte_hit_ratio", palette.SERVED, "solid", 2.0),
    ("old", palette.LIMIT, "dash", 2.0),
)
ROWS = (
    ("page_p50", palette.BLUE, 0.55),
    ("page_p95", palette.BLUE, 1.0),
    ("files_p50", palette.PURPLE, 0.55),
    ("files_p95", palette.PURPLE, 1.0),
)
MARGIN = {"margin": {"r": 56}}  # room for the axis on the right
BARS = {"barmode": "group", "bargap": 0.3, "hovermode": "closest", "margin": {"t": 84}}


def files_over_time(result: Result, words: Words) -> axes.Figure:
    """Shares of 1 on the left, averaged over at most 60 stretches of the run; Gbit/s from the origin on the right."""
    merge = counted.merge_for(result, POINTS)
    windows, found = counted.windows(result, merge), files.over_time(result, merge)
    whole = windows.is_whole
    columns = {"hit_ratio": found.hit_ratio, "byte_hit_ratio": found.byte_hit_ratio, "old": found.old_share}
    traces = [
        curve(
            name,
            words(f"figure.files_{name}"),
            windows.middle_s[whole],
            columns[name][whole],
            line={"color": colour, "dash": dash, "width": width},
            hover="%{y:.1%}",
        )
        for name, colour, dash, width in SHARES
    ]
    rate = found.origin_gbit_s[whole]
    look = {"color": palette.BROWN, "width": 1.5}
    name = words("figure.files_origin")
    traces.append(curve("origin", name, windows.middle_s[whole], rate, line=look, hover="%{y:.2f} Gbit/s", yaxis="y2"))
    y = axes.share_axis(words("figure.axis.files"))
    other = _rates(words("figure.axis.gbit"), rate.tolist())
    return axes.figure(
        "files", traces, axes.time_axis(result, words), y, yaxis2=other, **MARGIN, **marks(result, words)
    )


def _rates(title: str, values: list[float]) -> dict[str, Any]:
    """An axis on the right whose steps stand where those of the shares do."""
    top = axes.step_up(max((value for value in values if math.isfinite(value)), default=0.0))
    steps = [top * place / 4 for place in range(5)]
    ticks = {"range": [0.0, 1.2 * top], "tickvals": steps, "ticktext": [f"{step:g}" for step in steps]}
    return {**axes.linear_axis(title, values), **ticks, "overlaying": "y", "side": "right", "showgrid": False}


def waits_by_region(result: Result, words: Words) -> axes.Figure:
    """How long half and 95 % of the requests took in each region, of pages and of their files, in milliseconds; a bar
    that has no end is left out."""
    rows = files.by_region(result)
    regions = [region_name(words, row.region) for row in rows]
    columns = {name: [getattr(row, f"{name}_ms") for row in rows] for name, *_ in ROWS}
    traces = [_bar(name, words, regions, columns[name], colour, opacity) for name, colour, opacity in ROWS]
    x = axes.linear_axis(words("figure.axis.wait"), _finite([ms for column in columns.values() for ms in column]))
    y = {"categoryorder": "array", "categoryarray": regions[::-1], "automargin": True}
    return axes.figure("regions", traces, x, y, **BARS)


def _bar(
    name: str, words: Words, regions: list[str], values: list[float | None], colour: str, opacity: float
) -> dict[str, Any]:
    return {
        "type": "bar",
        "uid": name,
        "name": words(f"figure.region.{name}"),
        "y": regions,
        "x": [value if value is not None and math.isfinite(value) else None for value in values],
        "orientation": "h",
        "marker": {"color": colour, "opacity": opacity},
        "hovertemplate": "%{x:.4~g} ms",
    }


def _finite(values: list[float | None]) -> list[float]:
    return [value for value in values if value is not None and math.isfinite(value)]
