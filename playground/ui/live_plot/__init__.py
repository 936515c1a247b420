"""Plotly charts that are changed in place: the same figures as for `st.plotly_chart`, without its blank frame.

The script comes from the installed plotly through a component folder, so there is no copy of it in the repository.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly
import streamlit as st
import streamlit.components.v1 as folders

from playground.figures.packed import packed
from playground.ui.mirror import LIVE_JS

HERE = Path(__file__).parent

# Only its folder is used: GET /component/playground.ui.live_plot.plotly_js/plotly.min.js
folders.declare_component("plotly_js", path=str(Path(plotly.__file__).parent / "package_data"))

Row = dict[str, Any]
HTML = (
    '<div class="live-plot"><h2></h2><div class="legend"></div>'
    '<div class="canvas" role="img"><div class="graph"></div>'
    '<div class="later" hidden><span></span></div><div class="cursor" hidden></div></div></div>'
)

CSS = (HERE / "live_plot.css").read_text("utf-8")
JS = LIVE_JS + "".join((HERE / f"{name}.js").read_text("utf-8") for name in ("legend", "held", "live_plot"))

_PLOT = st.components.v2.component(
    "playground_live_plot",
    html=HTML,
    css=CSS,
    js=JS,
    isolate_styles=False,  # plotly puts its styles into the page's head
)


def given(
    figure: Row,
    *,
    key: str,
    label: str,
    height: int = 300,
    has_cursor: bool = False,
    later: tuple[float, float, str] | None = None,
    stamp: str = "",
) -> Row:
    """What a chart is given: a figure of the figures room, ready for JSON.

    `label` stands above it, and a screen reader says it. `has_cursor`: the x axis is time in seconds, and the picture's
    clock moves a cursor. `later`: from where to where on that axis nothing is known yet, and what to say there. `stamp`
    comes back as the attribute `data-drawn` once the figure is on the screen.
    """
    return {
        "name": key,
        "figure": packed(figure),
        "height": height,
        "label": label,
        "has_cursor": has_cursor,
        "later": later,
        "stamp": stamp,
    }


def live_plot(data: Row) -> None:
    """Draw what `given` has made, or change the chart that is there."""
    _PLOT(key=data["name"], data=data)
