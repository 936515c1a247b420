"""The journey in a real browser: dragging, breaking, sharing, and both languages."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from playground.design.ladder import STAGES
from playground.lessons.catalogue import strings
from tests.browser.watch import PATIENCE_MS, WATCH_FRAMES, chart, frames, grab, settle, stir, thumb, tiles

KO, EN = strings("ko"), strings("en")
OPEN = [row.name for row in STAGES if row.is_built]
LAST = 2 * (len(OPEN) - 1)  # its stop: between two stages there is one where the first is too small


def _heading(page: Page, text: str) -> None:
    expect(page.locator(".pg-head h1")).to_have_text(text, timeout=PATIENCE_MS)


def test_the_language_is_the_browsers_and_can_be_switched(page: Page, base_url: str) -> None:
    page.goto(base_url)
    settle(page)
    _heading(page, KO["stage.single-server.name"])
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.get_by_role("radio", name="English").click()
    _heading(page, EN["stage.single-server.name"])
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "lang=en" in page.url
    page.reload()
    settle(page)
    _heading(page, EN["stage.single-server.name"])


def test_a_drag_through_the_stages_is_followed_while_the_pointer_is_down(app: Page) -> None:
    app.evaluate(WATCH_FRAMES)
    _, y, left, width = grab(app, "stages")
    for place, name in ((1, "single-server"), (2, "split-tiers"), (4, "load-balancer")):
        app.mouse.move(left + width * place / 22, y, steps=4)
        _heading(app, EN[f"stage.{name}.name"])
        expect(thumb(app, "stages")).to_have_attribute("aria-valuenow", str(place))
    app.mouse.up()
    settle(app)
    seen = frames(app)
    assert seen["blank"] == 0
    assert seen["graphs"] == 4, "the charts are the same nodes from beginning to end"
    _, y, left, width = grab(app, "stages")
    app.mouse.move(left + width * 1.2, y, steps=4)  # the last stage is as far as it goes
    expect(thumb(app, "stages")).to_have_attribute("aria-valuenow", str(LAST))
    app.mouse.up()


def test_tiles_follow_the_users_bar_while_the_pointer_is_down(app: Page) -> None:
    before = tiles(app)
    app.evaluate(WATCH_FRAMES)
    x, y, left, width = grab(app, "scale")
    app.mouse.move(left + width * 0.9, y, steps=8)
    expect(app.locator('[data-tile="p99"]')).to_have_attribute("data-tone", "bad", timeout=PATIENCE_MS)
    expect(app.locator('[data-tile="served"] .value')).not_to_have_text(before["served"].split()[0])
    app.mouse.move(x, y, steps=8)
    expect(app.locator('[data-tile="p99"]')).to_have_attribute("data-tone", "", timeout=PATIENCE_MS)
    app.mouse.up()
    settle(app)
    assert tiles(app) == before
    assert frames(app)["blank"] == 0


def test_a_bar_goes_by_keyboard_too(app: Page) -> None:
    thumb(app, "stages").focus()
    app.keyboard.press("End")
    _heading(app, EN[f"stage.{OPEN[-1]}.name"])
    app.keyboard.press("ArrowLeft")
    _heading(app, EN[f"stage.{OPEN[-2]}.name"])
    expect(app.get_by_text(EN["offer.title"])).to_be_visible()
    app.keyboard.press("Home")
    _heading(app, EN["stage.single-server.name"])


def test_a_killed_server_dips_is_taken_out_and_comes_back(app: Page, base_url: str) -> None:
    app.goto(f"{base_url}/?lang=en&d=1~load-balancer")
    settle(app)
    app.locator('[data-node="web-3"]').click()
    expect(app.get_by_text("Chosen: web 3")).to_be_visible()
    stir(app)
    app.get_by_role("button", name=EN["fault.kill"], exact=True).click()
    expect(app.locator('[data-node="web-3"]')).to_have_attribute("data-state", "d", timeout=PATIENCE_MS)
    settle(app)
    shapes = {name: (x0, x1) for name, x0, x1 in chart(app, 1)["shapes"]}
    died_s, back_s = shapes["kill:web-3"]
    down_s, up_s = shapes["mark_down:web-3"][0], shapes["mark_up:web-3"][0]
    assert died_s < down_s < back_s < up_s
    failed = chart(app, 1)["lines"]["failed_node_down"]
    assert sum(y for x, y in failed if died_s < x < down_s) > 0
    assert sum(y for x, y in failed if x > down_s + 2 or x < died_s - 2) == 0
    used = chart(app, 2)["lines"]["web-3"]
    assert max(y for x, y in used if died_s + 2 < x < back_s - 2) < 0.05
    assert min(y for x, y in used if x > up_s + 5) > 0.3


def test_the_clock_moves_the_picture_and_the_charts(app: Page, base_url: str) -> None:
    fault = "%255B%257B%2522kind%2522%253A%2522kill%2522%252C%2522node%2522%253A%2522web-1%2522%257D%255D"
    app.goto(f"{base_url}/?lang=en&d=1~load-balancer~faults={fault}")
    settle(app)
    node, clock = app.locator('[data-node="web-1"]'), app.get_by_label(EN["diagram.scrub"])
    expect(node).to_have_attribute("data-state", "d")
    expect(app.locator(".live-plot .cursor:not([hidden])")).to_have_count(3)
    clock.focus()
    app.keyboard.press("Home")
    expect(node).to_have_attribute("data-state", "w")
    expect(app.locator(".live-plot .cursor:not([hidden])")).to_have_count(0)


def test_a_link_shows_the_same_to_somebody_else(app: Page, stranger: Page) -> None:
    thumb(app, "stages").focus()
    for place in range(1, 5):  # between two stages lies the point where the users are too many for the first
        app.keyboard.press("ArrowRight")
        expect(thumb(app, "stages")).to_have_attribute("aria-valuenow", str(place))
    _heading(app, EN["stage.load-balancer.name"])
    knob = app.locator('[data-path="web.servers"] input')
    knob.focus()
    app.keyboard.press("ArrowRight")
    expect(app.locator('[data-path="web.servers"] .value')).to_have_text("5")
    expect(app.locator('[data-node="web-5"]')).to_be_visible()
    stir(app)
    app.get_by_role("button", name=EN["fault.crowd"], exact=True).click()
    expect(app.get_by_role("button", name=EN["fault.heal"], exact=True)).to_be_visible()
    settle(app)
    assert "web.servers" in urlsplit(app.url).query
    stranger.goto(app.url)
    settle(stranger)
    assert tiles(stranger) == tiles(app)
    assert stranger.locator("[data-node]").count() == app.locator("[data-node]").count()


def test_a_log_is_replayed_and_its_bad_lines_are_counted(app: Page) -> None:
    line = '10.0.0.{0} - - [10/Oct/2025:13:55:{1:02d} +0000] "GET /page/{0} HTTP/1.1" 200 5120\n'
    good = "".join(line.format(number % 200, number % 60) for number in range(1200))
    app.get_by_text(EN["share.title"]).click()
    expect(app.get_by_text(EN["share.log_first"])).to_be_visible()
    app.locator("input[type=file]").last.set_input_files(
        {"name": "<b>access</b>.log", "mimeType": "text/plain", "buffer": ("nonsense\n" + good).encode()}
    )
    expect(app.get_by_text("1,200 requests read from <b>access</b>.log")).to_be_visible(timeout=PATIENCE_MS)
    expect(app.get_by_text("1 lines could not be read, the first at line 1.")).to_be_visible()
    settle(app)
    assert "replay" in app.url
    app.locator("input[type=file]").last.set_input_files(
        {"name": "x.log", "mimeType": "text/plain", "buffer": b"\x00\x01\x02"}
    )
    expect(app.get_by_text("This file cannot be replayed")).to_be_visible(timeout=PATIENCE_MS)


def test_it_fits_a_narrow_screen(stranger: Page, base_url: str) -> None:
    stranger.set_viewport_size({"width": 420, "height": 900})
    stranger.goto(f"{base_url}/?lang=ko&d=1~load-balancer")
    settle(stranger)
    width = stranger.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 420
    boxes = [node.bounding_box() for node in stranger.locator("[data-node]").all()]
    assert all(box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 420 for box in boxes)
    tops = [box["y"] for box in boxes if box is not None]
    assert tops[0] == min(tops), "users on top, data at the bottom"
    assert tops[-1] == max(tops)


def test_a_line_of_a_chart_is_hidden_and_shown_by_its_legend(app: Page) -> None:
    line = app.locator(".live-plot").first.get_by_role("button", name="p95")
    line.focus()
    app.keyboard.press("Enter")
    expect(line).to_have_attribute("aria-pressed", "false")
    expect(line).to_be_focused()
    expect(app.locator(".live-plot").first.locator(".scatterlayer .trace")).to_have_count(2)
    line.click()
    expect(app.locator(".live-plot").first.locator(".scatterlayer .trace")).to_have_count(3)


def test_the_arrays_of_our_lines_are_those_that_plotly_finds_itself(app: Page) -> None:
    """The page spares plotly a search (`live_plot.js`); another plotly in a frame of its own makes it."""
    found = app.evaluate(
        """async () => {
          const frame = document.body.appendChild(document.createElement("iframe"));
          frame.contentWindow.eval(await (await fetch(document.querySelector("script[src*=plotly]").src)).text());
          const own = frame.contentWindow.Plotly.PlotSchema.findArrayAttributes;
          const rows = [...document.querySelectorAll(".live-plot .graph")].flatMap((graph) => graph._fullData);
          return rows.map((row) => [Plotly.PlotSchema.findArrayAttributes(row).sort(), own(row).sort()]);
        }"""
    )
    assert len(found) > 5
    assert all(ours == theirs == ["x", "y"] for ours, theirs in found)
