"""Histograms: the kernel puts a time into the bin whose edges hold it, and bins are as narrow as promised."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from playground.dataplane.record import coarse_bin, fine_bin
from playground.dataplane.tables import COARSE_BINS, FINE_BINS
from playground.run.edges import coarse_edges_ns, fine_edges_ns

FINE, COARSE = fine_edges_ns(), coarse_edges_ns()
LONGEST_NS = int(FINE[-1]) - 1  # six days


@given(st.integers(0, LONGEST_NS))
@example(0)
@example(1)
@example(1022)
@example(1023)
@example(LONGEST_NS)
def test_a_time_lies_between_the_edges_of_its_bins(span_ns: int) -> None:
    fine = int(fine_bin(np.int64(span_ns)))
    assert FINE[fine] <= span_ns < FINE[fine + 1]
    coarse = int(coarse_bin(fine))
    assert COARSE[coarse] <= span_ns < COARSE[coarse + 1]


def test_at_every_edge() -> None:
    for edges, bin_of in ((FINE, fine_bin), (COARSE, lambda span: coarse_bin(fine_bin(span)))):
        for place, edge in enumerate(edges[1:-1].tolist(), start=1):
            first_ns = int(np.ceil(edge))
            found = int(bin_of(np.int64(first_ns)))
            assert edges[found] <= first_ns < edges[found + 1]
            if first_ns == edge:
                assert found == place
                assert int(bin_of(np.int64(first_ns - 1))) < place


def test_how_wide_bins_are() -> None:
    """Fine: 1.6 % wide, the middle at most 0.8 % off. Coarse, from a microsecond on: 6.3 % wide, 3.1 % off."""
    for edges, first, width in ((FINE, 0, 1 / 64), (COARSE, 1, 1 / 16)):
        low, high = edges[first:-1] + 1, edges[first + 1 :] + 1
        assert ((high - low) / low <= width * (1 + 1e-12)).all()
        middle = (low + high) / 2
        assert ((middle - low) / low <= width / 2 * (1 + 1e-12)).all()
        assert ((high - middle) / high <= width / 2).all()
    assert COARSE[0] == 0.0
    assert COARSE[1] == 1087.0  # the bins below a microsecond and the first above it


def test_the_last_bin_takes_whatever_is_longer() -> None:
    for span_ns in (LONGEST_NS + 1, 10**16, 2**62):
        assert int(fine_bin(np.int64(span_ns))) == FINE_BINS - 1
        assert int(coarse_bin(FINE_BINS - 1)) == COARSE_BINS - 1


def test_edges_ascend_and_there_is_one_more_than_bins() -> None:
    assert (np.diff(FINE) > 0).all()
    assert (np.diff(COARSE) > 0).all()
    assert len(FINE) == FINE_BINS + 1
    assert len(COARSE) == COARSE_BINS + 1
