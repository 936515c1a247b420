"""The oracle's own copies of the mixing function and of the distributions equal the engine's, bit for bit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dataplane import normal as wichura
from playground.dataplane import opcodes
from playground.dataplane.plane import mix as engine_mix
from tests.agree.oracle.chance import PURPOSES, mix, normal, unit

WORDS = st.integers(0, 2**64 - 1)


def test_mix_has_the_written_values() -> None:
    assert mix(0, 0) == 0xE220A8397B1DCDAF
    assert mix(0, 1) == 0x6E789E6AA1B965F4
    assert mix(1, 0) == 0x910A2DEC89025CC1


@given(WORDS, WORDS)
def test_mix_is_the_engines(luck: int, n: int) -> None:
    assert mix(luck, n) == engine_mix(luck, n)


def test_purposes_are_the_engines() -> None:
    assert PURPOSES == opcodes.PURPOSES


def test_units_lie_strictly_between_0_and_1() -> None:
    assert unit(0) == 2.0**-53
    assert unit(2**64 - 1) == 1.0 - 2.0**-53


def engine_normal(p: float) -> float:
    """The engine's quantile as plain Python: a compiled part of the kernel cannot be called from outside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wichura, "polynomial", wichura.polynomial.py_func)
        return float(wichura.normal.py_func(p))


@settings(max_examples=2000)
@given(WORDS)
def test_normal_is_the_engines_to_the_last_bit(bits: int) -> None:
    """The standard library and the engine both implement Wichura's AS 241 (PPND16)."""
    assert normal(unit(bits)) == engine_normal(unit(bits))
