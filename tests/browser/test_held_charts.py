"""Charts while a control is held: quicker ways to draw them that must show the same."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.watch import grab, settle, stir

# Keeps what the charts are given while a control is held.
LISTEN = """() => {
  window.given = {};
  for (const [name, show] of [...playgroundLive]) {
    if (!name.startsWith("chart-")) continue;
    given[name] = [];
    playgroundLive.set(name, (data) => { given[name].push(data); show(data); });
  }
}"""

# Gives charts what they were given once more, one by one, in sight: a held change leaves others as they are.
AGAIN = """
  let number = 0;
  const draw = async (name, place, data) => {
    const root = document.querySelectorAll(".live-plot")[place], stamp = `again-${(number += 1)}`;
    root.scrollIntoView({ block: "center" });
    playgroundLive.get(name)({ ...data, stamp });
    for (let turn = 0; root.dataset.drawn !== stamp; turn += 1) {
      if (turn > 1000) throw new Error(`${name} was never drawn`);
      await new Promise((done) => setTimeout(done, 5));
    }
    return root.querySelector(".graph");
  };"""

# After each, compares what the chart shows with what plotly draws from nothing.
COMPARE = f"""async ([name, place]) => {{ {AGAIN}
  const drawn = (graph) => JSON.stringify([...graph.querySelectorAll(
    ".plot path, .xaxislayer-above text, .yaxislayer-above text")].map(
    (part) => ["d", "transform", "style"].map((what) => part.getAttribute(what)).join("|") + part.textContent));
  let moved = 0, differ = 0;
  document.querySelectorAll(".live-plot .graph")[place].on("plotly_transitioned", () => {{ moved += 1; }});
  for (const data of given[name].slice()) {{
    const graph = await draw(name, place, data), quick = drawn(graph);
    await Plotly.redraw(graph);
    if (quick !== drawn(graph)) differ += 1;
  }}
  return {{ moved, differ, number }};
}}"""

RANGES = f"""async ([name, place]) => {{ {AGAIN}
  const rows = [];
  for (const data of given[name].slice()) {{
    const {{ layout }} = await draw(name, place, data), {{ xaxis, yaxis }} = data.figure.layout;
    rows.push([layout.xaxis.range, xaxis.range, layout.yaxis.range, yaxis.range]);
  }}
  return rows;
}}"""

CHARTS = ("chart-latency", "chart-traffic", "chart-utilisation", "chart-where")
NOW = """() => [...document.querySelectorAll(".live-plot .graph")].map(({ layout }) =>
  [layout.xaxis.range, layout.yaxis.range])"""


def _drag_about(page: Page) -> None:
    """Hold the bar of users and come back to where it was."""
    page.evaluate(LISTEN)
    x, y, left, width = grab(page, "scale")
    for share in (0.6, 0.9, 0.4):
        page.mouse.move(left + width * share, y, steps=20)
    page.mouse.move(x, y, steps=10)
    page.mouse.up()
    settle(page)


def test_lines_that_are_moved_are_the_same_as_lines_drawn_anew(app: Page) -> None:
    _drag_about(app)
    found = [app.evaluate(COMPARE, [name, place]) for place, name in enumerate(CHARTS)]
    assert all(row["number"] >= 5 for row in found), found
    assert all(row["moved"] >= 1 for row in found), found
    assert all(row["differ"] == 0 for row in found), found


def test_a_chart_out_of_sight_follows_when_it_comes_into_sight_or_the_hand_rests(app: Page) -> None:
    app.evaluate("() => scrollTo(0, 0)")
    last = app.locator(".live-plot").last
    before = last.get_attribute("data-drawn")
    x, y, left, width = grab(app, "scale")
    app.mouse.move(left + width * 0.8, y, steps=10)
    app.wait_for_function("was => document.documentElement.dataset.stamp !== was", arg=before)
    app.wait_for_timeout(500)
    assert last.get_attribute("data-drawn") == before, "nobody sees it"
    last.evaluate("plot => plot.scrollIntoView()")
    app.wait_for_function(
        "was => [...document.querySelectorAll('.live-plot')].at(-1).dataset.drawn !== was", arg=before
    )
    app.mouse.move(x, y, steps=10)
    app.mouse.up()
    settle(app)


def test_axes_hold_still_while_a_control_is_held_and_fit_when_it_rests(app: Page) -> None:
    before = app.evaluate(NOW)
    _drag_about(app)
    has_held = False
    for place, name in enumerate(CHARTS):
        rows = app.evaluate(RANGES, [name, place])
        for axis in (0, 2):
            earlier = before[place][axis // 2]
            for row in rows:
                shown, own = row[axis], row[axis + 1]
                if own is not None:
                    both = [min(earlier[0], own[0]), max(earlier[1], own[1])]
                    is_small = own[1] - own[0] < 0.2 * (both[1] - both[0])
                    assert shown == (own if is_small else both)
                    has_held = has_held or shown != own
                    earlier = shown
    assert has_held, "some axis had been larger"
    stir(app)
    app.get_by_role("radio", name="한국어").click()
    settle(app)
    assert app.evaluate(NOW) == before
