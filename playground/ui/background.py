"""Searches behind the page, in processes of their own, one at a time on a machine; what they find is kept for all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.study.side_by_side import SideBySide

KEPT = 50
Found = dict[str, dict[str, Any]]


class Desk:
    """The search under way, and what earlier ones have found, by key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key = ""
        self._search: SideBySide | None = None
        self._found: OrderedDict[str, Found] = OrderedDict()

    def begin(self, key: str, make: Callable[[], SideBySide]) -> None:
        """Begin, unless one is under way."""
        with self._lock:
            self._put_away()
            if self._search is not None and not self._search.is_over:
                return
            self._key, self._search = key, make()
            self._found.pop(key, None)
            self._search.start()

    def stop(self, key: str) -> None:
        """Give up the search for this key, if it is under way."""
        with self._lock:
            if self._search is not None and self._key == key:
                self._search.stop()
                self._search = None

    def under_way(self, key: str) -> SideBySide | None:
        """The search for this key, as long as it has not been put away with all it was to find."""
        with self._lock:
            self._put_away()
            return self._search if self._key == key else None

    def is_busy(self) -> bool:
        """Is any search under way?"""
        return self._search is not None and not self._search.is_over

    def found(self, key: str) -> Found | None:
        """What was found for this key; None where nobody has searched to the end."""
        with self._lock:
            self._put_away()
            return self._found.get(key)

    def _put_away(self) -> None:
        if self._search is None or not self._search.is_complete:
            return
        self._found[self._key] = dict(self._search.found)
        self._search = None
        while len(self._found) > KEPT:
            self._found.popitem(last=False)


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """One for the whole machine."""
    return Desk()
