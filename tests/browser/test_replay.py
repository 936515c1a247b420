"""A replay opens from disk, without a network, and plays."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from playground.design import link
from playground.lessons.catalogue import strings
from tests.browser.test_stage import HIT
from tests.browser.watch import PATIENCE_MS, settle, tiles

KO = strings("ko")


def test_a_replay_opens_from_disk_without_a_network_and_plays(
    page: Page, browser: Browser, base_url: str, tmp_path: Path
) -> None:
    page.goto(f"{base_url}/?lang=ko&d={link.encode(HIT)}")
    settle(page)
    page.get_by_text(KO["share.title"], exact=True).first.click()
    with page.expect_download(timeout=PATIENCE_MS) as waiting:
        page.get_by_role("button", name=KO["share.replay_down"]).click()
    file = tmp_path / "replay.html"
    waiting.value.save_as(file)
    shown = tiles(page)

    with browser.new_context(viewport={"width": 1280, "height": 900}, offline=True, color_scheme="dark") as alone:
        replay, said, asked = alone.new_page(), [], []
        replay.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        replay.on("pageerror", lambda error: said.append(str(error)))
        replay.on("request", lambda request: asked.append(request.url))
        replay.goto(file.as_uri())
        expect(replay.locator("h1")).to_have_text(KO["stage.load-balancer.name"])
        assert tiles(replay) == shown
        expect(replay.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE_MS)
        replay.locator(".marks .fault").dispatch_event("click")
        expect(replay.locator('[data-node="web-2"]')).to_have_attribute("data-state", "d")
        before = replay.locator(".arch").get_attribute("data-moment")
        replay.get_by_role("button", name=KO["diagram.play"]).click()
        expect(replay.locator(".arch")).not_to_have_attribute("data-moment", before or "", timeout=PATIENCE_MS)
        expect(replay.locator(".live-plot .cursor:not([hidden])").first).to_be_attached()
        assert said == []
        assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
