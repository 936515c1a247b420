"""Che's approximation with sizes against a shelf that is asked, and against the one for equal sizes."""

from __future__ import annotations

import math
from collections import OrderedDict

import numpy as np
import pytest

from playground.theory import lru_che
from playground.theory.lru_by_bytes import byte_hit_ratio, characteristic_reads, hit_ratio
from playground.theory.popularity import zipf


def asked(popularity: np.ndarray, sizes: np.ndarray, room: float, requests: int) -> tuple[float, float]:
    """Shares of requests and of bytes that an LRU shelf has, after as many requests to fill it."""
    rng = np.random.default_rng(7)
    shelf: OrderedDict[int, float] = OrderedDict()
    held = hits = hit_bytes = all_bytes = 0.0
    for n, file in enumerate(rng.choice(len(sizes), 2 * requests, p=popularity).tolist()):
        is_hit, size = file in shelf, float(sizes[file])
        if n >= requests:
            hits, hit_bytes, all_bytes = hits + is_hit, hit_bytes + is_hit * size, all_bytes + size
        if is_hit:
            shelf.move_to_end(file)
            continue
        while held + size > room:
            held -= shelf.popitem(last=False)[1]
        shelf[file] = size
        held += size
    return hits / requests, hit_bytes / all_bytes


@pytest.mark.parametrize("room", [3_000.0, 20_000.0])
def test_a_shelf_that_is_asked(room: float) -> None:
    popularity = zipf(400, 0.8)
    sizes = np.random.default_rng(1).lognormal(4.0, 1.0, 400)
    found = asked(popularity, sizes, room, 60_000)
    # 60 000 requests: a standard error of about 0.002; files that do not fit evenly waste about half of one
    assert hit_ratio(popularity, sizes, room) == pytest.approx(found[0], abs=0.012)
    assert byte_hit_ratio(popularity, sizes, room) == pytest.approx(found[1], abs=0.015)


def test_files_of_one_size_are_keys() -> None:
    popularity = zipf(300, 1.0)
    sizes = np.full(300, 50.0)
    assert hit_ratio(popularity, sizes, 2_000.0) == pytest.approx(lru_che.hit_ratio(popularity, 40))
    assert byte_hit_ratio(popularity, sizes, 2_000.0) == pytest.approx(lru_che.hit_ratio(popularity, 40))
    assert characteristic_reads(popularity, sizes, 2_000.0) == pytest.approx(
        lru_che.characteristic_reads(popularity, 40)
    )


def test_ends_and_bad_input() -> None:
    popularity, sizes = np.array([0.5, 0.5, 0.0]), np.array([1.0, 2.0, 9.0])
    assert math.isinf(characteristic_reads(popularity, sizes, 3.0)), "what nobody asks for needs no room"
    assert hit_ratio(popularity, sizes, 3.0) == byte_hit_ratio(popularity, sizes, 3.0) == 1
    assert hit_ratio(popularity, sizes, 0.0) == 0
    with pytest.raises(ValueError, match="smallest_of_sizes_bytes must be more than 0"):
        hit_ratio(popularity, np.array([1.0, 0.0, 1.0]), 3.0)
