"""The language of the page: from the URL, else from the browser; afterwards the URL follows the switch."""

from __future__ import annotations

import streamlit as st

from playground.lessons.catalogue import LANGUAGES, Translator, detect, translator

KEY = "lang"


def start() -> None:
    """Session state from the URL or the browser, once per session; then the URL follows."""
    if st.session_state.get(KEY) not in LANGUAGES:
        wanted = st.query_params.get(KEY)
        st.session_state[KEY] = wanted if wanted in LANGUAGES else detect(st.context.locale)
    if st.query_params.get(KEY) != st.session_state[KEY]:
        st.query_params[KEY] = st.session_state[KEY]


def now() -> str:
    """The code of the language, ko or en."""
    return str(st.session_state.get(KEY) or detect(st.context.locale))


def words() -> Translator:
    """t(key, **values) of this session's language."""
    return translator(now())


def switch() -> None:
    """The control that changes it."""
    st.segmented_control(
        words()("page.language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=KEY,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
