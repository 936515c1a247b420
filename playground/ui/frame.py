"""The frame of every page: which pages there are, its style, its name and the language switch."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from playground.lessons.catalogue import Translator
from playground.ui import language

CSS = (Path(__file__).parent / "page.css").read_text("utf-8")


FRAMED = "framed"


def navigation(t: Translator) -> StreamlitPage:
    """All pages, the journey first; the one that was asked for."""
    st.session_state[FRAMED] = True
    pages = [
        st.Page("pages/journey.py", title=t("page.journey"), default=True),
        st.Page("pages/road.py", title=t("page.road")),
    ]
    return st.navigation(pages, position="top")


def is_embedded() -> bool:
    """Is the page shown inside another (`?embed=true`)? Then it has no frame, and nothing below its charts."""
    return bool(st.context.is_embedded)


def frame(t: Translator) -> None:
    """The first row of a page. A server that has just started runs a page of its folder alone, as it does not know of
    `app.py`'s navigation yet: it is told, and begins again."""
    if FRAMED not in st.session_state:
        navigation(t)
        st.rerun()
    st.html(f"<style>{CSS}</style>")
    if is_embedded():
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html(f'<div class="pg-bar"><span class="pg-name">{escape(t("page.name"))}</span></div>')
        language.switch()
