"""A curve over time, as plotly draws it."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def curve(uid: str, name: str, x: Any, y: Any, *, line: Row, hover: str, **more: Any) -> Row:
    """A trace through the points (x, y), arrays of one length; single precision is finer than a pixel."""
    return {
        "type": "scatter",
        "uid": uid,
        "name": name,
        "x": x.astype("f4"),
        "y": y.astype("f4"),
        "mode": "lines",
        "line": line,
        "hovertemplate": hover,
        **more,
    }
