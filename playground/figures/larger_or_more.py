"""What one ever larger machine and ever more of them carry for their money, measured and by theory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.names import Words

LOOKS = {"up": (palette.VERMILION, "square"), "out": (palette.BLUE, "circle")}


class Point(NamedTuple):
    """A size that can be bought, by its name, with what it carries and what theory says that it does."""

    name: str
    usd_month: float
    users: float
    theory_users: float


def larger_or_more_curves(rows: Mapping[str, Sequence[Point]], words: Words) -> axes.Figure:
    """A line for each way, `up` and `out`, and a dotted one for its theory, on logarithmic axes."""
    traces = []
    for way, points in rows.items():
        colour, symbol = LOOKS[way]
        name, look = words(f"figure.way_{way}"), {"color": colour, "width": 2}
        usd, users, book = (np.array([point[nth] for point in points], float) for nth in (1, 2, 3))
        marks = {"mode": "lines+markers", "marker": {"symbol": symbol, "size": 8}}
        told = [point.name for point in points]
        hover = "%{text}: %{y:,.3~s}"
        traces.append(curve(way, name, usd, users, line=look, hover=hover, text=told, **marks))
        dots = {**look, "dash": "dot", "width": 1.5}
        title = words("figure.by_theory", name=name)
        traces.append(curve(f"{way}-theory", title, usd, book, line=dots, hover="%{y:,.3~s}"))
    every = [point for points in rows.values() for point in points]
    x = axes.log_axis(words("figure.axis.usd_month"), [point.usd_month for point in every])
    y = axes.log_axis(words("figure.axis.carries"), [value for point in every for value in point[2:] if value > 0])
    return axes.figure("larger-or-more", traces, x, y, margin={"l": 96, "r": 30})
