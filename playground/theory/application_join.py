"""What it takes to put together in the application what one database would join: calls, time and work.

A page has n rows, and each wants something from another database. After the one query for the rows themselves:

*N+1*: a query for each row, one after the other. 1 + n calls, each with its round trip and its work.
*parallel*: the same queries, at most p at a time. The same calls and the same work; the time is that of 1 + ⌈n / p⌉
calls if each takes as long as the other, and more if they vary, as somebody waits for the slowest.
*batched*: queries for up to b rows each (WHERE id IN …). 1 + ⌈n / b⌉ calls, each with the work of a call and that of
its rows; the larger part of the work of a point query is the call.

So parallel calls save time and no work, and a batch saves both. The databases are idle: nobody waits in a line.

Every function raises a ValueError of one sentence for counts or times that cannot be.

Source: derived here; the pattern and its names: Richardson, "Microservices Patterns", 2018, chapter 7 (API
composition); Fowler, "Patterns of Enterprise Application Architecture", 2002, chapter 11 (ripple loading).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.theory.given import not_negative, whole
from playground.theory.slowest_of_many import exponential_mean_ms


@dataclass(frozen=True)
class Call:
    """What a query costs. Raises ValueError for times that cannot be."""

    trip_ms: float
    """There and back, with the driver."""
    call_ms: float
    """Work of the database for the query, whatever it asks for."""
    row_ms: float = 0.0
    """Work for each row it asks for."""

    def __post_init__(self) -> None:
        not_negative(trip_ms=self.trip_ms, call_ms=self.call_ms, row_ms=self.row_ms)

    def work_ms(self, rows: int) -> float:
        """Work for so many rows in one query."""
        return self.call_ms + rows * self.row_ms

    def time_ms(self, rows: int) -> float:
        """From the question to the answer."""
        return self.trip_ms + self.work_ms(rows)


@dataclass(frozen=True)
class Join:
    """What a page takes."""

    calls: int
    time_ms: float
    """From the first question to the last answer."""
    work_ms: float
    """Of all databases together."""


def one_by_one(rows: int, call: Call) -> Join:
    """N+1: a query for the page, then one for each row."""
    return parallel(rows, call, at_once=1)


def parallel(rows: int, call: Call, at_once: int) -> Join:
    """So many of the queries for rows at a time, each as long as the other."""
    whole(0, rows=rows)
    whole(1, at_once=at_once)
    rounds = -(-rows // at_once)
    time_ms = call.time_ms(1) * (1 + rounds)
    return Join(1 + rows, time_ms, call.work_ms(1) * (1 + rows))


def batched(rows: int, call: Call, batch: int, *, at_once: int = 1) -> Join:
    """Queries for up to `batch` rows each, so many at a time; full ones first."""
    whole(0, rows=rows)
    whole(1, batch=batch, at_once=at_once)
    full, rest = divmod(rows, batch)
    queries = full + (rest > 0)
    work_ms = call.work_ms(1) + full * call.work_ms(batch) + (call.work_ms(rest) if rest else 0.0)
    rounds = -(-queries // at_once)
    alone = rest > 0 and full % at_once == 0  # the last round has the short query only
    time_ms = call.time_ms(1) + (rounds - alone) * call.time_ms(batch) + (call.time_ms(rest) if alone else 0.0)
    return Join(1 + queries, time_ms, work_ms)


def parallel_exponential_ms(rows: int, trip_ms: float, work_mean_ms: float) -> float:
    """Mean time with all queries for rows at once, if work is exponential: the page, then the slowest of its rows."""
    whole(0, rows=rows)
    not_negative(trip_ms=trip_ms, work_mean_ms=work_mean_ms)
    page_ms = trip_ms + work_mean_ms
    return page_ms + (trip_ms + exponential_mean_ms(work_mean_ms, rows) if rows else 0.0)


def batch_for(rows: int, call: Call, target_ms: float) -> float:
    """The smallest batch, one query after the other, with which the page takes no longer; infinite if none does."""
    whole(0, rows=rows)
    not_negative(target_ms=target_ms)
    return next(
        (size for size in range(1, max(1, rows) + 1) if batched(rows, call, size).time_ms <= target_ms), math.inf
    )
