"""How far behind the replicas were, which reads were stale, and how long a failover took, step by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.measure import counted
from playground.measure.by_shard import by_shard
from playground.measure.latency import percentile_ns
from playground.result import Copy, Order, Result, S


@dataclass(frozen=True)
class Stale:
    """Reads that missed a change to their key, and their ages in seconds."""

    reads: int
    stale: int
    age_mean_s: float | None
    age_p99_s: float | None
    age_max_s: float | None

    @property
    def share(self) -> float | None:
        return self.stale / self.reads if self.reads else None


@dataclass(frozen=True)
class Failover:
    """One failover. `died_s` is None when nothing had died: a false alarm. Steps in seconds; None for one that is not
    over, or did not begin."""

    old: str
    new: str | None
    died_s: float | None
    began_s: float
    ended_s: float | None
    detect_s: float | None
    elect_s: float | None
    catch_up_s: float | None
    promote_s: float | None
    reroute_s: float | None

    @property
    def outage_s(self) -> float | None:
        """From the death until every web server knows the new primary."""
        since_s = self.began_s if self.died_s is None else self.died_s
        return None if self.ended_s is None else self.ended_s - since_s


@dataclass(frozen=True)
class Step:
    """One step of a failover. `is_over`: it has ended; else it lasts until now."""

    name: str
    start_s: float
    length_s: float
    is_over: bool


@dataclass(frozen=True)
class Cost:
    """What a failover cost: requests that failed while it lasted, and writes that it took from the history."""

    failed: int
    lost: int


def stale(result: Result) -> Stale | None:
    """Of all copies together; None where databases are not replicated."""
    found = result.replication
    if found is None:
        return None
    reads, count = sum(copy.reads for copy in found.copies), sum(copy.stale for copy in found.copies)
    if count == 0:
        return Stale(reads, 0, None, None, None)
    return Stale(
        reads,
        count,
        sum(copy.stale_ns for copy in found.copies) / count / S,
        (percentile_ns(found.stale_ages, 0.99) or 0.0) / S,
        max(copy.stale_max_ns for copy in found.copies) / S,
    )


def lag_over_time(result: Result, copy: Copy, *, applied: bool, points: int) -> np.ndarray:
    """Seconds: the largest lag at the ends of each so many windows that there are at most `points`; NaN while they are
    not over."""
    merge = counted.merge_for(result, points)
    windows = counted.windows(result, merge)
    lag_ns = copy.applied_lag_ns if applied else copy.received_lag_ns
    most_ns = np.maximum.reduceat(lag_ns, np.arange(0, len(lag_ns), merge))
    return np.where(windows.is_whole, most_ns / S, np.nan)


def stale_share_over_time(result: Result, points: int) -> np.ndarray:
    """Share of the reads that were stale, at most `points` of them; NaN without reads."""
    found = result.replication
    if found is None:
        return np.zeros(0)
    merge = counted.merge_for(result, points)
    reads = counted.summed(np.sum([copy.reads_in for copy in found.copies], axis=0), merge)
    missed = counted.summed(np.sum([copy.stale_in for copy in found.copies], axis=0), merge)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((reads > 0) & counted.windows(result, merge).is_whole, missed / reads, np.nan)


def failovers(result: Result) -> tuple[Failover, ...]:
    """Every failover, read off the orders; where databases are sharded, each off those of its shard."""
    found: list[tuple[int, Failover]] = []
    for orders in by_shard(result):
        starts = [place for place, order in enumerate(orders) if order.what == "elect"]
        ends = [*starts, len(orders)][1:]
        for since, until in zip(starts, ends, strict=True):
            found.append((orders[since].t_ns, _failover(orders[:since], orders[since:until])))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def _failover(before: tuple[Order, ...], orders: tuple[Order, ...]) -> Failover:
    began = orders[0]
    died_s = _died_s(before, began.node)
    at_s = {what: _first_s(orders, what) for what in ("elected", "caught_up", "promote")}
    routed_s = [order.t_ns / S for order in orders if order.what == "send_to"]
    began_s = began.t_ns / S
    caught_s = at_s["caught_up"] if at_s["caught_up"] is not None else at_s["elected"]
    ended_s = max(routed_s, default=None)
    return Failover(
        old=began.node,
        new=next((order.node for order in orders if order.what == "elected"), None),
        died_s=died_s,
        began_s=began_s,
        ended_s=ended_s,
        detect_s=None if died_s is None else began_s - died_s,
        elect_s=_span(began_s, at_s["elected"]),
        catch_up_s=_span(at_s["elected"], caught_s),
        promote_s=_span(caught_s, at_s["promote"]),
        reroute_s=_span(at_s["promote"], ended_s),
    )


def _died_s(before: tuple[Order, ...], node: str) -> float | None:
    """When the node died, if it is dead."""
    for order in reversed(before):
        if order.node == node and order.what in ("kill", "kill_silently"):
            return order.t_ns / S
        if order.node == node and order.what == "revive":
            return None
    return None


def _first_s(orders: tuple[Order, ...], what: str) -> float | None:
    return next((order.t_ns / S for order in orders if order.what == what), None)


def _span(since_s: float | None, until_s: float | None) -> float | None:
    return None if since_s is None or until_s is None else until_s - since_s


def steps(row: Failover, result: Result) -> tuple[Step, ...]:
    """The steps of a failover that have begun, one after the other."""
    found = []
    at_s = row.began_s if row.died_s is None else row.died_s
    lengths = {"detect": row.detect_s, "elect": row.elect_s, "catch_up": row.catch_up_s, "promote": row.promote_s}
    for name, length_s in {**lengths, "reroute": row.reroute_s}.items():
        if name == "detect" and row.died_s is None:
            continue
        if length_s is None:
            found.append(Step(name, at_s, counted.now_ns(result) / S - at_s, is_over=False))
            break
        found.append(Step(name, at_s, length_s, is_over=True))
        at_s += length_s
    return tuple(found)


def cost_of(row: Failover, result: Result) -> Cost:
    """What this failover cost. Writes are told apart by when they were made, and among the first thousand."""
    windows = counted.windows(result)
    since_s = row.began_s if row.died_s is None else row.died_s
    until_s = counted.now_ns(result) / S if row.ended_s is None else row.ended_s
    during = (windows.end_s > since_s) & (windows.start_s < until_s)
    gone = () if result.replication is None else result.replication.gone
    lost = sum(one.node == row.old and not one.diverged and one.t_ns / S <= until_s for one in gone)
    return Cost(int(result.requests.failed[during].sum()), lost)
