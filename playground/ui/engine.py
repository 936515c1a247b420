"""The compiled engine: is it there, and if not, a child process that compiles it while the page shows a stored run."""

from __future__ import annotations

import subprocess

import streamlit as st

from playground.lessons.catalogue import Translator
from playground.run import compile_in_child, is_compiled

POLL_S = 1.0


@st.cache_resource(show_spinner=False)
def _seen() -> dict[str, bool]:
    """Once it is compiled it stays so; asking the disk at every rerun would read all its sources."""
    return {"ready": False}


@st.cache_resource(show_spinner=False)
def _child() -> subprocess.Popen[bytes]:
    """One child for all sessions."""
    return compile_in_child()


def is_ready() -> bool:
    """Can a run start at once?"""
    seen = _seen()
    seen["ready"] = seen["ready"] or is_compiled()
    return seen["ready"]


def wait(t: Translator, *, has_stored: bool) -> None:
    """Start the compiler if nobody has; say so; come back by itself when it is done."""
    child = _child()
    if child.poll() not in (None, 0):
        st.error(t("engine.failed"))
        return
    st.info(t("engine.compiling" if has_stored else "engine.compiling_other"))
    _look()


@st.fragment(run_every=POLL_S)
def _look() -> None:
    if is_ready() or _child().poll() is not None:
        st.rerun()
