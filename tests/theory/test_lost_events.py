"""Lost events and wrong documents, against writes, crashes and documents that are followed one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.lost_events import (
    lost_chance,
    lost_in_outage,
    lost_per_crash,
    wrong_mean_of_changes,
    wrong_mean_of_states,
    wrong_share_of_changes,
    wrong_share_of_states,
)

SHARE = st.floats(0, 1)
RATE = st.floats(0, 100)
TIME = st.floats(0.01, 1000)


def test_crashes_between_commit_and_publish() -> None:
    rng = np.random.default_rng(1)
    committed_s = np.sort(rng.uniform(0, 20_000, rng.poisson(200 * 20_000)))
    crashes_s = np.sort(rng.uniform(0, 20_000, rng.poisson(0.5 * 20_000)))
    following = np.searchsorted(crashes_s, committed_s)
    struck = following < crashes_s.size
    struck[struck] = crashes_s[following[struck]] <= committed_s[struck] + 0.04
    # 10 000 crashes with 8 each, all but Poisson: a standard error of 1.1 %, most of it of the crashes' number
    per_crash = struck.sum() / crashes_s.size
    assert lost_per_crash(200.0, 40.0) == pytest.approx(per_crash, rel=0.025)
    assert lost_chance(0.5, 40.0) == pytest.approx(struck.mean(), rel=0.045)


def test_events_that_give_up() -> None:
    written_s = np.random.default_rng(2).uniform(0, 100, 300_000)
    away = (written_s >= 20) & (written_s < 50)
    given_up = away & (written_s + 5 < 50)
    # 75 000 of a Poisson number: a standard error of 0.4 %
    assert lost_in_outage(3000.0, 30.0, 5.0) == pytest.approx(given_up.sum(), rel=0.015)


@pytest.mark.parametrize(("lost", "document_rps", "seconds"), [(0.3, 0.5, 2.0), (0.6, 2.0, 5.0), (0.8, 0.1, 20.0)])
def test_documents_that_are_written(lost: float, document_rps: float, seconds: float) -> None:
    rng = np.random.default_rng(3)
    documents = 400_000
    writes = rng.poisson(document_rps * seconds, documents)
    gone = rng.random((documents, writes.max())) < lost
    done = np.arange(writes.max()) < writes[:, None]
    last = gone[np.arange(documents), np.maximum(0, writes - 1)] & (writes > 0)
    # 400 000 coins of 0.19 at the least: a standard error of 0.0008, 0.4 %
    assert wrong_share_of_states(lost, document_rps, seconds) == pytest.approx(last.mean(), abs=0.0032)
    ever = (gone & done).any(axis=1)
    assert wrong_share_of_changes(lost, document_rps, seconds) == pytest.approx(ever.mean(), abs=0.0032)


@given(lost=SHARE, rate=RATE, between_s=TIME)
def test_the_mean_between_two_comparisons(lost: float, rate: float, between_s: float) -> None:
    instants_s = (np.arange(2000) + 0.5) / 2000 * between_s
    rough = 1e-3 + (rate * between_s / 2000) ** 2
    for mean, at in [
        (wrong_mean_of_states, wrong_share_of_states),
        (wrong_mean_of_changes, wrong_share_of_changes),
    ]:
        added = np.mean([at(lost, rate, float(instant_s)) for instant_s in instants_s])
        assert mean(lost, rate, between_s) == pytest.approx(added, abs=rough)


@given(lost=SHARE, rate=RATE, seconds=TIME)
def test_the_next_event_repairs_a_state_and_no_change(lost: float, rate: float, seconds: float) -> None:
    states, changes = wrong_share_of_states(lost, rate, seconds), wrong_share_of_changes(lost, rate, seconds)
    assert 0 <= states <= min(lost, changes + 1e-12)
    assert changes <= 1
    assert wrong_share_of_changes(lost, rate, 2 * seconds) >= changes


def test_ends() -> None:
    assert lost_per_crash(300.0, 2.0) == 0.6
    assert lost_chance(0.0, 9.0) == lost_chance(9.0, 0.0) == lost_in_outage(5.0, 3.0, 9.0) == 0
    assert lost_in_outage(5.0, 3.0) == 15
    assert wrong_share_of_states(0.0, 5.0, 9.0) == wrong_share_of_changes(0.5, 0.0, 9.0) == 0
    assert wrong_share_of_states(0.01, 5.0, 1e6) == pytest.approx(0.01)
    assert wrong_share_of_changes(0.01, 5.0, 1e6) == pytest.approx(1)
    assert wrong_share_of_changes(1.0, 1.0, math.log(2)) == pytest.approx(0.5)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="window_ms"):
        lost_per_crash(1.0, -1.0)
    with pytest.raises(ValueError, match="crashes_per_s"):
        lost_chance(-1.0, 1.0)
    with pytest.raises(ValueError, match="retried_s"):
        lost_in_outage(1.0, 1.0, -1.0)
    for share in (wrong_share_of_states, wrong_share_of_changes, wrong_mean_of_states, wrong_mean_of_changes):
        with pytest.raises(ValueError, match="lost"):
            share(1.5, 1.0, 1.0)
    with pytest.raises(ValueError, match="document_rps"):
        wrong_mean_of_changes(0.5, -1.0, 1.0)
