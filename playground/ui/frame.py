"""The frame of every page: its style, its name and the language switch."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from playground.lessons.catalogue import Translator
from playground.ui import language

CSS = (Path(__file__).parent / "page.css").read_text("utf-8")


def frame(t: Translator) -> None:
    """The first row of a page."""
    st.html(f"<style>{CSS}</style>")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html(f'<div class="pg-bar"><span class="pg-name">{escape(t("page.name"))}</span></div>')
        language.switch()
