"""The small sum below the charts: what it says, in both languages."""

from __future__ import annotations

import pytest

from playground.lessons.catalogue import translator
from playground.ui.journey.worth import said


@pytest.mark.parametrize(
    ("given", "begins"),
    [
        # 500 x 60 x 90 % = 27 000 a year, less 6 000: 50 000 after 2.4 years
        ({}, "**Yes.** It gains 21,000 USD a year and has paid for itself after 2.38 years. Within 3 years"),
        ({"build": 90_000.0}, "**Not within 3 years.** It gains 21,000 USD a year and pays for itself after 4.29"),
        ({"minutes": 10.0}, "**No.** It costs 1,500 USD a year more than it saves. It would take 50.4 minutes"),
        ({"avoided": 0.0}, "**No.** It saves nothing"),
    ],
)
def test_what_is_said(given: dict[str, float], begins: str) -> None:
    usual = {"loss": 500.0, "minutes": 60.0, "avoided": 90.0, "build": 50_000.0, "run": 6_000.0}
    assert said(translator("en"), **{**usual, **given}).startswith(begins)
    assert said(translator("ko"), **{**usual, **given}).startswith("**")
