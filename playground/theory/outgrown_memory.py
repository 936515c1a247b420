"""What a query costs on average as data outgrow the memory of its database, and where the knee is.

A query reads one page; if the page is in memory it takes the processor's time, if not the disk's as well. Memory holds
the pages that were read last (LRU), so that the share h of the queries that hit follows from how popular pages are
(Che's approximation, `lru_che`). Up to the rows that fill the memory h is 1, and the query as fast as ever. That is the
knee: from there on it becomes slower with every row, by (1 - h) of a disk read, and the more evenly rows are read the
faster it does. If all are equally popular, h is simply memory over data.

Rows are spread over pages without regard to their popularity, as by an identifier: row k lies on page k modulo the
number of pages. So a popular row shares its page with rows that hardly anybody reads: pages are less unequal than rows,
and memory holds fewer of the popular rows than it would row by row.

The database is otherwise idle: waiting in the disk's line comes on top. Every function raises a ValueError of one
sentence for numbers or times that cannot be.

Source: Che, Tung and Wang, 2002 (see `lru_che`); pages in memory against disk: Gray and Putzolu, "The 5 minute rule for
trading memory for disc accesses", ACM SIGMOD 1987.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import not_negative, probabilities, whole
from playground.theory.lru_che import hit_ratio
from playground.theory.popularity import zipf

MOST_ROWS = 20_000_000  # what a laptop adds up in a second


def pages_of(rows: int, rows_per_page: int) -> int:
    """Pages that so many rows fill."""
    whole(1, rows=rows, rows_per_page=rows_per_page)
    return -(-rows // rows_per_page)


def page_popularity(popularity: NDArray[np.float64], rows_per_page: int) -> NDArray[np.float64]:
    """The chance of each page to be the next one read; `popularity` is that of each row."""
    probabilities(popularity=popularity)
    pages = pages_of(popularity.size, rows_per_page)
    summed = np.bincount(np.arange(popularity.size) % pages, weights=popularity, minlength=pages)
    return summed.astype(np.float64)


def memory_hit_ratio(rows: int, rows_per_page: int, memory_pages: int, exponent: float) -> float:
    """Share of the queries whose page is in memory, where rows are read by Zipf's law with this exponent."""
    whole(1, rows=rows)
    whole(0, memory_pages=memory_pages)
    if rows > MOST_ROWS:
        raise ValueError(f"rows must be at most {MOST_ROWS:,}, not {rows:,}")
    if pages_of(rows, rows_per_page) <= memory_pages:
        return 1.0
    return hit_ratio(page_popularity(zipf(rows, exponent), rows_per_page), memory_pages)


def knee_rows(rows_per_page: int, memory_pages: int) -> int:
    """The most rows that are all in memory."""
    whole(1, rows_per_page=rows_per_page)
    whole(0, memory_pages=memory_pages)
    return rows_per_page * memory_pages


def query_mean_ms(hit: float, work_ms: float, disk_ms: float) -> float:
    """Mean time of a query with this hit ratio."""
    if not 0 <= hit <= 1:
        raise ValueError(f"hit must be from 0 to 1, not {hit:g}")
    not_negative(work_ms=work_ms, disk_ms=disk_ms)
    return work_ms + (1 - hit) * disk_ms


def rows_for(
    target_ms: float, rows_per_page: int, memory_pages: int, exponent: float, work_ms: float, disk_ms: float
) -> float:
    """The most rows with which the mean query takes no longer than the target: infinite beyond MOST_ROWS, 0 if none."""
    not_negative(target_ms=target_ms)

    def holds(rows: int) -> bool:
        hit = memory_hit_ratio(rows, rows_per_page, memory_pages, exponent)
        return query_mean_ms(hit, work_ms, disk_ms) <= target_ms

    if holds(MOST_ROWS):
        return math.inf
    low, high = 0, MOST_ROWS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
