"""A Bloom filter in front of a cache: it knows which keys exist, but for a share that it cannot tell from them.

Every existing key sets some bits; a key of which one bit is not set does not exist, and is refused without asking
anybody. A key that does not exist passes when others happen to have set all its bits: always the same keys pass. A key
cannot be taken out again, as its bits may be those of others, too.

Example worked by hand, 8 bits, 2 hashes, keys A (bits 1 and 4) and B (4 and 6): C (1 and 3) is refused because of bit
3, D (1 and 6) passes though it was never put in.

Source: Bloom, "Space/time trade-offs in hash coding with allowable errors", Communications of the ACM 13(7), 1970.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.luck import mix, mix_arrays, u64

FIRST_HASH = 101  # the luck of the first hash; the next ones follow
BYTE = 8
CHUNK = 1 << 20  # keys that are put in at a time, to bound the memory it takes


@lru_cache(maxsize=4)
def filled(keys: int, bits: int, hashes: int) -> np.ndarray:
    """(bytes,) uint8: a filter of so many bits that holds the keys 0 .. keys - 1. Nobody writes into it afterwards."""
    made = np.zeros(-(-bits // BYTE), np.uint8)
    with np.errstate(over="ignore"):
        for since in range(0, keys, CHUNK):
            some = np.arange(since, min(keys, since + CHUNK), dtype=np.uint64)
            for number in range(hashes):
                at = mix_arrays(np.uint64(FIRST_HASH + number), some) % np.uint64(bits)
                np.bitwise_or.at(made, at // np.uint64(BYTE), np.uint8(1) << (at % np.uint64(BYTE)).astype(np.uint8))
    return made


@block
def may_exist(cache, bits, key):
    """Are all bits of the key set?"""
    for number in range(cache["hashes"]):
        at = np.int64(mix(u64(FIRST_HASH + number), u64(key)) % u64(cache["filter_bits"]))
        if not (bits[at // BYTE] >> (at % BYTE)) & 1:
            return False
    return True


@block
def put_in(cache, bits, key):
    """The filter holds this key, too."""
    for number in range(cache["hashes"]):
        at = np.int64(mix(u64(FIRST_HASH + number), u64(key)) % u64(cache["filter_bits"]))
        bits[at // BYTE] |= 1 << (at % BYTE)
