"""USL and Amdahl: against a search for the same points, and figures that others have published."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design.machine import Machine
from playground.theory import amdahl, usl

CONTENTION = st.floats(0.0, 0.5)
COHERENCY = st.floats(1e-6, 0.05)


@pytest.mark.parametrize(
    ("contention", "coherency", "peak", "costly"),
    [(0.0277, 0.0001044, 96.5, 13.0), (0.0267, 7.69e-4, 35.6, 7.4)],
)
def test_published_fits(contention: float, coherency: float, peak: float, costly: float) -> None:
    """The fits of SPEC SDM91 (README of the R package `usl`) and of usl4j's tests, with their printed peaks."""
    assert usl.peak_size(contention, coherency) == pytest.approx(peak, rel=0.002)
    assert usl.size_of_costly_doubling(contention, coherency) == pytest.approx(costly, rel=0.01)


@given(contention=CONTENTION, coherency=COHERENCY)
def test_peak_is_where_a_search_finds_it(contention: float, coherency: float) -> None:
    sizes = np.geomspace(1, 3000, 4001)
    best = max(usl.capacity(size, contention, coherency) for size in sizes)
    peak = usl.peak_capacity(contention, coherency)
    assert best <= peak * (1 + 1e-12)
    assert best == pytest.approx(peak, rel=1e-4)
    assert usl.capacity(usl.peak_size(contention, coherency), contention, coherency) == peak


@given(contention=st.floats(0.0, 0.3), coherency=st.floats(0.0, 0.01))
def test_costly_doubling_doubles_with_four_times_the_workers(contention: float, coherency: float) -> None:
    size = usl.size_of_costly_doubling(contention, coherency)
    if 1 <= size < math.inf:
        four, one = usl.capacity(4 * size, contention, coherency), usl.capacity(size, contention, coherency)
        assert four == pytest.approx(2 * one, rel=1e-9)


@given(size=st.floats(1, 1e6), serial=st.floats(0, 1))
def test_without_coherency_it_is_amdahl(size: float, serial: float) -> None:
    assert usl.capacity(size, serial, 0.0) == pytest.approx(amdahl.speedup(size, serial))
    assert usl.peak_capacity(serial, 0.0) == amdahl.speedup_limit(serial)
    assert amdahl.speedup(size, serial) <= min(size, amdahl.speedup_limit(serial)) * (1 + 1e-12)


@pytest.mark.parametrize("cores", [1, 2, 8, 64])
def test_the_machine_of_a_design_slows_down_by_the_same_law(cores: int) -> None:
    machine = Machine(contention=0.03, coherency=0.0001)
    assert cores / machine.slowdown(cores) == pytest.approx(usl.capacity(cores, 0.03, 0.0001))


def test_ends() -> None:
    assert usl.capacity(1, 0.03, 0.001) == 1
    assert usl.peak_size(0.03, 0.0) == math.inf
    assert usl.peak_capacity(0.0, 0.0) == math.inf
    assert usl.peak_size(0.5, 0.9) == 1
    assert usl.size_of_costly_doubling(0.0, 0.0) == math.inf
    assert usl.size_of_costly_doubling(0.1, 0.0) == pytest.approx(0.9 / 0.2)
    assert usl.size_of_costly_doubling(1.0, 0.0) == 0
    assert amdahl.speedup_limit(0.05) == 20
    assert amdahl.speedup_limit(0.0) == math.inf
    assert amdahl.speedup(4, 0.5) == pytest.approx(1.6)


def test_bad_values_are_named() -> None:
    with pytest.raises(ValueError, match="size"):
        usl.capacity(0.5, 0.1, 0.1)
    with pytest.raises(ValueError, match="contention"):
        usl.peak_size(1.1, 0.1)
    with pytest.raises(ValueError, match="coherency"):
        usl.size_of_costly_doubling(0.1, -0.1)
    with pytest.raises(ValueError, match="serial_share"):
        amdahl.speedup(4, math.nan)
    with pytest.raises(ValueError, match="size"):
        amdahl.speedup(0, 0.1)
