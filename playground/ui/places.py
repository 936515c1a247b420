"""Where somebody has put parts of the picture: kept in the session and in the link."""

from __future__ import annotations

import re

import streamlit as st

PLACES, KEY = "places", "at"
MOST, FARTHEST = 60, 4000  # parts in a link, and units of the picture
ONE = re.compile(r"([a-z][a-z0-9-]{0,40})\.(\d{1,4})\.(\d{1,4})")

Places = dict[str, tuple[float, float]]


def start() -> None:
    """Session state from the URL, once per session; what cannot be read is left out."""
    if PLACES not in st.session_state:
        st.session_state[PLACES] = decode(st.query_params.get(KEY, ""))


def places() -> Places:
    """The middle of every part that has been moved, by its name, in units of the wide picture."""
    found: Places = st.session_state.get(PLACES, {})
    return found


def move(name: str, x: float, y: float) -> None:
    """A part has been put here. No name: all go back to their places."""
    if not name:
        st.session_state[PLACES] = {}
        return
    st.session_state[PLACES] = decode(encode({**places(), name: (x, y)}))


def keep() -> None:
    """The URL follows."""
    text = encode(places())
    if text:
        st.query_params[KEY] = text
    elif KEY in st.query_params:
        del st.query_params[KEY]


def encode(places: Places) -> str:
    """As `web-1.120.80_cache-1.400.90`: names and whole units."""
    return "_".join(f"{name}.{round(x)}.{round(y)}" for name, (x, y) in list(places.items())[-MOST:])


def decode(text: str) -> Places:
    """What of a link can be read: names of parts, and places in the picture."""
    found: Places = {}
    for piece in text.split("_")[:MOST]:
        read = ONE.fullmatch(piece)
        if read:
            found[read[1]] = (min(float(read[2]), FARTHEST), min(float(read[3]), FARTHEST))
    return found
