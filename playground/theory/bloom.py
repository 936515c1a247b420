"""A Bloom filter says "perhaps" for what it does not hold: how often, with how many hashes, and at how many bits.

Source: Bloom, "Space/time trade-offs in hash coding with allowable errors", Communications of the ACM 13(7), 1970;
Broder and Mitzenmacher, "Network applications of Bloom filters: a survey", Internet Mathematics 1(4), 2004, section 2.

The hashes are independent and even. Of the bits, exp(-kn/m) stay 0 on average, and the filter is asked as if that were
exact; the share is a little too small for that, which shows in filters of a few dozen bits only. What a given filter
does depends on nothing but the bits that are set in it: its fill to the power of k.
"""

from __future__ import annotations

import math

from playground.theory.given import share, whole


def fill_mean(items: int, bits: int, hashes: int) -> float:
    """Share of the bits that are set once `items` have been put in."""
    whole(0, items=items)
    whole(1, bits=bits, hashes=hashes)
    return -math.expm1(-hashes * items / bits)


def false_share(items: int, bits: int, hashes: int) -> float:
    """Share of the questions after something absent that are answered "perhaps"."""
    return false_share_at(fill_mean(items, bits, hashes), hashes)


def false_share_at(fill: float, hashes: int) -> float:
    """The same for one filter, of whose bits the share `fill` is set."""
    share(fill=fill)
    whole(1, hashes=hashes)
    return fill**hashes


def best_hashes(items: int, bits: int) -> int:
    """The number of hashes with the fewest false answers: one of the two whole numbers next to ln 2 · m/n."""
    whole(1, items=items, bits=bits)
    below = max(1, math.floor(bits / items * math.log(2)))
    return min(below, below + 1, key=lambda hashes: false_share(items, bits, hashes))


def bits_per_item(target_share: float) -> float:
    """How many bits an item takes for so few false answers, with the best number of hashes (which may be a fraction):
    log2(1/p) / ln 2, 1.44 for each halving."""
    if not 0 < target_share < 1:
        raise ValueError(f"target_share must be between 0 and 1, not {target_share:g}")
    return -math.log2(target_share) / math.log(2)
