"""A run as one file that opens without the app and without a network: the picture, its clock, the charts, the numbers,
and the words of its stage.

The same scripts and styles as on the page, each in a function of its own, and Plotly's script from the installed
package. Every word goes in as JSON and is set as text.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import plotly

from playground.ui import live_plot, scene, tiles

HERE = Path(__file__).parent
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def replay(parts: dict[str, Any], *, sections: list[tuple[str, str]], language: str, address: str, opened: str) -> str:
    """The whole file. `parts` are what the page's components are given; `sections` headings and texts of the lesson;
    `address` of the design, and the word for it."""
    data = {
        "head": parts["head"],
        "tiles": parts["tiles"],
        "scene": {**parts["scene"], "nodes": [{**row, "acts": []} for row in parts["scene"]["nodes"]]},
        "charts": [row for name, row in parts.items() if name.startswith("chart-")],
        "sections": sections,
        "address": address,
        "opened": opened,
    }
    values = {
        "LANGUAGE": escape(language),
        "TITLE": escape(str(parts["head"]["name"])),
        "CSS": "\n".join((live_plot.CSS, _file("replay.css"))),
        "PLOTLY": PLOTLY.read_text("utf-8").replace("</script", "<\\/script"),
        "JS": "\n".join(
            [
                *(_component(name, js) for name, js in _scripts().items()),
                f"const htmls = {_json({'scene': scene.HTML, 'tiles': tiles.HTML, 'chart': live_plot.HTML})};",
                f"const styles = {_json({'scene': scene.CSS, 'tiles': tiles.CSS})};",
                _file("replay.js"),
            ]
        ),
        "DATA": _json(data),
    }
    return _filled(_file("replay.html"), values)


def _scripts() -> dict[str, str]:
    return {"scene": scene.JS, "tiles": tiles.JS, "chart": live_plot.JS}


def _component(name: str, js: str) -> str:
    """A component's module as a function of the page."""
    return f"const {name} = (() => {{\n{js.replace('export default function', 'return function')}\n}})();"


def _json(value: Any) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _file(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def _filled(page: str, values: dict[str, str]) -> str:
    """Each place by its name, once; what is filled in is not looked through again."""
    return "".join(values.get(piece, piece) for piece in page.split("@@"))
