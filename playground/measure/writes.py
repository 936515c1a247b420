"""What became of the writes: what the client knows, what the databases hold, and what they do not agree on."""

from __future__ import annotations

from dataclasses import dataclass

from playground.result import Result


@dataclass(frozen=True)
class Writes:
    """Two stories of the same writes.

    acknowledged, rejected, unknown: what the client knows, of the counted requests.
    durable, duplicates: what the databases hold at the end, of the whole run; a duplicate is a request's second durable
    write, the retry of an unknown one.
    diverged_rows: rows on one of several databases that are missing on the others: every durable write, where each web
    server has a database of its own; 0 where all share one.
    """

    acknowledged: int
    rejected: int
    unknown: int
    durable: int
    duplicates: int
    diverged_rows: int


def writes(result: Result) -> Writes:
    """Both stories, counted exactly."""
    durable = sum(log.durable for log in result.logs)
    return Writes(
        sum(row.acknowledged for row in result.endpoints),
        sum(row.rejected for row in result.endpoints),
        sum(row.unknown for row in result.endpoints),
        durable,
        sum(log.duplicates for log in result.logs),
        durable if len(result.logs) > 1 else 0,
    )
