"""Connections that are counted, session by session."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.theory.connections import opened_share, requests_per_session


@pytest.mark.parametrize(("rate", "session", "keep"), [(0.05, 300.0, 60.0), (0.2, 30.0, 5.0), (1.0, 2.0, 0.5)])
def test_sessions_that_are_played(rate: float, session: float, keep: float) -> None:
    rng = np.random.default_rng(3)
    asked = opened = 0
    for length in rng.exponential(session, 20_000).tolist():
        at = np.cumsum(rng.exponential(1 / rate, 8 + int(3 * rate * length)))
        at = np.concatenate([[0.0], at[at < length]])
        asked += len(at)
        opened += 1 + int((np.diff(at) > keep).sum())
    # 20 000 sessions: a standard error of about half a percent
    assert asked / 20_000 == pytest.approx(requests_per_session(rate, session), rel=0.03)
    assert opened / asked == pytest.approx(opened_share(rate, session, keep), rel=0.03)


def test_ends_and_bad_input() -> None:
    assert opened_share(0.1, 100.0, 0.0) == 1
    assert opened_share(0.1, 100.0, 1e6) == pytest.approx(1 / 11)
    assert math.isclose(requests_per_session(1e-9, 1.0), 1.0, rel_tol=1e-6)
    with pytest.raises(ValueError, match="keep_alive_s must be 0 or more"):
        opened_share(0.1, 100.0, -1.0)
