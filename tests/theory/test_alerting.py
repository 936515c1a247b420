"""How soon rules fire: values by hand, and what can never be noticed."""

from __future__ import annotations

import math

import pytest

from playground.theory.alerting import (
    Delay,
    fires,
    mean_passes_s,
    quantile_passes_s,
)


def test_by_hand() -> None:
    assert mean_passes_s(60.0, 100.0, 40.0, 160.0) == 30.0
    assert mean_passes_s(60.0, 100.0, 120.0, 160.0) == 0.0
    assert mean_passes_s(60.0, 100.0, 40.0, 100.0) == math.inf
    assert quantile_passes_s(30.0, 0.99, 0.05) == pytest.approx(6.0)
    assert quantile_passes_s(30.0, 0.99, 0.01) == math.inf


def test_for_is_waited_in_whole_scrapes() -> None:
    assert fires(7.0, 5.0, 0.0) == Delay(7.0, 12.0)
    assert fires(7.0, 5.0, 10.0) == Delay(17.0, 22.0)
    assert fires(7.0, 5.0, 11.0) == Delay(22.0, 27.0)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: mean_passes_s(0.0, 1.0, 0.0, 2.0), "window_s must be more than 0 and finite, not 0"),
        (lambda: quantile_passes_s(1.0, 1.5, 0.1), "quantile must be from 0 to 1, not 1.5"),
        (lambda: fires(1.0, 0.0, 0.0), "scrape_s must be more than 0 and finite, not 0"),
    ],
)
def test_what_cannot_be(ask, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask()
