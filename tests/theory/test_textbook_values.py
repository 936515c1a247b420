"""Numbers that are printed in books and papers."""

from __future__ import annotations

import pytest

from playground.theory.erlang_b import erlang_b
from playground.theory.md1 import md1
from playground.theory.mg1 import mg1
from playground.theory.mm1 import mm1
from playground.theory.mmc import erlang_c
from playground.theory.mmck import mmck
from playground.theory.tandem import tandem
from playground.theory.two_choices import time_ms_mean


@pytest.mark.parametrize(("servers", "load_erlang"), [(1, 0.0101), (10, 4.46), (20, 12.03), (50, 37.9), (100, 84.1)])
def test_erlang_b_table_at_one_per_cent(servers: int, load_erlang: float) -> None:
    """The load that loses 1 %, to three digits, as tables of the Erlang B formula print it."""
    assert erlang_b(servers, load_erlang) == pytest.approx(0.01, rel=0.02)


def test_erlang_c_of_two_servers() -> None:
    """2 rho^2 / (1 + rho). Source: Kleinrock, "Queueing Systems, volume I", 1975, section 3.5, for c = 2."""
    assert erlang_c(2, 1.2) == pytest.approx(2 * 0.6**2 / 1.6, rel=1e-12)


def test_mm1_at_eighty_per_cent() -> None:
    """rho / (1 - rho) = 4 inside, 3.2 in line, five services long."""
    queue = mm1(80.0, 10.0)
    assert queue.inside_mean == pytest.approx(4.0)
    assert queue.line_mean == pytest.approx(3.2)
    assert queue.time_ms_mean == pytest.approx(50.0)
    assert queue.time_ms_quantile(0.99) == pytest.approx(230.2585, abs=1e-4)


def test_pollaczek_khinchine_at_eighty_per_cent() -> None:
    """Line rho^2 (1 + cv^2) / (2 (1 - rho)): 1.6 for constant service, 8 for a cv of 2."""
    assert md1(80.0, 10.0).line_mean == pytest.approx(1.6)
    assert mg1(80.0, 10.0, 2.0).line_mean == pytest.approx(8.0)


def test_one_place_more_than_servers_at_full_load() -> None:
    """At rho = 1 all K + 1 states of an M/M/1/K are equally likely."""
    queue = mmck(100.0, 10.0, 1, 4)
    assert queue.blocked_share == pytest.approx(1 / 6)
    assert queue.inside_mean == pytest.approx(2.5)


def test_jackson_adds_up() -> None:
    """Each station as if alone: 1/(mu - lambda) each."""
    queue = tandem(50.0, (10.0, 5.0), (1, 1))
    assert queue.time_ms_mean == pytest.approx(20.0 + 1000 / 150)
    assert queue.utilisation == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("load", "expected"), [(0.5, 1.2657), (0.7, 1.6145), (0.8, 1.9475), (0.9, 2.6141), (0.95, 3.3830), (0.99, 5.4320)]
)
def test_two_choices_table(load: float, expected: float) -> None:
    """The limit's predictions to four digits; the formula is Mitzenmacher's, "The power of two choices in randomized
    load balancing", 1996."""
    assert time_ms_mean(load, 1.0) == pytest.approx(expected, abs=2e-4)
