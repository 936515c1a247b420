import math

import pytest

from playground.measure.interval import interval, student


@pytest.mark.parametrize(
    ("confidence", "freedom", "t"),
    [
        (0.95, 1, 12.7062),
        (0.95, 2, 4.3027),
        (0.95, 4, 2.7764),
        (0.99, 29, 2.7564),
        (0.99, 9, 3.2498),
        (0.95, 120, 1.9799),
    ],
)
def test_students_t_as_in_the_tables(confidence, freedom, t):
    assert student(confidence, freedom) == pytest.approx(t, abs=1e-4)


def test_five_values_by_hand():
    """Mean 3, variance 2.5, standard error sqrt(0.5); 2.7764 of them at 95 %."""
    found = interval([1, 2, 3, 4, 5], confidence=0.95)
    assert found.mean == 3
    assert found.standard_error == pytest.approx(math.sqrt(0.5))
    assert found.high - found.mean == pytest.approx(2.7764 * math.sqrt(0.5), abs=1e-4)
    assert found.count == 5


def test_missing_values_are_left_out_and_one_value_has_no_error():
    assert interval([None, None]) is None
    found = interval([None, 7.0])
    assert (found.mean, found.count) == (7.0, 1)
    assert math.isnan(found.low)


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95])
def test_a_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        interval([1, 2], confidence=confidence)
