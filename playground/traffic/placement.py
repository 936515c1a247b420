"""Which shard has a key: five schemes, each a function of the keys' numbers and of how many shards there are.

Numbers are those of creation: key 0 is the oldest. A hash of a number is one step of SplitMix64.

Sources: consistent hashing with several points a node: Karger et al., STOC 1997, and Stoica et al., SIGCOMM 2001; jump
hash: Lamping and Veach, "A fast, minimal memory, consistent hash algorithm", arXiv 1406.2294, 2014; mixing constants:
Stafford's variant 13, as in Steele, Lea, Flood, OOPSLA 2014.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.design.sharding import Scheme

Numbers = NDArray[np.int64]
Shards = NDArray[np.uint16]
JUMP_STEP = np.uint64(2862933555777941757)  # the generator of the published code
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
OF_POINTS, OF_KEYS = 0, 1


def hashed(luck: int | NDArray[np.uint64], numbers: Numbers) -> NDArray[np.uint64]:
    """(n,) 64 bits of each number, for this luck or these."""
    with np.errstate(over="ignore"):
        z = np.asarray(luck, np.uint64) + GOLDEN * (numbers.astype(np.uint64) + np.uint64(1))
        z = (z ^ (z >> np.uint64(30))) * FIRST
        z = (z ^ (z >> np.uint64(27))) * SECOND
        return np.asarray(z ^ (z >> np.uint64(31)))


def modulo(numbers: Numbers, shards: int) -> Shards:
    """(n,) the number modulo the shards."""
    return (numbers % shards).astype(np.uint16)


def ranges(numbers: Numbers, shards: int, first: int, keys: int) -> Shards:
    """(n,) `first` ranges of the `keys` that there were in the beginning, as many consecutive numbers in each; for each
    shard that was added, a part was split off the last, which all its shards divide evenly. Newer keys go to the last.
    """
    size = -(-keys // first)
    last = max(1, keys - size * (first - 1))
    part = -(-last // (shards - first + 1))
    into = first - 1 + np.maximum(numbers - size * (first - 1), 0) // part
    return np.where(numbers < size * (first - 1), numbers // size, np.minimum(into, shards - 1)).astype(np.uint16)


def ring(shards: int, vnodes: int, luck: int = 0) -> tuple[NDArray[np.uint64], Shards]:
    """(shards x vnodes,) the points of the ring in their order, and whose they are."""
    owner = np.repeat(np.arange(shards), vnodes)
    points = hashed(hashed(hashed(luck, np.array([OF_POINTS]))[0], owner), np.tile(np.arange(vnodes), shards))
    order = np.lexsort((owner, points))
    return points[order], owner[order].astype(np.uint16)


def arcs(points: NDArray[np.uint64], owners: Shards, shards: int) -> NDArray[np.float64]:
    """(shards,) share of the ring that each shard has: what lies before its points, from the point before on."""
    spans = np.diff(points, prepend=points[-1:])  # the first wraps around; a single point has the whole ring
    lengths = spans.astype(np.float64) / 2.0**64 if len(points) > 1 else np.ones(1)
    return np.asarray(np.bincount(owners, weights=lengths, minlength=shards), np.float64)


def on_ring(numbers: Numbers, shards: int, vnodes: int, luck: int = 0) -> Shards:
    """(n,) whose point comes next on the ring."""
    points, owners = ring(shards, vnodes, luck)
    at = np.searchsorted(points, hashed(hashed(luck, np.array([OF_KEYS]))[0], numbers))
    return owners[at % len(points)]


def jump(keys: NDArray[np.uint64], buckets: int) -> Shards:
    """(n,) the bucket of each 64-bit key, as in figure 1 of the paper, for all keys at once."""
    state, bucket = keys.copy(), np.full(len(keys), -1, np.int64)
    ahead = np.zeros(len(keys), np.int64)
    going = np.arange(len(keys))
    with np.errstate(over="ignore"):
        while len(going):
            bucket[going] = ahead[going]
            state[going] = state[going] * JUMP_STEP + np.uint64(1)
            stretch = float(1 << 31) / ((state[going] >> np.uint64(33)) + np.uint64(1)).astype(np.float64)
            ahead[going] = ((bucket[going] + 1).astype(np.float64) * stretch).astype(np.int64)
            going = going[ahead[going] < buckets]
    return bucket.astype(np.uint16)


def directory(numbers: Numbers, shards: int, first: int) -> Shards:
    """(n,) a table that began as modulo and gives new shards their part, no more: of every `shards` keys of each of
    the first shards, one to each new one."""
    turn = (numbers // first) % shards
    return np.where(turn < first, numbers % first, turn).astype(np.uint16)


def shard_of(scheme: Scheme, numbers: Numbers, shards: int, *, first: int, keys: int, vnodes: int) -> Shards:
    """(n,) uint16, the shard of each number. `first`: shards in the beginning; `keys`: keys in the beginning."""
    if scheme is Scheme.MODULO:
        return modulo(numbers, shards)
    if scheme is Scheme.RANGE:
        return ranges(numbers, shards, first, keys)
    if scheme is Scheme.RING:
        return on_ring(numbers, shards, vnodes)
    if scheme is Scheme.JUMP:
        return jump(hashed(OF_KEYS, numbers), shards)
    return directory(numbers, shards, first)
