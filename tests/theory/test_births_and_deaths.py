"""How many keys have been born, or have died: against populations that are played through."""

from __future__ import annotations

import numpy as np
import pytest

from playground.theory.births_and_deaths import born_share, dead_share, happened_share
from playground.theory.popularity import zipf


@pytest.mark.parametrize(("births_rps", "keys", "seconds"), [(10.0, 5, 2.0), (1.0, 4, 1.0), (300.0, 100, 0.1)])
def test_births_played_through(births_rps: float, keys: int, seconds: float) -> None:
    chance = np.random.default_rng(5)
    born_s = chance.exponential(keys / births_rps, 200_000)
    asked_s = chance.uniform(0, seconds, 200_000)
    assert np.mean(born_s < asked_s) == pytest.approx(born_share(births_rps, keys, seconds), rel=0.02)


def test_deaths_played_through() -> None:
    """Ten unequal keys, of which the popular ones die first."""
    popularity, deaths_rps, seconds = zipf(10, 1.0), 2.0, 3.0
    chance = np.random.default_rng(6)
    asked = chance.choice(10, 300_000, p=popularity)
    died_s = chance.exponential(1 / (deaths_rps * popularity[asked]))
    share = np.mean(died_s < chance.uniform(0, seconds, len(asked)))
    assert share == pytest.approx(dead_share(popularity, deaths_rps, seconds), rel=0.02)


def test_equal_keys_die_as_they_are_born() -> None:
    even = np.full(20, 0.05)
    assert dead_share(even, 7.0, 3.0) == pytest.approx(born_share(7.0, 20, 3.0), rel=1e-12)


def test_the_ends() -> None:
    assert happened_share(0.0, 1.0) == 0.0
    assert born_share(1e9, 1, 1.0) == pytest.approx(1.0, abs=1e-8)
    assert dead_share(np.array([1.0, 0.0]), 1e9, 1.0) == pytest.approx(1.0, abs=1e-8)
    assert dead_share(np.array([0.5, 0.5]), 0.0, 1.0) == 0.0


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="missing_keys must be a whole number of at least 1"):
        born_share(1.0, 0, 1.0)
    with pytest.raises(ValueError, match="seconds must be more than 0"):
        happened_share(1.0, 0.0)
    with pytest.raises(ValueError, match="deaths_rps must be 0 or more"):
        dead_share(np.array([1.0]), -1.0, 1.0)
