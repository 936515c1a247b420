"""Chance is a function: a draw is a hash of a token's luck, of what the draw is for, and of how often it was asked.

There is no generator and no state. `mix` is the output step of SplitMix64 applied to `luck + GOLDEN * (n + 1)`, that
is, the n-th output of a SplitMix64 generator whose state is `luck`.

Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (mixing constants: variant 13
of David Stafford). Test vectors: mix(0, 0) = 0xE220A8397B1DCDAF, mix(0, 1) = 0x6E789E6AA1B965F4,
mix(1, 0) = 0x910A2DEC89025CC1.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block, inlined

u64 = np.uint64
GOLDEN = u64(0x9E3779B97F4A7C15)
FIRST = u64(0xBF58476D1CE4E5B9)
SECOND = u64(0x94D049BB133111EB)
ONE, TWELVE, SIXTEEN, S27, S30, S31 = u64(1), u64(12), u64(16), u64(27), u64(30), u64(31)
TWO_TO_MINUS_52 = 2.0**-52
FIRST_VISIT = np.int64(0)


def mix_arrays(luck, n):
    """The same as `mix` for whole numpy arrays of uint64."""
    z = luck + GOLDEN * (n + ONE)
    z = (z ^ (z >> S30)) * FIRST
    z = (z ^ (z >> S27)) * SECOND
    return z ^ (z >> S31)


mix = inlined(mix_arrays)  # uint64, uint64 -> uint64


@inlined
def unit(bits):
    """A number in (0, 1), never 0 and never 1, from the upper 52 of 64 bits."""
    return (np.int64(bits >> TWELVE) + 0.5) * TWO_TO_MINUS_52


@inlined
def bits_for(luck, purpose, visit):
    """64 bits for the visit-th draw of this purpose."""
    return mix(luck, (u64(purpose) << SIXTEEN) | u64(visit))


@block
def draw(token, purpose):
    """The token's next number in (0, 1) for this purpose."""
    visit = token["visits"][purpose]
    token["visits"][purpose] = visit + 1
    return unit(bits_for(token["luck"], purpose, np.int64(visit)))


@inlined
def user_draw(token, purpose):
    """A number in (0, 1) that describes the user: the same in every attempt."""
    return unit(bits_for(token["user"], purpose, FIRST_VISIT))
