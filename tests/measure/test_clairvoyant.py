import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.measure.clairvoyant import clairvoyant_hits, next_use
from tests.agree.caches.reference import hits

SIZES = st.integers(1, 12)


def test_five_look_ups_by_hand():
    """As in the module's own words; with room for two keys nothing but the first look-ups is missed."""
    keys = np.array([1, 2, 1, 3, 2])
    assert clairvoyant_hits(keys, 1) == 1
    assert clairvoyant_hits(keys, 2) == 2


def test_the_next_use_of_a_key():
    assert next_use(np.array([7, 7, -5, 7, 2**62, -5])).tolist() == [1, 3, 5, 6, 6, 6]


@pytest.mark.parametrize("keys", [[], [4]])
def test_without_a_second_look_up_there_is_no_hit(keys):
    assert clairvoyant_hits(np.array(keys, dtype=np.int64), 3) == 0


@given(st.lists(st.integers(0, 15), max_size=200), SIZES)
def test_as_many_hits_as_the_plain_cache_that_knows_the_future(keys, size):
    assert clairvoyant_hits(np.array(keys, dtype=np.int64), size) == sum(hits("clairvoyant", size, keys))


@pytest.mark.parametrize("size", [1, 10, 100, 1000])
def test_as_many_hits_on_a_long_sequence_of_popular_keys(size):
    keys = np.random.default_rng(1).zipf(1.2, 5000) % 2000
    found = clairvoyant_hits(keys, size)
    assert found == sum(hits("clairvoyant", size, keys.tolist()))
    assert 0 < found < len(keys)


def test_room_for_all_keys_misses_each_of_them_once():
    keys = np.random.default_rng(2).integers(0, 300, 20_000)
    assert clairvoyant_hits(keys, 300) == len(keys) - len(np.unique(keys))


@pytest.mark.parametrize("size", [0, -3])
def test_a_cache_has_room_for_something(size):
    with pytest.raises(ValueError, match="room for at least 1 key"):
        clairvoyant_hits(np.array([1, 1]), size)
