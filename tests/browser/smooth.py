"""How smoothly the picture plays: `python -m tests.browser.smooth [ADDRESS [RATE_RPS]]` says it.

A figure for people, on a machine that does nothing else; no test asserts it. The stage with sixty parts at 20 000
requests/s: frames of the whole page and of the moving requests per second while the run is played, and how much the
browser was sent for picture and charts.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from playwright.sync_api import sync_playwright

from playground.design import link
from playground.design.change import put
from playground.design.design import WebSystem
from playground.design.ladder import stage
from tests.browser import chromium
from tests.browser.watch import rest

ADDRESS, RATE_RPS, SECONDS = "http://127.0.0.1:8501", 20_000.0, 6

COUNT = """async (canvas, seconds) => {
  const drawn = () => +canvas.dataset.frames;
  const before = drawn(), start = performance.now();
  let frames = 0, latest = start, longest = 0;
  await new Promise((done) => {
    const look = (now) => {
      frames += 1;
      longest = Math.max(longest, now - latest);
      latest = now;
      if (now - start > seconds * 1000) done();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const took_s = (performance.now() - start) / 1000;
  return { frames: frames / took_s, drawn: (drawn() - before) / took_s, longest };
}"""


def main(address: str = ADDRESS, rate: str = str(RATE_RPS)) -> None:
    design = put(stage("queue").design, "workload.rate_rps", float(rate))
    path = chromium.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*chromium.ARGUMENTS, "--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        sent: list[int] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(len(frame))))
        page.goto(f"{address}/?lang=en&d={link.encode(design)}")
        rest(page)
        page.locator(".stage").scroll_into_view_if_needed()
        page.locator(".time .play").click()
        page.wait_for_timeout(1000)
        found: dict[str, Any] = page.locator(".stage canvas").evaluate(COUNT, SECONDS)
        nodes = page.locator("[data-node]").count()
        browser.close()
    assert isinstance(design, WebSystem)
    print(
        json.dumps({**found, "nodes": nodes, "largest_message_kb": max(sent) / 1024, "rate_rps": float(rate)}, indent=1)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
