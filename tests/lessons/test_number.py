"""Numbers as people write and read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.lessons.number import large, read, short


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (0.05, "0.05"), (8.44, "8.44"), (153.4, "153"), (11_000, "11,000"), (1.0, "1"), (0.925, "0.925")],
)
def test_short(value: float, words: str) -> None:
    assert short(value) == words


@pytest.mark.parametrize(
    ("value", "ko", "en"),
    [
        (100_000, "10만", "100k"),
        (125_000, "12.5만", "125k"),
        (1.5e6, "150만", "1.5M"),
        (2e8, "2억", "200M"),
        (900, "900", "900"),
    ],
)
def test_large(value: float, ko: str, en: str) -> None:
    assert (large(value, "ko"), large(value, "en")) == (ko, en)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("150,000", 150_000),
        ("15만", 150_000),
        ("1.5M", 1.5e6),
        ("400k", 400_000),
        (" 12 ", 12),
        ("many", None),
        ("", None),
    ],
)
def test_read(typed: str, count: float | None) -> None:
    assert read(typed) == count


@given(st.text(max_size=40))
def test_read_never_raises(typed: str) -> None:
    count = read(typed)
    assert count is None or count >= 0


@given(st.floats(1e-6, 1e9))
def test_short_keeps_the_size_and_has_no_exponent(value: float) -> None:
    words = short(value)
    assert "e" not in words
    assert float(words.replace(",", "")) == pytest.approx(value, rel=0.006)
