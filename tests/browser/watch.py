"""Looking at the page: when it has settled, what its tiles say, what its charts show."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

PATIENCE_MS = 120_000
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
ALL_DRAWN = """() => {
  const plots = [...document.querySelectorAll('.live-plot')];
  const { stamp } = document.documentElement.dataset;
  return Boolean(stamp) && plots.length >= 4 && plots.every((plot) => plot.dataset.drawn === stamp);
}"""

# Counts frames in which a chart has nothing in it, and the DOM nodes that ever were a chart.
WATCH_FRAMES = """() => {
  window.seen = { frames: 0, blank: 0, graphs: new Set() };
  const look = () => {
    const graphs = [...document.querySelectorAll('.live-plot .graph')];
    graphs.forEach((graph) => seen.graphs.add(graph));
    const blank = graphs.length < 4 || graphs.some((graph) => !graph.querySelector('.main-svg .trace'));
    seen.frames += 1;
    seen.blank += blank ? 1 : 0;
    requestAnimationFrame(look);
  };
  look();
}"""


def stir(page: Page) -> None:
    """Before a change: what the page said about being settled counts no more."""
    page.evaluate("() => { document.documentElement.dataset.waiting = 'stirred'; }")


def settle(page: Page) -> None:
    """Wait until the run is complete and all charts show it; no exception on the page."""
    rest(page)
    page.wait_for_function(ALL_DRAWN, timeout=PATIENCE_MS)
    assert page.locator("[data-testid=stException]").count() == 0


def rest(page: Page) -> None:
    """Wait until the run is complete; no exception on the page."""
    page.wait_for_selector("html[data-waiting=false]", state="attached", timeout=PATIENCE_MS)
    page.wait_for_selector(SETTLED, timeout=PATIENCE_MS)
    assert page.locator("[data-testid=stException]").count() == 0


def tiles(page: Page) -> dict[str, str]:
    """Value and unit of every tile."""
    found = page.locator("[data-tile]").all()
    rows = [(tile.get_attribute("data-tile"), tile.locator(".value, .unit").all_inner_texts()) for tile in found]
    return {name or "": " ".join(words) for name, words in rows}


def frames(page: Page) -> dict[str, int]:
    """What `WATCH_FRAMES` has seen."""
    found: dict[str, int] = page.evaluate("() => ({ ...seen, graphs: seen.graphs.size })")
    return found


def chart(page: Page, place: int) -> dict[str, Any]:
    """Data and layout of a chart: lines by uid as (x, y) lists, shapes by name."""
    found: dict[str, Any] = page.evaluate(
        """(place) => {
          const graph = document.querySelectorAll('.live-plot .graph')[place];
          const points = (row) => Array.from(row.x, (x, i) => [x, row.y[i]]);
          const full = graph._fullData.map((row) => [row.uid, points(row)]);
          const shapes = (graph.layout.shapes ?? []).map((shape) => [shape.name, shape.x0, shape.x1]);
          return { lines: Object.fromEntries(full), shapes };
        }""",
        place,
    )
    return found


def thumb(page: Page, look: str) -> Locator:
    """The handle of a bar: `stages` or `scale`."""
    return page.locator(f'.rail[data-look="{look}"] .thumb')


def grab(page: Page, look: str) -> tuple[float, float, float, float]:
    """Press the pointer on a bar's handle; (x, y) of it, and (left, width) of the bar."""
    handle = thumb(page, look)
    handle.scroll_into_view_if_needed()
    line, box = page.locator(f'.rail[data-look="{look}"] .line').bounding_box(), handle.bounding_box()
    assert line is not None
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y, line["x"], line["width"]
