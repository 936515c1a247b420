"""How many pages a query reads from disk where rows and the index that leads to them share one memory (LRU).

A query reads one page of each level of a B-tree, the root first and the row's own page last. Within a level, pages are
read independently of each other, one a query, so that Che's approximation holds level by level with one characteristic
time T for all: page p is in memory with 1 - exp(-λ_p T), and T is such that these add up to the memory. So nobody has
to set that upper levels stay: there are few of them, each is read often.

Page p of a level is pointed to by page p modulo their number of the level above, as the simulation has it. Every
function raises a ValueError of one sentence for numbers that cannot be.

Source: Che, Tung and Wang, 2002 (see `lru_che`); the tree: see `index_depth`.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import whole
from playground.theory.index_depth import level_pages
from playground.theory.lru_che import occupancies
from playground.theory.outgrown_memory import MOST_ROWS, page_popularity
from playground.theory.popularity import zipf


def level_popularity(leaves: NDArray[np.float64], pages: list[int]) -> list[NDArray[np.float64]]:
    """The chance of each page of each level to be the next one read of that level; `leaves` are those of the lowest,
    `pages` the pages of all levels from there up."""
    found = [leaves]
    for below, above in pairwise(pages):
        parents = np.arange(below) % above
        found.append(np.bincount(parents, weights=found[-1], minlength=above).astype(np.float64))
    return found


def disk_reads_mean(
    rows: int, rows_per_page: int, memory_pages: int, exponent: float, fanout: int | None = None
) -> float:
    """Mean pages of a query that are not in memory, where rows are read by Zipf's law with this exponent. fanout: None:
    no index is walked, and a query reads the row's page alone."""
    whole(1, rows=rows, rows_per_page=rows_per_page)
    whole(0, memory_pages=memory_pages)
    if rows > MOST_ROWS:
        raise ValueError(f"rows must be at most {MOST_ROWS:,}, not {rows:,}")
    pages = [-(-rows // rows_per_page)] if fanout is None else level_pages(rows, rows_per_page, fanout)
    if sum(pages) <= memory_pages:
        return 0.0
    levels = level_popularity(page_popularity(zipf(rows, exponent), rows_per_page), pages)
    every = np.concatenate(levels)
    held = occupancies(every / every.sum(), memory_pages)
    return float(every @ (1 - held))


def knee_rows(rows_per_page: int, memory_pages: int, fanout: int | None = None) -> int:
    """The most rows that are all in memory with their index, on full pages."""
    whole(1, rows_per_page=rows_per_page, memory_pages=memory_pages)
    low, high = 0, memory_pages + 1
    while high - low > 1:
        middle = (low + high) // 2
        pages = [middle] if fanout is None else level_pages(middle * rows_per_page, rows_per_page, fanout)
        low, high = (middle, high) if sum(pages) <= memory_pages else (low, middle)
    return low * rows_per_page
