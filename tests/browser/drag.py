"""How long a held bar's change takes to reach the charts: `python -m tests.browser.drag [ADDRESS [STAGE ...]]` says it.

A figure for people, on a machine that does nothing else; no test asserts it. Every change of the bar counts, from the
event to the moment when all charts in sight show it or a newer one.
"""

from __future__ import annotations

import sys
import time
from bisect import bisect_left
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from playground.design.ladder import STAGES
from tests.browser import chromium
from tests.browser.watch import grab, settle

ADDRESS = "http://127.0.0.1:8501"
SECONDS, SWEEPS, FROM, TO = 14.0, 4, 0.3, 0.95

# inputs: times. sent: [number of the change, how many inputs it knows]. ran: [number, stamp]. drawn: [time, stamp].
LISTEN = """() => {
  window.heard = { inputs: [], sent: [], ran: [], drawn: [] };
  const send = playgroundPace.send;
  playgroundPace.send = (control, how) => {
    heard.inputs.push(performance.now());
    send(control, (n) => { heard.sent.push([n, heard.inputs.length]); how(n); });
  };
  addEventListener("playground:ran", (event) => heard.ran.push([event.detail, document.documentElement.dataset.stamp]));
  const look = new MutationObserver((rows) => {
    for (const { target } of rows) heard.drawn.push([performance.now(), target.dataset.drawn]);
  });
  const in_sight = [...document.querySelectorAll(".live-plot")].filter((plot) => {
    const { top, bottom } = plot.getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  });
  for (const plot of in_sight) look.observe(plot, { attributeFilter: ["data-drawn"] });
  heard.charts = in_sight.length;
}"""


def delays_ms(heard: dict[str, Any]) -> list[float]:
    """For every input that reached all charts in sight: how long it took, in milliseconds."""
    knows, drawn, charts = dict(heard["sent"]), heard["drawn"], heard["charts"]
    shown: list[tuple[int, float]] = []  # inputs known, time at which all charts showed them
    at = 0
    for number, stamp in heard["ran"]:
        places = [place for place in range(at, len(drawn)) if drawn[place][1] == stamp][:charts]
        if number in knows and len(places) == charts:
            at = places[-1] + 1
            shown.append((knows[number], drawn[places[-1]][0]))
    counts = [count for count, _ in shown]
    waits = []
    for number, input_ms in enumerate(heard["inputs"], 1):
        place = bisect_left(counts, number)
        if place < len(shown):
            waits.append(shown[place][1] - input_ms)
    return waits


def drag(page: Page) -> dict[str, Any]:
    """Hold the bar of users and move it to and fro."""
    page.evaluate("() => document.querySelector('.live-plot').scrollIntoView({ block: 'center' })")
    page.evaluate(LISTEN)
    _, y, left, width = grab(page, "scale")
    begun_s = time.monotonic()
    while (gone_s := time.monotonic() - begun_s) < SECONDS:
        turn = gone_s / SECONDS * SWEEPS % 2
        page.mouse.move(left + width * (FROM + (TO - FROM) * min(turn, 2 - turn)), y)
        page.wait_for_timeout(16)
    page.wait_for_timeout(1500)
    page.mouse.up()
    found: dict[str, Any] = page.evaluate("() => heard")
    return found


def _measure(browser: Browser, address: str, stage: str) -> str:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
    page.goto(f"{address}/?lang=en&d=1~{stage}")
    settle(page)
    heard = drag(page)
    waits = sorted(delays_ms(heard))
    page.close()
    tenth = waits[int(0.9 * len(waits))]
    return f"{stage:14s} median {median(waits):4.0f} ms, nine in ten within {tenth:4.0f} ms, of {len(waits)} changes"


def main() -> None:
    """Measure each stage, or these, on an app that runs already."""
    path = chromium.find()
    if path is None:
        sys.exit(chromium.WHAT_TO_DO)
    address = sys.argv[1] if len(sys.argv) > 1 else ADDRESS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for stage in sys.argv[2:] or [stage.name for stage in STAGES if stage.is_built]:
            print(_measure(browser, address, stage), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
