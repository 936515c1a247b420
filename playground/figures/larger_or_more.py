"""What one ever larger machine and ever more of them carry for their money, measured and by theory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from playground.figures import axes, palette
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
    traces: list[dict[str, Any]] = []
    for way, points in rows.items():
        colour, symbol = LOOKS[way]
        name, look = words(f"figure.way_{way}"), {"color": colour, "width": 2}
        shown: dict[str, Any] = {"type": "scatter", "x": [point.usd_month for point in points]}
        marks = {
            "mode": "lines+markers",
            "marker": {"symbol": symbol, "size": 8},
            "hovertemplate": "%{text}: %{y:,.3~s}",
        }
        told: dict[str, Any] = {"text": [point.name for point in points], "y": [point.users for point in points]}
        traces.append({**shown, "uid": way, "name": name, "line": look, **told, **marks})
        dots = {**look, "dash": "dot", "width": 1.5}
        title = words("figure.by_theory", name=name)
        law: dict[str, Any] = {
            "y": [point.theory_users for point in points],
            "mode": "lines",
            "hovertemplate": "%{y:,.3~s}",
        }
        traces.append({**shown, "uid": f"{way}-theory", "name": title, "line": dots, **law})
    every = [point for points in rows.values() for point in points]
    x = axes.log_axis(words("figure.axis.usd_month"), [point.usd_month for point in every])
    y = axes.log_axis(words("figure.axis.carries"), [value for point in every for value in point[2:] if value > 0])
    return axes.figure("larger-or-more", traces, x, y, margin={"l": 96, "r": 30})
