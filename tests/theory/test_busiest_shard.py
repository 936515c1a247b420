"""Which part of all reads the busiest shard gets, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from playground.design.popularity import Popularity
from playground.theory.busiest_shard import hottest_share


def test_three_keys_on_two_shards() -> None:
    """Asked for as 1 : 1/2 : 1/3, of which six elevenths go to the first."""
    keys = Popularity(keys=3, zipf_exponent=1.0)
    assert hottest_share(keys, np.array([0, 1, 1], np.uint16)) == pytest.approx(6 / 11)
    assert hottest_share(keys, np.array([0, 1, 0], np.uint16)) == pytest.approx(8 / 11)


def test_a_famous_key_and_its_copies() -> None:
    """The first of four keys gets five eighths, each of the others one. With a copy on each shard the second one, which
    has two of the others, is the busiest."""
    keys = Popularity(keys=4, zipf_exponent=0.0, famous=1, famous_reads_share=0.5)
    assert hottest_share(keys, np.array([0, 1, 0, 1], np.uint16)) == pytest.approx(0.75)
    assert hottest_share(keys, np.array([0, 1, 0, 1, 0, 1], np.uint16), salts=2) == pytest.approx(0.5625)


def test_every_key_has_a_place() -> None:
    with pytest.raises(ValueError, match="where must have 4 places, one for each key and copy, not 3"):
        hottest_share(Popularity(keys=4), np.zeros(3, np.uint16))
