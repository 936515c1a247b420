"""What empties a cache from outside: it forgets everything, or no longer trusts what it holds."""

from __future__ import annotations

from playground.dataplane import bridge  # noqa: F401 - teaches numba what a World is
from playground.dataplane.cache.shelf import empty
from playground.dataplane.jit import entry


@entry
def flush(w, number):
    """The cache of this row is empty."""
    empty(w, w.caches[number])
