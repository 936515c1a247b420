"""What twice the throughput costs, against sizes that are tried one by one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design.facts import value
from playground.theory.cost_of_doubling import last_doubling, machines_for, price_factor, size_for
from playground.theory.usl import capacity, peak_capacity, peak_size, size_of_costly_doubling

FITS = [(0.0277, 1.044e-4), (0.0267, 7.69e-4)]  # facts.md, section 11
CONTENTION = st.floats(0, 0.3)
COHERENCY = st.floats(1e-6, 0.01)


@pytest.mark.parametrize(("contention", "coherency"), FITS)
@pytest.mark.parametrize("size", [1.0, 4.0, 10.0])
def test_sizes_that_are_tried(contention: float, coherency: float, size: float) -> None:
    wanted = 2 * capacity(size, contention, coherency)
    tried = next(
        (step / 1000 for step in range(1000, 120_000) if capacity(step / 1000, contention, coherency) >= wanted),
        math.inf,
    )
    if math.isinf(tried):
        assert price_factor(size, contention, coherency) == math.inf
    else:
        assert price_factor(size, contention, coherency) == pytest.approx(tried / size, abs=0.0011)


@pytest.mark.parametrize(("fit", "from_size"), [(FITS[0], 13), (FITS[1], 7)])
def test_where_it_costs_four_times(fit: tuple[float, float], from_size: int) -> None:
    # facts.md: from about 13 and 7 workers on
    assert price_factor(from_size - 1.5, *fit) < 4 < price_factor(from_size + 1.5, *fit)
    assert price_factor(size_of_costly_doubling(*fit), *fit) == pytest.approx(4)
    assert value("cost.usl_notes_claim_n") == 13
    # list prices within a family are in proportion; with the notes' exponent of 2 two workers pay more than 4 times
    assert 2.1 < price_factor(2.0, *fit) < 2.3
    assert price_factor(2.0, *fit, exponent=2.0) > 4


@given(contention=CONTENTION, coherency=COHERENCY, part=st.floats(0, 0.999))
def test_size_and_capacity_are_inverse(contention: float, coherency: float, part: float) -> None:
    most = peak_capacity(contention, coherency)
    wanted = 1 + part * (most - 1)
    size = size_for(wanted, contention, coherency)
    assert 1 <= size <= peak_size(contention, coherency)
    assert capacity(size, contention, coherency) == pytest.approx(wanted, rel=1e-6)


@given(contention=CONTENTION, coherency=COHERENCY)
def test_the_last_size_that_can_be_doubled(contention: float, coherency: float) -> None:
    last = last_doubling(contention, coherency)
    if peak_capacity(contention, coherency) >= 2:
        assert price_factor(last * 1.001, contention, coherency) == math.inf
        assert price_factor(max(1.0, last * 0.999), contention, coherency) < math.inf
    else:
        assert price_factor(1.0, contention, coherency) == math.inf


@given(load=st.floats(0, 1e6), machine=st.floats(0.1, 1e4), utilisation=st.floats(0.1, 1))
def test_the_fewest_machines(load: float, machine: float, utilisation: float) -> None:
    found = machines_for(load, machine, utilisation)
    assert load / found <= machine * utilisation * (1 + 1e-6)
    assert found == 1 or load / (found - 1) > machine * utilisation


def test_ends() -> None:
    assert size_for(7.0, 0.0, 0.0) == 7
    assert price_factor(7.0, 0.0, 0.0) == 2
    assert price_factor(7.0, 0.0, 0.0, exponent=2.0) == 4
    assert last_doubling(0.0, 0.0) == math.inf
    assert size_for(10.0, 0.1, 0.0) == math.inf
    assert size_for(5.0, 0.1, 0.0) == pytest.approx(9)
    assert size_for(11.0, 0.1, 0.0) == math.inf
    assert size_for(1.0, 0.9, 0.5) == last_doubling(0.9, 0.5) == 1
    # facts.md, section 17: four shards carry 10.8 million users, so that 6 million need three
    assert machines_for(6e6, 10.8e6 / 4) == 3
    assert machines_for(0.0, 5.0) == 1
    with pytest.raises(ValueError, match="wanted"):
        size_for(0.5, 0.1, 0.1)
    with pytest.raises(ValueError, match="contention"):
        size_for(2.0, 1.5, 0.1)
    with pytest.raises(ValueError, match="size"):
        price_factor(0.5, 0.1, 0.1)
    with pytest.raises(ValueError, match="utilisation"):
        machines_for(1.0, 1.0, 1.5)
    with pytest.raises(ValueError, match="machine_rps"):
        machines_for(1.0, 0.0)
