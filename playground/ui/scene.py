"""The picture of the architecture on the page. The drawing itself lives in the diagram room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from playground import diagram
from playground.ui.mirror import LIVE_JS

HERE = Path(diagram.__file__).parent
_GLYPH = '<svg class="glyph" viewBox="0 0 10 10" aria-hidden="true"><path d="{}"></path></svg>'


def _button(name: str, path: str = "") -> str:
    return f'<button type="button" class="{name}">{_GLYPH.format(path) if path else ""}</button>'


HTML = (
    '<div class="arch"><div class="stage"><canvas aria-hidden="true"></canvas>'
    '<div class="acts" role="group" hidden></div></div><div class="told"><p class="now"></p>'
    '<button type="button" class="follow" hidden></button></div><div class="time" hidden>'
    + _button("back", "M8 0v10L2 5zM1 0h1.5v10H1z")
    + _button("play", "M1.5 0 10 5 1.5 10z")
    + _button("on", "M2 0v10l6-5zM7.5 0H9v10H7.500z")
    + '<div class="line"><div class="marks"></div><input type="range"></div><output></output>'
    + _button("speed")
    + _button("tidy", "M5 1a4 4 0 1 0 4 4H7.800a2.800 2.800 0 1 1-2.800-2.800V4l3-2.500L5-1z")
    + "</div></div>"
)
FILES = ("draw", "clock", "traffic", "hand", "acts", "follow", "diagram")
CSS = (HERE / "diagram.css").read_text("utf-8")
JS = LIVE_JS + "\n".join((HERE / f"{name}.js").read_text("utf-8") for name in FILES)

_SCENE = st.components.v2.component("playground_scene", html=HTML, css=CSS, js=JS)


def scene(
    picture: dict[str, Any],
    *,
    on_select: Callable[[str], None],
    on_move: Callable[[str, float, float], None] = lambda name, x, y: None,
    on_act: Callable[[str, str, float | None], None] = lambda what, node, at_s: None,
    on_follow: Callable[[], None] = lambda: None,
) -> None:
    """Draw a picture, or change the one that is there.

    `on_select` gets a node's name. `on_move`: a node's name and where its middle is now; no name: all go back to their
    places. `on_act`: what is to be done, to which node, and at which second of the run (None: at the usual one).
    `on_follow`: somebody wants to follow a request.
    """

    def told(name: str) -> dict[str, Any]:
        found: dict[str, Any] = st.session_state["scene"][name] or {}
        return found

    def acted() -> None:
        row = told("act")
        at_s = row.get("at_s")
        on_act(str(row.get("what")), str(row.get("node")), None if at_s is None else float(at_s))

    _SCENE(
        key="scene",
        data=picture,
        on_selected_change=lambda: on_select(str(told("selected").get("id"))),
        on_moved_change=lambda: on_move(
            str(told("moved").get("id")), float(told("moved").get("x", 0)), float(told("moved").get("y", 0))
        ),
        on_act_change=acted,
        on_follow_change=on_follow,
    )
