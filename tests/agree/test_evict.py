"""The caches of the data plane hit exactly where plain references hit, look-up for look-up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.design.cache import Evict
from playground.design.catalogue import find
from playground.design.change import put_all
from playground.measure import caches
from playground.measure.clairvoyant import clairvoyant_hits
from playground.run import run
from playground.run.replayed import replayed
from tests.agree.caches.reference import hits


def plain(evict: Evict, size: int, keys: list[int]) -> list[bool]:
    return hits(evict.value.replace("_", ""), size, keys)


def zipf(count: int, keys: int, exponent: float, seed: int) -> np.ndarray:
    """(count,) keys asked for independently."""
    weights = np.arange(1, keys + 1) ** -exponent
    return np.random.default_rng(seed).choice(keys, count, p=weights / weights.sum())


@pytest.mark.parametrize("evict", Evict)
@settings(max_examples=100)
@given(size=st.integers(1, 12), keys=st.lists(st.integers(0, 20), max_size=300))
def test_on_any_small_sequence(evict: Evict, size: int, keys: list[int]) -> None:
    assert replayed(evict, size, np.array(keys, np.int64)).tolist() == plain(evict, size, keys)


@pytest.mark.parametrize("evict", Evict)
@pytest.mark.parametrize(("size", "keys", "exponent"), [(10, 100, 0.6), (37, 300, 0.9), (120, 1000, 1.2), (1, 5, 0.0)])
def test_on_long_sequences(evict: Evict, size: int, keys: int, exponent: float) -> None:
    asked = zipf(12_000, keys, exponent, seed=size)
    asked[6000:] += keys // 3  # the popular ones are others from then on
    assert replayed(evict, size, asked).tolist() == plain(evict, size, asked.tolist())


@pytest.mark.parametrize("evict", Evict)
@settings(max_examples=60)
@given(size=st.integers(1, 9), keys=st.lists(st.integers(0, 15), min_size=1, max_size=300))
def test_nobody_beats_who_knows_the_future(evict: Evict, size: int, keys: list[int]) -> None:
    asked = np.array(keys, np.int64)
    assert replayed(evict, size, asked).sum() <= clairvoyant_hits(asked, size)


def test_a_scan_does_not_wash_out_what_is_popular() -> None:
    """What the newer policies are for: between requests for popular keys others are asked for once and never again."""
    asked = zipf(40_000, 500, 0.9, seed=1)
    asked[::2] = 1000 + np.arange(20_000)
    ratio = {evict: replayed(evict, 50, asked).mean() for evict in Evict}
    assert min(ratio[evict] for evict in (Evict.SIEVE, Evict.S3_FIFO, Evict.TINY_LFU)) > 1.2 * ratio[Evict.LRU]
    assert ratio[Evict.FIFO] < ratio[Evict.LRU]


@pytest.mark.parametrize("evict", Evict)
def test_no_policy_exceeds_the_most_popular_keys(evict: Evict) -> None:
    """In a run; frequency comes close to it."""
    given = {"seconds": 100.0, "web.cache_items": 3000, "web.cache_ttl_s": 0.0, "web.cache_evict": evict.value}
    result = run(put_all(find("single-server"), given))
    best, found = caches.ceiling(result), caches.all_together(result)
    assert best is not None
    assert found is not None
    assert 0.6 * best < found < best
    if evict is Evict.LFU:
        assert found > 0.9 * best


def test_no_cache_has_less_than_one_entry() -> None:
    with pytest.raises(ValueError, match="at least 1 entry, not 0"):
        replayed(Evict.LRU, 0, np.zeros(3, np.int64))
