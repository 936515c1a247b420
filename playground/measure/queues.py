"""Message queues: how long orders take until they are carried out, what waits, and what became of the rest."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.measure import counted, latency
from playground.result import Histogram, Result, S
from playground.result.queues import Story

LATE_SHARE = 0.01


@dataclass(frozen=True)
class Queues:
    """All brokers together, orders and tickets. p50_s, p99_s: from the birth of a request until its order is carried
    out, of the counted ones; None where there is none. waiting_max: at one instant, of each broker, added up.
    oldest_s: how long the first of those has waited that wait at the end."""

    published: int
    done: int
    waiting: int
    in_flight: int
    dead: int
    lost: int
    lost_acknowledged: int
    duplicates: int
    no_ops: int
    waiting_max: int
    redelivered: int
    refused: int
    oldest_s: float
    p50_s: float | None
    p99_s: float | None


@dataclass(frozen=True)
class Sold:
    """A sale, buyer by buyer: offered = sold + sold_out + gave_up + failed + open, but for buyers who tried twice, and
    for those of the unknown who got an answer without hearing it.

    sold: tickets; oversold: of these, beyond the stock; unknown: of the failed, buyers who cannot know whether they
    have one; open: their answer was still to come at the end.
    """

    stock: int
    buyers: int
    sold: int
    oversold: int
    sold_out: int
    gave_up: int
    failed: int
    unknown: int
    open: int


@dataclass(frozen=True)
class OverTime:
    """(W, brokers) messages that wait at each window's end; (W,) seconds that the oldest has waited."""

    names: tuple[str, ...]
    waiting: np.ndarray
    oldest_s: np.ndarray


def stories(result: Result) -> tuple[Story, ...]:
    """The books of all brokers."""
    return tuple(row for queue in result.queues for row in (queue.orders, queue.tickets))


def queues(result: Result) -> Queues | None:
    """None where there are none."""
    if not result.queues:
        return None
    names = ("published", "done", "waiting", "in_flight", "dead", "lost", "lost_acknowledged", "duplicates", "no_ops")
    rows = stories(result)
    counts = {name: sum(getattr(row, name) for row in rows) for name in names}
    more = {
        name: sum(getattr(row, name) for row in result.queues) for name in ("waiting_max", "redelivered", "refused")
    }
    found = _waits(result)
    p50_ns, p99_ns = (latency.percentile_ns(found, share) for share in (0.5, 0.99))
    return Queues(
        **counts,
        **more,
        oldest_s=_oldest_s(result),
        p50_s=None if p50_ns is None else p50_ns / S,
        p99_s=None if p99_ns is None else p99_ns / S,
    )


def orders_p99_s(result: Result) -> float | None:
    """The 99th percentile of the seconds until an order is carried out. Who is lost or put aside counts as endless;
    where more than 1 % wait, they count as long as the oldest has waited. None where there is no queue, or nobody to
    take the time of."""
    rows = stories(result)
    published = sum(row.published for row in rows)
    if published == 0:
        return None
    gone, waiting = sum(row.dead + row.lost for row in rows), sum(row.waiting for row in rows)
    oldest_s = _oldest_s(result) if waiting > LATE_SHARE * published else 0.0
    found = latency.percentile_ns(_waits(result), 1 - LATE_SHARE, beyond=gone)
    return (oldest_s or None) if found is None else max(oldest_s, found / S if math.isfinite(found) else math.inf)


def over_time(result: Result) -> OverTime:
    """Of each broker."""
    names = tuple(queue.name for queue in result.queues)
    waiting = np.stack([queue.waiting_in for queue in result.queues], axis=1)
    oldest = np.stack([queue.oldest_ns for queue in result.queues], axis=1)
    return OverTime(names, waiting, oldest.max(axis=1) / S)


def sold(result: Result) -> Sold | None:
    """None where nothing is on sale."""
    sale = result.sale
    if sale is None:
        return None
    buyers = [row for row in result.endpoints if row.name.split("@")[0] == "ticket"]
    tickets = [queue.tickets for queue in result.queues]
    waiting = sum(row.waiting + row.in_flight for row in tickets)
    return Sold(
        stock=sale.stock,
        buyers=sum(row.offered for row in buyers),
        sold=sale.sold,
        oversold=max(0, sale.sold - sale.stock),
        sold_out=sale.sold_out,
        gave_up=sale.gave_up,
        failed=sum(row.failed for row in buyers),
        unknown=sum(row.unknown for row in buyers),
        open=waiting + sum(row.in_flight for row in buyers),
    )


def _waits(result: Result) -> Histogram:
    counts = [row.waits for row in stories(result)]
    edges_ns = result.latency[0].edges_ns
    return Histogram(edges_ns, np.sum(counts, axis=0) if counts else np.zeros(len(edges_ns) - 1, np.int64))


def _oldest_s(result: Result) -> float:
    last = int(counted.windows(result).is_whole.sum()) - 1
    return 0.0 if last < 0 else max((float(queue.oldest_ns[last]) / S for queue in result.queues), default=0.0)
