"""Plotly charts that are changed in place: the same figures as for `st.plotly_chart`, without its blank frame.

The script comes from the installed plotly through a component folder, so there is no copy of it in the repository.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import plotly
import streamlit as st
import streamlit.components.v1 as folders

HERE = Path(__file__).parent

# Only its folder is used: GET /component/playground.ui.live_plot.plotly_js/plotly.min.js
folders.declare_component("plotly_js", path=str(Path(plotly.__file__).parent / "package_data"))

_PLOT = st.components.v2.component(
    "playground_live_plot",
    html='<div class="live-plot" role="img"><div class="graph"></div><div class="cursor" hidden></div></div>',
    css=(HERE / "live_plot.css").read_text("utf-8"),
    js=(HERE / "live_plot.js").read_text("utf-8"),
    isolate_styles=False,  # plotly puts its styles into the page's head
)


def live_plot(
    figure: Any, *, key: str, label: str, height: int = 300, has_cursor: bool = False, stamp: str = ""
) -> None:
    """Draw a plotly Figure, or change the one that is there.

    `label` is what a screen reader says. `has_cursor`: the x axis is time in seconds, and the picture's clock moves
    a cursor. `stamp` comes back as the attribute `data-drawn` once the figure is on the screen.
    """
    drawn: dict[str, Any] = json.loads(figure.to_json(validate=False, remove_uids=False))
    drawn.get("layout", {}).pop("template", None)
    for trace in drawn["data"]:
        if "uid" in trace:  # plotly.js puts it into a CSS selector as it is
            trace["uid"] = re.sub(r"[^A-Za-z0-9_-]", "_", trace["uid"])
    data = {"figure": drawn, "height": height, "label": label, "has_cursor": has_cursor, "stamp": stamp}
    _PLOT(key=key, data=data)
