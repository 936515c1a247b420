"""The picture in a real browser: it is played, scrubbed, rearranged and broken, and it says what the Result says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from playground.design import link
from playground.design.change import put_all
from playground.design.ladder import stage
from playground.diagram.picture import picture
from playground.lessons.catalogue import strings, translator
from playground.run import run
from tests.browser.watch import PATIENCE_MS, settle, stir, tiles

EN = strings("en")
DEAD = {"kind": "kill", "node": "web-2", "silent": False, "start_s": 20.0, "duration_s": 20.0}
HIT = put_all(stage("load-balancer").design, {"seconds": 60.0, "warmup_s": 5.0, "faults": [DEAD]})
READ = """(all) => all.map((node) => [node.dataset.node, node.dataset.state, node.getAttribute("aria-label")])"""


def _open(page: Page, base_url: str, query: str) -> None:
    page.goto(f"{base_url}/?{query}")
    settle(page)


def _scrub(page: Page, moment: int) -> None:
    page.locator(".time input").fill(str(moment))


def test_what_the_picture_shows_at_a_moment_is_what_the_result_says(page: Page, base_url: str) -> None:
    _open(page, base_url, f"lang=en&d={link.encode(HIT)}")
    data = picture(HIT, run(HIT), translator("en"), selected=None)
    for moment in (4, 22, 30, 45, len(data["end_s"]) - 1):
        _scrub(page, moment)
        seen = {node: (state, told) for node, state, told in page.locator("[data-node]").evaluate_all(READ)}
        for row in data["nodes"]:
            state, told = seen[row["id"]]
            if not row["busy"]:
                continue
            wanted = _at(row["state"], moment)
            assert state == wanted, (row["id"], moment)
            if wanted not in "ds" and _at(row["busy"], moment) >= 0:
                assert f"{_at(row['busy'], moment)} % busy" in told
        assert float(page.locator(".arch").get_attribute("data-moment") or -1) == data["end_s"][moment]
        rate = f"{round(data['sent_rps'][moment]):,} requests/s"
        expect(page.locator(".now")).to_contain_text(rate)


def _at(values: Any, moment: int) -> Any:
    return values[0] if len(values) == 1 else values[moment]


def test_playing_asks_the_server_for_nothing(page: Page, base_url: str) -> None:
    asked: list[object] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: asked.append(frame))  # noqa: PLW0108 - a builtin cannot be listened with

    page.on("websocket", listen)
    _open(page, base_url, f"lang=en&d={link.encode(HIT)}")
    assert asked, "the page talks to its server"
    asked.clear()
    _scrub(page, 0)
    page.get_by_role("button", name=EN["diagram.play"]).click()
    first = page.locator(".arch").get_attribute("data-moment")
    expect(page.locator(".arch")).not_to_have_attribute("data-moment", first or "", timeout=PATIENCE_MS)
    page.wait_for_timeout(3000)
    assert float(page.locator(".arch").get_attribute("data-moment") or 0) > 8
    page.get_by_role("button", name=EN["diagram.pause"]).click()
    assert asked == []


def test_a_part_stays_where_it_was_put_also_for_somebody_else(page: Page, browser: Browser, base_url: str) -> None:
    _open(page, base_url, "lang=en&d=1~load-balancer")
    node = page.locator('[data-node="database"]')
    node.scroll_into_view_if_needed()
    before = node.bounding_box()
    assert before
    page.mouse.move(before["x"] + 20, before["y"] + 20)
    page.mouse.down()
    page.mouse.move(before["x"] + 30, before["y"] + 90, steps=6)
    page.mouse.up()
    page.wait_for_url("**at=database.*", timeout=PATIENCE_MS)
    settle(page)
    place = node.get_attribute("transform")
    with browser.new_context(viewport={"width": 1280, "height": 900}) as other:
        stranger = other.new_page()
        stranger.goto(page.url)
        settle(stranger)
        assert stranger.locator('[data-node="database"]').get_attribute("transform") == place
        assert tiles(stranger) == tiles(page)
    page.get_by_role("button", name=EN["diagram.tidy"]).click()
    page.wait_for_function("() => !location.search.includes('at=')", timeout=PATIENCE_MS)
    expect(node).not_to_have_attribute("transform", place or "", timeout=PATIENCE_MS)


def test_the_primary_is_killed_by_a_click_and_the_failover_is_seen(page: Page, base_url: str) -> None:
    _open(page, base_url, "lang=en&d=1~replicas")
    _scrub(page, 20)
    at_s = float(page.locator(".arch").get_attribute("data-moment") or 0)
    page.locator('[data-node="database"]').click()
    stir(page)
    page.get_by_role("button", name=EN["diagram.kill"], exact=True).click()
    page.wait_for_function("() => decodeURIComponent(location.search).includes('kill')", timeout=PATIENCE_MS)
    settle(page)
    expect(page.locator('[data-tile="errors"]')).to_have_attribute("data-tone", "bad", timeout=PATIENCE_MS)
    expect(page.locator(".marks .fault")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator(".marks .act[title*='is the primary now']")).to_have_count(1, timeout=PATIENCE_MS)
    page.locator('[class~="fault"]').first.dispatch_event("click")
    assert float(page.locator(".arch").get_attribute("data-moment") or 0) >= at_s
    expect(page.locator('[data-node="database"]')).to_have_attribute("data-state", "d")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    told = page.evaluate(
        "() => [...document.querySelectorAll('.live-plot')].map((one) => one.querySelector('h2').textContent)"
    )
    assert EN["chart.failover"] in told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_keyboard_reaches_every_part_and_what_can_be_done_to_it(page: Page, base_url: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    _open(page, base_url, "lang=en&d=1~split-tiers")
    node = page.locator('[data-node="database"]')
    node.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=EN["diagram.kill"], exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".acts")).to_be_hidden()
    expect(node).to_be_focused()
    settle(page)
    page.wait_for_timeout(500)  # the choice has come back from the server
    drawn = page.locator(".stage canvas").get_attribute("data-frames")
    page.wait_for_timeout(500)
    assert page.locator(".stage canvas").get_attribute("data-frames") == drawn, "nothing moves by itself"


def test_embedded_it_is_the_bars_the_picture_and_the_charts(page: Page, base_url: str) -> None:
    _open(page, base_url, "embed=true&lang=en&d=1~load-balancer")
    expect(page.locator("[data-node]").first).to_be_visible()
    expect(page.locator(".pg-name")).to_have_count(0)
    expect(page.get_by_role("radio", name="한국어")).to_have_count(0)
    expect(page.get_by_text(EN["share.title"], exact=True)).to_have_count(0)
    expect(page.locator(".live-plot").first).to_be_visible()
    _open(page, base_url, "lang=en&d=1~load-balancer")
    expect(page.get_by_text(EN["share.title"], exact=True).first).to_be_visible()


def test_a_request_is_followed_to_its_end(page: Page, base_url: str) -> None:
    _open(page, base_url, f"lang=en&d={link.encode(HIT)}")
    arch, ask = page.locator(".arch"), page.get_by_role("button", name=EN["diagram.follow"])
    ask.click()
    expect(page.locator(".request.on")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator(".now")).to_contain_text("ms, at", timeout=PATIENCE_MS)
    page.emulate_media(reduced_motion="reduce")  # at once at its end
    expect(arch).to_have_attribute("data-request", re.compile(r"\d+"), timeout=PATIENCE_MS)
    first = arch.get_attribute("data-request")
    expect(page.locator(".now")).to_contain_text(f"request {first}: ")
    ask.click()
    expect(arch).not_to_have_attribute("data-request", first or "", timeout=PATIENCE_MS)
    _scrub(page, 3)
    expect(page.locator(".request.on")).to_have_count(0)
