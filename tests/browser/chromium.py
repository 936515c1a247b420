"""A Chromium for the browser tests: the system's, else Playwright's own, else Debian's package when that may be.

`find()` is what the tests use. `python -m tests.browser.chromium` makes sure that there is one, installs one if need
be, and ends with one sentence and exit code 1 when that cannot be done: a missing browser is an error, never a skip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = ("--disable-dev-shm-usage",)  # a container's /dev/shm is often too small
WHAT_TO_DO = (
    "No Chromium that starts was found, and none could be installed. Install one and run `make test` again: "
    "on Debian `apt-get install chromium fonts-noto-cjk` as root, "
    "elsewhere `.venv/bin/playwright install --with-deps chromium`."
)
NO_KOREAN = (
    "Note: this machine has no font with Korean letters (Debian: fonts-noto-cjk); screenshots will show boxes for them."
)


def find() -> str | None:
    """The path of a Chromium that starts, or nothing."""
    return next((path for path in _candidates() if starts(path)), None)


def _candidates() -> Iterator[str]:
    """The system's own, then the one that Playwright keeps."""
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        yield own


def starts(path: str) -> bool:
    """Can this browser show a page? One without its system libraries cannot."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            page = browser.new_page()
            page.set_content("<title>ready</title>")
            is_ready = page.title() == "ready"
            browser.close()
        except Error as error:
            print(f"{path} does not start: {str(error).strip().splitlines()[0]}", file=sys.stderr)
            return False
        return is_ready


def install_from_playwright() -> None:
    """Playwright's own build, into the user's cache."""
    _try([sys.executable, "-m", "playwright", "install", "chromium"])


def install_from_debian() -> None:
    """The distribution's package, with a font that has Korean letters; only for root on Debian and its kin."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update"])
        _try(["apt-get", "install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-cjk"])


INSTALLERS: tuple[Callable[[], None], ...] = (install_from_playwright, install_from_debian)


def _try(command: list[str]) -> None:
    print(" ".join(command), file=sys.stderr, flush=True)
    subprocess.run(command, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def ensure() -> str | None:
    """Find a browser, installing one if there is none; its path, or nothing when that did not work either."""
    path = find()
    for install in INSTALLERS:
        if path is None:
            install()
            path = find()
    return path


def has_korean() -> bool:
    """Is there a font with Korean letters? Without fontconfig nobody knows, and nothing is said."""
    if not shutil.which("fc-list"):
        return True
    return bool(subprocess.run(["fc-list", ":lang=ko"], check=False, capture_output=True).stdout.strip())


def main() -> int:
    """Exit code 0 when there is a browser, 1 when there is none."""
    path = ensure()
    if path is None:
        print(WHAT_TO_DO, file=sys.stderr)
        return 1
    print(f"browser: {path}")
    if not has_korean():
        print(NO_KOREAN)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
