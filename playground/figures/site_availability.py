"""Minutes a year without service, by the number of sites: as the textbook has it, where people move in no time, and
with the time that moving takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.figures import axes, palette
from playground.figures.names import Words


class Row(NamedTuple):
    """Of so many sites, minutes a year."""

    sites: int
    by_the_book_min: float
    with_moving_min: float


def site_availability_bars(rows: Sequence[Row], words: Words) -> axes.Figure:
    """Two bars for each number of sites, on a logarithmic axis."""
    names = [words("figure.sites_count", count=row.sites) for row in rows]
    book = {"color": palette.GREY, "pattern": {"shape": "/", "fillmode": "overlay", "size": 6, "solidity": 0.3}}
    columns = {
        "book": ([row.by_the_book_min for row in rows], book),
        "moving": ([row.with_moving_min for row in rows], {"color": palette.VERMILION}),
    }
    traces = [
        {
            "type": "bar",
            "uid": name,
            "name": words(f"figure.site_availability_{name}"),
            "x": names,
            "y": minutes,
            "text": [f"{value:,.0f}" if value >= 100 else f"{value:.3g}" for value in minutes],
            "textposition": "outside",
            "cliponaxis": False,
            "marker": marker,
            "hovertemplate": "%{y:,.3~g}",
        }
        for name, (minutes, marker) in columns.items()
    ]
    shown = [value for minutes, _ in columns.values() for value in minutes]
    y = axes.log_axis(words("figure.axis.minutes_a_year"), [*shown, 3 * max(shown)])
    return axes.figure("site-availability", traces, {"type": "category"}, y, barmode="group")
