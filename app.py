"""The frame: navigation and language, nothing else. `streamlit run app.py`."""

from __future__ import annotations

import streamlit as st

from playground.ui import language
from playground.ui.frame import navigation

language.start()
t = language.words()
st.set_page_config(page_title=t("page.name"), page_icon=t("page.icon"), layout="wide")
navigation(t).run()
