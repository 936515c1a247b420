"""A server of our own and a real Chromium. Without a browser the tests fail and say what to do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.browser.watch import PATIENCE_MS, settle

ROOT = Path(__file__).parents[2]
OPTIONS = ("--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none")
SAFE_ENOUGH = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.WHAT_TO_DO, pytrace=False)
    return {**browser_type_launch_args, "executable_path": path, "args": [*chromium.ARGUMENTS, *SAFE_ENOUGH]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "locale": "ko-KR"}


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app."""
    with serving(tmp_path_factory.mktemp("server")) as url:
        yield url


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A server of its own, at this address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *OPTIONS]
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env={**os.environ, "BROWSER": "true"})
    try:
        _wait_until_healthy(server, f"http://127.0.0.1:{port}", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait_until_healthy(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


@pytest.fixture
def app(page: Page, base_url: str) -> Iterator[Page]:
    """The page at its first stop. A script error in the browser fails the test."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{base_url}/?lang=en")
    settle(page)
    yield page
    assert errors == []


@pytest.fixture
def stranger(browser: Browser, base_url: str) -> Iterator[Page]:
    """Somebody else, in a browser that has never seen the page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()
