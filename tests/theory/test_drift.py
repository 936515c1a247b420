"""Drift against a direct simulation, its limits, and what it refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.theory.drift import alike_share, drifted_share, drifted_share_mean


def test_the_mean_is_the_integral() -> None:
    at_s = (np.arange(100_000) + 0.5) / 100_000 * 7.0
    mean = float(np.mean([drifted_share(t, 0.3) for t in at_s]))
    assert drifted_share_mean(7.0, 0.3) == pytest.approx(mean, rel=1e-8)


def test_all_alike_is_the_first_of_many_changes() -> None:
    random = np.random.default_rng(1)
    first_s = np.minimum(random.exponential(1 / 0.3, (200_000, 5)).min(axis=1), 2.0)
    assert alike_share(2.0, 0.3, 5) == pytest.approx(first_s.mean() / 2.0, rel=0.01)


def test_limits() -> None:
    assert drifted_share(0.0, 3.0) == 0.0
    assert drifted_share(1e9, 3.0) == 1.0
    assert drifted_share_mean(0.0, 3.0) == 0.0
    assert drifted_share_mean(5.0, 0.0) == 0.0
    assert drifted_share_mean(1e-3, 1e-3) == pytest.approx(0.5e-6, rel=1e-3)
    assert alike_share(1.0, math.log(2), 1) == pytest.approx(0.5 / math.log(2))


def test_what_it_refuses() -> None:
    with pytest.raises(ValueError, match="since_s"):
        drifted_share(-1.0, 1.0)
    with pytest.raises(ValueError, match="changes_per_s"):
        alike_share(1.0, -1.0, 2)
