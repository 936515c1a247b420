"""The page of the whole road in a real browser: by its own address, on a phone, and with its switches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playground.design.ladder import STAGES
from playground.lessons.catalogue import LANGUAGES, strings
from tests.browser.conftest import serving
from tests.browser.watch import PATIENCE_MS, rest

OPEN = [row for row in STAGES if row.is_built]
BARS = '.live-plot:has([aria-label="{label}"]) .bars path'
# How far the texts of the first chart reach beyond it, in pixels.
BEYOND = """() => {
  const plot = document.querySelector(".live-plot"), right = plot.getBoundingClientRect().right;
  const texts = [...plot.querySelectorAll(".annotation text")];
  return Math.max(...texts.map((text) => text.getBoundingClientRect().right - right));
}"""


@pytest.fixture
def fresh(page: Page, tmp_path: Path) -> Iterator[Page]:
    """On a server that nobody has asked for anything yet. A script error in the browser fails the test."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(PATIENCE_MS)
    with serving(tmp_path) as url:
        page.goto(f"{url}/road?lang=en")
        page.locator(".live-plot[data-drawn]").first.wait_for()
        rest(page)
        yield page
    assert errors == []


def test_by_its_own_address_it_has_the_frame_of_every_page(fresh: Page) -> None:
    words = strings("en")
    expect(fresh.get_by_role("link", name=words["page.journey"])).to_be_visible()
    expect(fresh.locator("[data-testid=stSidebar]")).to_have_count(0)
    good = len(OPEN)
    assert fresh.locator(BARS.format(label=words["road.chart"])).count() > good
    fresh.get_by_role("button", name=words["parts.open"].format(name=words[f"stage.{OPEN[-1].name}.name"])).click()
    switch = fresh.locator(".st-key-switch-cache label")
    switch.click()
    fresh.wait_for_url("**cache%3Dnull**")
    rest(fresh)
    expect(fresh.locator('[data-node^="cache"]')).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_fits_on_a_phone(page: Page, base_url: str, language: str) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(f"{base_url}/road?lang={language}")
    page.locator(".live-plot[data-drawn]").first.wait_for()
    rest(page)
    assert page.locator(".live-plot .annotation text").count() >= 3 * len(OPEN)
    assert page.evaluate(BEYOND) <= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
