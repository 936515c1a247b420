"""The ziggurat: unit exponentials, and every draw they take is counted."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from playground.dataplane.exponential import (
    HEIGHT,
    INSIDE,
    LAYERS,
    WIDTH,
    R,
    V,
    first_try,
    of_luck,
    of_token,
    second_try,
)
from playground.dataplane.luck import bits_for, mix, unit
from playground.dataplane.opcodes import GAP, WEB_WORK
from tests.dataplane.plain.rows import token

u64 = np.uint64
DRAWS = 30_000


@pytest.fixture(autouse=True)
def _wrap_around() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """(DRAWS,) in ascending order."""
    with np.errstate(over="ignore"):
        return np.sort([of_luck(mix(u64(1), u64(n)), GAP) for n in range(DRAWS)])


def test_layers_have_equal_areas() -> None:
    corners = WIDTH * 2.0**53
    for layer in range(1, LAYERS):
        right = corners[layer]
        assert right * (HEIGHT[layer + 1] - HEIGHT[layer]) == pytest.approx(V, rel=1e-9)
    assert corners[1] == R
    assert pytest.approx(R * math.exp(-R) + math.exp(-R), rel=1e-12) == V  # the lowest layer: a box and the tail
    assert HEIGHT[LAYERS] == 1.0


def test_mean_deviation_and_law(drawn: np.ndarray) -> None:
    assert abs(drawn.mean() - 1.0) < 4 / math.sqrt(DRAWS)
    assert abs(drawn.var() - 1.0) < 4 * math.sqrt(8 / DRAWS)
    exact = -np.expm1(-drawn)
    steps = np.arange(DRAWS + 1) / DRAWS
    assert max(np.abs(steps[1:] - exact).max(), np.abs(exact - steps[:-1]).max()) < 1.95 / math.sqrt(DRAWS)


def test_every_layer_of_the_ziggurat_has_its_share(drawn: np.ndarray) -> None:
    """Between neighbouring corners, in the tail and in the narrow cap alike."""
    corners = np.append(WIDTH[:0:-1] * 2.0**53, np.inf)[::16]
    chances = -np.diff(np.exp(-np.concatenate(([0.0], corners, [np.inf]))))
    found = np.histogram(drawn, np.concatenate(([0.0], corners, [np.inf])))[0]
    for count, chance in zip(found, chances, strict=True):
        assert abs(count - DRAWS * chance) < 4.5 * math.sqrt(DRAWS * chance * (1 - chance)) + 1e-9


def test_the_tail_is_an_exponential_again(drawn: np.ndarray) -> None:
    expected = DRAWS * math.exp(-R)
    assert abs((drawn > R).sum() - expected) < 4 * math.sqrt(expected)
    lowest = u64(0xFFFFFFFFFFFFFF00)  # the lowest layer, its rightmost point
    assert first_try(lowest) < 0.0
    assert second_try(lowest, 0.5) == R + math.log(2.0)


def test_a_wedge_is_decided_by_a_second_number() -> None:
    corners = WIDTH * 2.0**53
    x = (corners[100] + corners[101]) / 2
    wedge = u64(int(x / WIDTH[100]) << 11 | 100)  # halfway between the corners of layers 100 and 101
    limit = (math.exp(-x) - HEIGHT[100]) / (HEIGHT[101] - HEIGHT[100])
    assert first_try(wedge) < 0.0
    assert second_try(wedge, limit * (1 + 1e-9)) < 0.0
    assert second_try(wedge, limit * (1 - 1e-9)) == pytest.approx(x)
    inside = u64(int(corners[101] / WIDTH[100] * (1 - 1e-9)) << 11 | 100)
    assert first_try(inside) == pytest.approx(corners[101])


def test_a_token_draws_what_its_luck_would_and_counts_every_number() -> None:
    """A first try takes one number, a second try two."""
    took = {1: 0, 2: 0}
    for n in range(3000):
        luck = mix(u64(3), u64(n))
        one = token(luck=int(luck))
        assert of_token(one, WEB_WORK) == (alone := first_try(bits_for(luck, WEB_WORK, 0))) or alone < 0.0
        numbers = int(one["visits"][WEB_WORK])
        if numbers <= 2:
            took[numbers] += 1
            again = token(luck=int(luck))
            assert of_token(again, WEB_WORK) == of_luck(luck, WEB_WORK)
    at_once = float((INSIDE / 2.0**53).mean())
    assert at_once == pytest.approx(0.978, abs=5e-4)
    assert abs(took[1] / 3000 - at_once) < 4 * math.sqrt(at_once * (1 - at_once) / 3000)


def test_the_second_number_is_the_next_one_of_the_same_purpose() -> None:
    luck = next(
        found
        for n in range(5000)
        if first_try(bits_for(found := mix(u64(4), u64(n)), GAP, 0)) < 0.0
        and second_try(bits_for(found, GAP, 0), unit(bits_for(found, GAP, 1))) >= 0.0
    )
    assert of_luck(luck, GAP) == second_try(bits_for(luck, GAP, 0), unit(bits_for(luck, GAP, 1)))
