"""The law of followers, against authors who are drawn and areas that are added up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.design.facts import value
from playground.theory.followers import Followers, of_mean, of_tail

LAWS = [Followers(1.0, 1e4, 1.2), Followers(5.0, 2e3, 0.7), Followers(1.0, 100.0, 1.0), Followers(2.0, 50.0, 3.0)]
LAW = st.builds(Followers, st.floats(0.5, 10), st.floats(20, 1e8), st.floats(0.05, 5))
PART = st.floats(0, 1)


def drawn(law: Followers, authors: int, seed: int) -> np.ndarray:
    """By rejection from a law without an upper end, which needs no quantile of this one."""
    rng = np.random.default_rng(seed)
    sizes = law.least * (1 + rng.pareto(law.exponent, 3 * authors))
    return sizes[sizes <= law.most][:authors]


@pytest.mark.parametrize("law", LAWS)
def test_authors_who_are_drawn(law: Followers) -> None:
    authors = 1_000_000
    sizes = drawn(law, authors, seed=1)
    assert sizes.size == authors
    cut = math.sqrt(law.least * law.most)
    for found, expected in [
        (sizes, law.mean),
        (sizes > cut, law.above(cut)),
        (sizes * (sizes > cut), law.moment(1.0, above=cut)),
        (sizes**0.5 * (sizes <= cut), law.moment(0.5, up_to=cut)),
    ]:
        error = found.std() / math.sqrt(authors)
        assert expected == pytest.approx(found.mean(), abs=4 * error)
    assert law.quantile(0.9) == pytest.approx(np.quantile(sizes, 0.9), rel=0.02)


@given(law=LAW, power=st.floats(0, 2.5), part=PART, end=PART)
def test_moments_by_adding_up(law: Followers, power: float, part: float, end: float) -> None:
    begin, until = (law.least * (law.most / law.least) ** one for one in sorted((part, end)))
    assume(until > begin * (1 + 1e-9))
    edges = np.geomspace(begin, until, 4001)
    middles = np.sqrt(edges[1:] * edges[:-1])
    shares = np.array([law.above(float(edge)) for edge in edges])
    added = float(-np.diff(shares) @ middles**power)
    assert law.moment(power, above=begin, up_to=until) == pytest.approx(added, rel=1e-3, abs=1e-9)


@given(law=LAW, below=st.floats(0, 0.999999))
def test_quantile_and_share_are_inverse(law: Followers, below: float) -> None:
    assert law.above(law.quantile(below)) == pytest.approx(1 - below, rel=1e-6)


@given(law=LAW, cut=PART)
def test_parts_make_the_whole(law: Followers, cut: float) -> None:
    size = law.least * (law.most / law.least) ** cut
    for power in (0.0, 0.7, 1.0, 2.0):
        whole = law.moment(power)
        assert law.moment(power, above=size) + law.moment(power, up_to=size) == pytest.approx(whole, rel=1e-9)
    assert law.moment(0.0) == pytest.approx(1, rel=1e-9)
    assert law.moment(0.0, above=size) == pytest.approx(law.above(size), rel=1e-6, abs=1e-12)


@given(law=LAW)
def test_the_law_of_a_mean(law: Followers) -> None:
    found = of_mean(law.mean, law.least, law.most)
    assert found.exponent == pytest.approx(law.exponent, rel=1e-5)


@given(law=LAW)
def test_the_law_of_a_tail(law: Followers) -> None:
    assert of_tail(law.mean, law.most, law.exponent).least == pytest.approx(law.least, rel=1e-5)


def test_the_network_of_the_facts() -> None:
    law = of_mean(value("sharding.twitter_avg_followers"), 1.0, value("sharding.twitter_max_followers"))
    assert law.mean == pytest.approx(75, rel=1e-9)
    # most have few, and one author in a few hundred thousand has more than 200 000
    assert law.quantile(0.5) < 3
    assert 1e-6 < law.above(200_000.0) < 1e-4


def test_a_row_of_authors() -> None:
    law = LAWS[0]
    row = law.row(200_000)
    assert np.all(np.diff(row) >= 0)
    assert row[0] >= law.least
    assert row[-1] <= law.most
    assert row.mean() == pytest.approx(law.mean, rel=0.01)
    assert (row > 50).mean() == pytest.approx(law.above(50.0), abs=1e-5)


def test_ends() -> None:
    law = LAWS[0]
    assert law.above(0.5) == law.above(1.0) == law.moment(0.0) == 1
    assert law.above(1e4) == law.above(1e9) == law.moment(1.0, above=1e4) == law.moment(1.0, up_to=0.5) == 0
    assert law.quantile(0.0) == 1
    assert law.quantile(1.0) == pytest.approx(1e4)
    assert law.row(1)[0] == pytest.approx(law.quantile(0.5))


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match=r"most must be more than least \(5\), not 5"):
        Followers(5.0, 5.0, 1.0)
    with pytest.raises(ValueError, match="exponent"):
        Followers(1.0, 5.0, 0.0)
    with pytest.raises(ValueError, match="below"):
        LAWS[0].quantile(1.5)
    with pytest.raises(ValueError, match="authors"):
        LAWS[0].row(0)
    with pytest.raises(ValueError, match=r"mean must be below the most \(10\), not 10"):
        of_tail(10.0, 10.0, 1.0)
    with pytest.raises(ValueError, match="mean must be between"):
        of_mean(500.0, 1.0, 1000.0)
