"""Parts that somebody has moved come back from the link; what is no place is left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from playground.ui.places import FARTHEST, MOST, decode, encode

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
WHOLE = st.integers(0, FARTHEST).map(float)


@given(st.dictionaries(NAMES, st.tuples(WHOLE, WHOLE), max_size=MOST))
def test_places_come_back_from_a_link(places: dict[str, tuple[float, float]]) -> None:
    assert decode(encode(places)) == places


@given(st.text(max_size=200))
def test_whatever_a_link_says_it_is_read_without_a_word(text: str) -> None:
    assert all(0 <= at <= FARTHEST for place in decode(text).values() for at in place)


def test_what_cannot_be_read_is_left_out() -> None:
    assert decode("web-1.10.20_<b>.1.2_cache-1.5.x_db.99999.1") == {"web-1": (10.0, 20.0)}
