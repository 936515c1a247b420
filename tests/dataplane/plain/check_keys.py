"""Keys: as often as their popularity says; a retry asks for the same; a log brings its own."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from playground.dataplane import tables
from playground.dataplane.cache.keys import fill_keys, next_key, zipf
from playground.dataplane.luck import mix
from tests.dataplane.plain.rows import one, token

u64 = np.uint64
DRAWS = 20_000


@pytest.fixture(autouse=True)
def _wrap_around() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield


def popularity(count: int, exponent: float, missing: float = 0.0) -> np.void:
    row = one(tables.KEYS, count=count, exponent=exponent, missing=missing)
    fill_keys(row)
    return row


@pytest.mark.parametrize("exponent", [0.0, 0.5, 0.99, 1.0, 1.3, 3.0])
def test_frequencies(exponent: float) -> None:
    """A chi-square of 29 degrees over 30 keys: its mean is 29, and it exceeds 58 once in a thousand."""
    keys = popularity(30, exponent)
    found = np.bincount([int(zipf(mix(u64(7), u64(n)), keys)) for n in range(DRAWS)], minlength=30)
    assert len(found) == 30
    chances = np.arange(1, 31) ** -exponent
    expected = DRAWS * chances / chances.sum()
    few = expected < 5
    chi_square = float(((found - expected)[~few] ** 2 / expected[~few]).sum())
    if few.any():
        chi_square += float((found[few].sum() - expected[few].sum()) ** 2 / expected[few].sum())
    assert chi_square < 58


def test_many_keys_cost_nothing_and_stay_in_their_range() -> None:
    keys = popularity(10_000_000, 0.99)
    found = np.array([int(zipf(mix(u64(3), u64(n)), keys)) for n in range(5000)])
    assert found.min() == 0
    assert 1_000_000 < found.max() < 10_000_000
    whole = sum(k**-0.99 for k in range(1, 1001)) + (10_000_000**0.01 - 1000.5**0.01) / 0.01
    chance = sum(k**-0.99 for k in range(1, 101)) / whole
    assert abs((found < 100).mean() - chance) < 4 * math.sqrt(chance * (1 - chance) / len(found))


def test_one_key() -> None:
    keys = popularity(1, 0.99)
    assert {int(zipf(u64(n), keys)) for n in range(100)} == {0}


def test_every_attempt_asks_for_the_same_keys() -> None:
    keys = popularity(1000, 0.9)
    first, second = token(luck=1, user=42), token(luck=2, user=42)
    asked = [int(next_key(first, keys)) for _ in range(5)]
    assert asked == [int(next_key(second, keys)) for _ in range(5)]
    assert len(set(asked)) > 1
    assert asked != [int(next_key(token(luck=1, user=43), keys)) for _ in range(5)]
    assert first["key"] == asked[-1]


def test_some_ask_for_what_is_not_there() -> None:
    keys = popularity(1000, 0.9, missing=0.3)
    found = [int(next_key(token(user=int(mix(u64(5), u64(n)))), keys)) for n in range(5000)]
    missing = [key for key in found if key >= 1000]
    assert abs(len(missing) / 5000 - 0.3) < 4 * math.sqrt(0.3 * 0.7 / 5000)
    assert len(set(missing)) == len(missing)
    assert min(found) >= 0


def test_a_log_brings_its_keys() -> None:
    """The first look-up asks for the line's key; further ones for others that belong to that key and user."""
    keys = popularity(1000, 0.9)
    one_of_them = token(user=9)
    one_of_them["asks_for"] = 123_456_789_012
    asked = [int(next_key(one_of_them, keys)) for _ in range(3)]
    assert asked[0] == 123_456_789_012
    assert min(asked) >= 0
    assert len(set(asked)) == 3
