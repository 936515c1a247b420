"""What became of the writes, who read what, and how far behind it was: the same books from engine and oracle."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from playground.result import Replication
from playground.run.edges import fine_edges_ns
from tests.agree.oracle.copies import Databases

TOTALS = ("kept", "lost", "lost_acknowledged", "diverged", "conflicts", "overwritten", "degradations", "degraded_ns")


def copies_of_result(found: Replication) -> dict[str, Any]:
    """As the engine tells it."""
    books: dict[str, Any] = {name: getattr(found, name) for name in TOTALS}
    books["primary"] = found.primary
    books["gone"] = [(g.position, g.key, g.t_ns, g.node, g.acknowledged, g.diverged) for g in found.gone]
    books["stale ages"] = {place: n for place, n in enumerate(found.stale_ages.counts.tolist()) if n}
    for copy in found.copies:
        books[f"copy {copy.name}"] = (copy.reads, copy.stale, copy.stale_ns, copy.stale_max_ns, copy.refused)
        series = (copy.reads_in, copy.stale_in, copy.received_lag_ns, copy.applied_lag_ns)
        books[f"series of {copy.name}"] = list(zip(*(one.tolist() for one in series), strict=True))
    return books


def copies_of_world(found: list[Databases]) -> dict[str, Any]:
    """As the oracle tells it: the only ones, or those of all shards."""
    totals = [_totals(one) for one in found]
    books: dict[str, Any] = {name: sum(each) for name, each in zip(TOTALS, zip(*totals, strict=True), strict=True)}
    books["primary"] = found[0].leader.node.name
    copies, gone = [copy for one in found for copy in one.copies], found[0].history.listed
    books["gone"] = [(p, key, at_ns, copies[o].node.name, ack, div) for p, key, at_ns, o, ack, div in gone]
    ages_ns = [age_ns for copy in copies for age_ns in copy.ages_ns]
    bins = np.searchsorted(fine_edges_ns(), ages_ns, side="right") - 1
    books["stale ages"] = dict(sorted(Counter(bins.tolist()).items()))
    for copy in copies:
        ages = copy.ages_ns
        books[f"copy {copy.node.name}"] = (copy.reads, len(ages), sum(ages), max(ages, default=0), copy.refused)
        rows = [window[copy.seat] for one in found if copy in one.copies for window in one.series]
        counts = np.diff([row[:2] for row in rows], axis=0, prepend=0)
        books[f"series of {copy.node.name}"] = [
            (*count, *row[2:]) for count, row in zip(counts.tolist(), rows, strict=True)
        ]
    return books


def _totals(one: Databases) -> tuple[int, ...]:
    history, commits = one.history, one.commits
    one.look()
    degraded_ns = commits.degraded_ns
    if commits.degraded_since_ns is not None:
        degraded_ns += int(one.clock.now) - commits.degraded_since_ns
    return (
        history.last, history.lost, history.lost_acknowledged, history.diverged, history.conflicts,
        history.overwritten, commits.degradations, degraded_ns,
    )  # fmt: skip
