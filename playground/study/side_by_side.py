"""Several searches at once, each in a process of its own: the page that waits for them stays free to answer.

Threads would take turns at the interpreter between two slices of a run, which made two of them slower than one. What is
found does not depend on how many processes there are, nor on which search is first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MOST_PROCESSES = 2  # more would take the cores from whoever drags
ROOT = Path(__file__).parents[2]
CHILD = (sys.executable, "-m", "playground.study.child")

Row = dict[str, Any]


class SideBySide:
    """Searches under way, by name: each is told to a child (`child.py`) as plain data, and told back.

    found: what has been found. now: the last that each search under way has said. problem: why one came to nothing; the
    others are stopped then.
    """

    def __init__(self, searches: Mapping[str, Row], processes: int | None = None) -> None:
        """Nothing begins before `start`. The searches are begun in their order: the longest should come first."""
        self.names = tuple(searches)
        self.found: dict[str, Row] = {}
        self.now: dict[str, Row] = {}
        self.problem = ""
        self._waiting = list(searches.items())
        self._lock = threading.Lock()
        self._is_stopped = False
        self._children: list[subprocess.Popen[str]] = []
        many = min(MOST_PROCESSES, os.cpu_count() or 1) if processes is None else processes
        many = max(1, min(many, len(searches)))
        self._threads = [threading.Thread(target=self._attend, daemon=True) for _ in range(many)]

    def start(self) -> None:
        """Begin, in the background."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Search no more."""
        with self._lock:
            self._is_stopped = True
            for child in self._children:
                child.kill()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait for the end."""
        for thread in self._threads:
            thread.join(timeout_s)

    @property
    def is_over(self) -> bool:
        """Has everything been found, or been given up?"""
        return not any(thread.is_alive() for thread in self._threads)

    @property
    def is_complete(self) -> bool:
        return len(self.found) == len(self.names)

    def _attend(self) -> None:
        """One child from its first search to its last."""
        with self._lock:
            if self._is_stopped:
                return
            child = subprocess.Popen(  # noqa: S603 - our own words to our own interpreter
                CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_surroundings()
            )
            self._children.append(child)
        with child:
            try:
                while (task := self._next()) is not None and self._search(child, *task):
                    pass
            except BrokenPipeError:
                self._fail("a search's process has died")

    def _next(self) -> tuple[str, Row] | None:
        with self._lock:
            return self._waiting.pop(0) if self._waiting and not self._is_stopped else None

    def _search(self, child: subprocess.Popen[str], name: str, task: Row) -> bool:
        """Hand over one search and listen until it ends; False when there can be no other."""
        assert child.stdin is not None  # noqa: S101 - both are pipes
        assert child.stdout is not None  # noqa: S101
        child.stdin.write(json.dumps(task) + "\n")
        child.stdin.flush()
        for line in child.stdout:
            told = json.loads(line)
            if "now" in told:
                self.now[name] = told["now"]
                continue
            self.now.pop(name, None)
            if "found" in told:
                self.found[name] = told["found"]
                return True
            self._fail(told["problem"])
            return False
        if not self._is_stopped:
            self._fail("a search's process has died")
        return False

    def _fail(self, problem: str) -> None:
        if not self._is_stopped:
            self.problem = problem
        self.stop()


def _surroundings() -> dict[str, str]:
    """A child finds this package wherever the parent was started."""
    return dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))))
