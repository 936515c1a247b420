"""What became of the writes: what the client knows, what the databases hold, and what they do not agree on."""

from __future__ import annotations

from dataclasses import dataclass

from playground.result import Result


@dataclass(frozen=True)
class Writes:
    """Two stories of the same writes.

    acknowledged, rejected, unknown: what the client knows, of the counted requests.
    durable, duplicates: what the databases have made durable, of the whole run; a duplicate is a request's second
    durable write, the retry of an unknown one.
    kept, lost: of the durable ones, those that the system still has at the end, and those that it has not, because who
    had them was replaced. A write that a cache node has taken, and loses before a database has it, is lost, too, and
    was never durable. lost_acknowledged: of the lost, those that the client was told of. overwritten: of the kept,
    those that a conflict rule has undone.
    diverged_rows: rows on one of several databases that are missing on the others: writes on a branch that the others
    do not follow, or every durable write, where each web server has a database of its own; 0 where all share one.
    """

    acknowledged: int
    rejected: int
    unknown: int
    durable: int
    duplicates: int
    kept: int
    lost: int
    lost_acknowledged: int
    overwritten: int
    diverged_rows: int


def writes(result: Result) -> Writes:
    """Both stories, counted exactly."""
    durable = sum(log.durable for log in result.logs)
    copies = result.replication
    dropped = 0 if result.behind is None else result.behind.lost
    apart = copies is None and len(result.logs) > 1
    return Writes(
        acknowledged=sum(row.acknowledged for row in result.endpoints),
        rejected=sum(row.rejected for row in result.endpoints),
        unknown=sum(row.unknown for row in result.endpoints),
        durable=durable,
        duplicates=sum(log.duplicates for log in result.logs),
        kept=durable if copies is None else copies.kept,
        lost=dropped + (0 if copies is None else copies.lost),
        lost_acknowledged=dropped + (0 if copies is None else copies.lost_acknowledged),
        overwritten=0 if copies is None else copies.overwritten,
        diverged_rows=copies.diverged if copies is not None else durable if apart else 0,
    )
