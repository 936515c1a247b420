"""Memory of the server: what is loaded stays, what nobody looks at goes, and goes back to the machine.

A run's tables are large and refer to each other, so they wait for the collector, which Streamlit's configuration does
not call after every rerun (that costs more than the rerun). Freezing what is loaded makes a collection take
milliseconds. And glibc keeps a heap for every thread, of which a rerun has a new one: two heaps are enough.
"""

from __future__ import annotations

import ctypes
import gc
from typing import Any

import streamlit as st

M_ARENA_MAX = -8  # glibc's number of the option, malloc.h
HEAPS = 2


@st.cache_resource(show_spinner=False)
def _glibc() -> Any:
    """The C library, told to make do with few heaps; None where it is another one. Called once, when all is loaded."""
    gc.collect()
    gc.freeze()
    try:
        library = ctypes.CDLL(None)
        library.mallopt(M_ARENA_MAX, HEAPS)
        library.malloc_trim  # noqa: B018 - is it there?
    except (OSError, AttributeError, TypeError):
        return None
    return library


def sweep() -> None:
    """Collect what nobody refers to any more, and give it back."""
    library = _glibc()
    gc.collect()
    if library is not None:
        library.malloc_trim(0)
