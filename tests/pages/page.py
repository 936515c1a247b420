"""The page without a browser: what its components are given, by AppTest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"


def open_page(*, lang: str = "en", d: str = "", seed: str = "", locale: str = "en-US") -> AppTest:
    """The page as somebody sees it who follows a link."""
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.context = {"locale": locale}
    for name, value in (("lang", lang), ("d", d), ("seed", seed)):
        if value:
            app.query_params[name] = value
    return app.run()


def given(app: AppTest, component: str) -> list[dict[str, Any]]:
    """The data of every component of this name, in the page's order."""
    mine = [row.proto for row in app.get("bidi_component") if row.proto.component_name == f"playground_{component}"]
    return [json.loads(proto.json) for proto in mine]


def tiles(app: AppTest) -> dict[str, dict[str, Any]]:
    """The tiles by name."""
    return {row["name"]: row for row in given(app, "tiles")[0]["tiles"]}


def link_of(app: AppTest) -> str:
    """The link text in the URL."""
    found = app.query_params["d"]
    return found[0] if isinstance(found, list) else found
