"""The power of two choices against the differential equations of its many servers, followed until they rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.mm1 import mm1
from playground.theory.two_choices import inside_mean, tail, time_ms_mean


@pytest.mark.parametrize("choices", [1, 2, 3])
@pytest.mark.parametrize("load", [0.3, 0.7])
def test_the_equations_come_to_rest_there(load: float, choices: int) -> None:
    """ds_k/dt = load (s_(k-1)^d - s_k^d) - (s_k - s_(k+1)), from empty servers (Mitzenmacher 1996, equation 2.1)."""
    shares = np.zeros(61)
    shares[0] = 1.0
    for _ in range(8000):
        joined = load * (shares[:-2] ** choices - shares[1:-1] ** choices)
        shares[1:-1] += 0.05 * (joined - (shares[1:-1] - shares[2:]))
    expected = [tail(load, length, choices) for length in range(60)]
    assert shares[:60] == pytest.approx(expected, abs=1e-7)
    assert inside_mean(load, choices) == pytest.approx(shares[1:].sum(), rel=1e-6)


@given(load=st.floats(0.0, 0.999), service_ms=st.floats(0.1, 1000))
def test_one_random_server_is_an_mm1(load: float, service_ms: float) -> None:
    alone = mm1(load * 1000 / service_ms, service_ms)
    assert time_ms_mean(load, service_ms, choices=1) == pytest.approx(alone.time_ms_mean)
    assert inside_mean(load, choices=1) == pytest.approx(alone.inside_mean)


@given(load=st.floats(0.01, 0.999), choices=st.integers(1, 6), length=st.integers(0, 2000))
def test_more_choices_and_longer_lines(load: float, choices: int, length: int) -> None:
    assert tail(load, length, choices + 1) <= tail(load, length, choices)
    assert tail(load, length + 1, choices) <= tail(load, length, choices)
    assert inside_mean(load, choices + 1) < inside_mean(load, choices)
    assert time_ms_mean(load, 1.0, choices) >= 1


def test_ends() -> None:
    assert tail(0.5, 1) == 0.5
    assert tail(0.5, 3) == 0.5**7
    assert tail(0.0, 0) == 1
    assert tail(0.0, 3) == 0
    assert tail(1.0, 3) == 1
    assert tail(0.999, 5000) == 0
    assert inside_mean(0.0) == 0
    assert time_ms_mean(0.0, 10.0) == 10
    assert inside_mean(1.0) == time_ms_mean(1.2, 10.0) == math.inf
    for call in (lambda: tail(-0.1, 1), lambda: inside_mean(math.nan)):
        with pytest.raises(ValueError, match="load"):
            call()
    with pytest.raises(ValueError, match="choices"):
        inside_mean(0.5, 0)
