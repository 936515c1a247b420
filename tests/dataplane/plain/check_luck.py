"""Luck: the written test vectors, an independent copy of the hash, and numbers that look like chance."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.dataplane.luck import bits_for, draw, mix, mix_arrays, unit, user_draw
from playground.dataplane.opcodes import GAP, PURPOSES, WEB_WORK
from tests.agree.oracle import chance
from tests.dataplane.plain.rows import token

u64 = np.uint64
WORDS = st.integers(0, 2**64 - 1)


@pytest.fixture(autouse=True)
def _wrap_around() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield


@pytest.mark.parametrize(
    ("luck", "n", "expected"),
    [(0, 0, 0xE220A8397B1DCDAF), (0, 1, 0x6E789E6AA1B965F4), (1, 0, 0x910A2DEC89025CC1)],
)
def test_vectors(luck: int, n: int, expected: int) -> None:
    assert int(mix(u64(luck), u64(n))) == expected
    assert chance.mix(luck, n) == expected


def test_it_is_splitmix64() -> None:
    """The n-th number of a generator whose state starts at 0, as its author prints them."""
    printed = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC, 0x1B39896A51A8749B]
    assert [int(mix(u64(0), u64(n))) for n in range(5)] == printed


@given(WORDS, st.integers(0, 2**40))
def test_the_oracle_s_copy_agrees(luck: int, n: int) -> None:
    assert int(mix(u64(luck), u64(n))) == chance.mix(luck, n)
    assert int(mix_arrays(np.array([luck], u64), np.array([n], u64))[0]) == chance.mix(luck, n)


@given(WORDS, st.integers(0, len(PURPOSES) - 1), st.integers(0, 60_000))
def test_draws_agree_with_the_oracle(luck: int, purpose: int, visit: int) -> None:
    assert float(unit(bits_for(u64(luck), purpose, visit))) == chance.number(luck, chance.PURPOSES[purpose], visit)


def test_the_purposes_have_the_same_numbers() -> None:
    assert list(PURPOSES) == list(chance.PURPOSES)


@pytest.mark.parametrize(("bits", "expected"), [(0, 2.0**-53), (2**64 - 1, 1.0 - 2.0**-53)])
def test_never_0_and_never_1(bits: int, expected: float) -> None:
    number = float(unit(u64(bits)))
    assert number == expected
    assert 0.0 < number < 1.0
    assert math.isfinite(math.log(number))


def test_a_token_counts_its_own_draws_for_each_purpose() -> None:
    one = token(luck=77, user=5)
    first, second = draw(one, WEB_WORK), draw(one, WEB_WORK)
    assert [first, second] == [chance.number(77, "web", visit) for visit in (0, 1)]
    assert draw(one, GAP) == chance.number(77, "gap", 0)
    assert one["visits"][WEB_WORK] == 2
    assert one["visits"][GAP] == 1
    assert user_draw(one, GAP) == user_draw(one, GAP) == chance.number(5, "gap", 0)


def test_neighbours_have_nothing_in_common() -> None:
    """Half of the bits differ between neighbouring lucks, numbers, purposes and visits."""
    flips = []
    for n in range(500):
        here = int(bits_for(mix(u64(1), u64(n)), 3, 0))
        for there in (bits_for(mix(u64(1), u64(n + 1)), 3, 0), bits_for(mix(u64(1), u64(n)), 4, 0)):
            flips.append((here ^ int(there)).bit_count())
    assert abs(sum(flips) / len(flips) - 32) < 4 * 4 / len(flips) ** 0.5
