"""Classes of authors against the law that they stand for."""

from __future__ import annotations

import numpy as np
import pytest

from playground.design.timelines import Timelines
from playground.plan.authors import authors, followed_mean, least_of, posts_upto
from playground.theory import followers

LAWS = [(75.0, 1_000_000, 1.276), (75.0, 31_000_000, 1.276), (40.0, 2000, 0.9), (10.0, 100_000, 2.5), (50.0, 9000, 1.0)]


@pytest.mark.parametrize(("mean", "most", "exponent"), LAWS)
def test_classes_have_the_law_s_mean_and_tail(mean: float, most: int, exponent: float) -> None:
    law = followers.of_tail(mean, float(most), exponent)
    assert least_of(mean, float(most), exponent) == pytest.approx(law.least, rel=1e-9)
    sizes, share = authors(Timelines(followers_mean=mean, followers_most=most, followers_exponent=exponent))
    assert share.sum() == pytest.approx(1.0, rel=1e-12)
    assert (np.diff(sizes) > 0).all()
    assert float(sizes @ share) == pytest.approx(mean, rel=0.005)
    assert sizes[-1] == pytest.approx(most, rel=0.01)
    for size in (most / 100, most / 10):
        assert float(share[sizes > size].sum()) == pytest.approx(law.above(size), rel=0.06)
        followed = law.moment(1.0, above=size)
        assert followed_mean(sizes, share, int(size)) == pytest.approx(followed, rel=0.06)


@pytest.mark.parametrize("growth", [0.0, 0.5, 1.0])
def test_who_has_more_followers_posts_more(growth: float) -> None:
    given = Timelines()
    law = followers.of_tail(given.followers_mean, float(given.followers_most), given.followers_exponent)
    sizes, share = authors(given)
    posts = np.diff(posts_upto(sizes, share, growth), prepend=0.0)
    mean = law.moment(1 + growth) / law.moment(growth)
    assert float(posts @ sizes) == pytest.approx(mean, rel=0.005)
