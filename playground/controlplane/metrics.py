"""What rules look at: cumulative counters that are scraped, and what two scrapes of them say.

Source: Prometheus documentation, "Histograms and summaries" and `histogram_quantile` (the rank is found in the
difference of two cumulative histograms, and within its bin by linear interpolation). Differs: nothing is extrapolated
to the ends of a window, and the bins are 16 an octave, so that a quantile is at most 6.3 % off, where Prometheus' usual
bins are 1.5 times as wide as what they hold, or more.

A new metric is one more entry of KINDS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from playground.design.alert import EVERYWHERE, Metric, Rule

Counters = Sequence[int]
Samples = Mapping[str, Counters]  # by whose they are
USERS = "users"  # whose requests are counted where it is not a machine's


class Meters(Protocol):
    """What can be scraped, as of strictly before now. A machine that is dead answers nobody, and has no counters."""

    @property
    def edges_ns(self) -> Sequence[float]:
        """Of the bins of `latency`."""

    @property
    def planned_rps(self) -> float:
        """Requests of an ordinary moment; 0 where nobody knows."""

    @property
    def error_budget(self) -> float:
        """The share of requests that may fail."""

    def requests(self) -> Samples:
        """Of all users: served, failed, sum of the latencies of the served in nanoseconds."""

    def latency(self) -> Samples:
        """Of all users: how many were served in each bin of latencies."""

    def cores(self) -> Samples:
        """Of each machine: core-nanoseconds worked, cores."""

    def servers(self) -> Samples:
        """Of each web server: requests served, errors that arose there."""

    def queries(self) -> Samples:
        """Of each database: slow queries."""

    def pools(self) -> Samples:
        """Of each server, for every pool that it has: connection-nanoseconds in use, connections."""

    def caches(self) -> Samples:
        """Of each cache node: hits, misses."""

    def lags(self) -> Samples:
        """Of each copy of the database: nanoseconds that it is behind."""

    def queues(self) -> Samples:
        """Of each broker: messages that wait for a consumer."""

    def down(self) -> Samples:
        """Of each machine: 1 when it does not answer, else 0."""

    def tier(self, name: str) -> str:
        """To which tier a machine belongs: web, cache, database …"""


@dataclass(frozen=True)
class Span:
    """Between two scrapes; of a window that reaches back before the run, `missing_ns` is what came before."""

    ns: int
    missing_ns: int = 0


Value = Callable[[Meters, Counters, Counters, Span], float | None]


@dataclass(frozen=True)
class Kind:
    """How a metric is measured: what is scraped, and what the later and the earlier scrape say. None: nothing."""

    scrape: str  # the method of Meters
    value: Value
    is_level: bool = False  # the later scrape is enough


def _busy(meters: Meters, now: Counters, then: Counters, span: Span) -> float | None:
    """The busiest of pairs of slot-nanoseconds and slots."""
    pairs = range(0, len(now), 2)
    return max((now[i] - then[i]) / (now[i + 1] * span.ns) for i in pairs) if pairs else None


def _mean_ms(meters: Meters, now: Counters, then: Counters, span: Span) -> float | None:
    served = now[0] - then[0]
    return (now[2] - then[2]) / served / 1e6 if served > 0 else None


def quantile(edges: Sequence[float], counts: Sequence[int], share: float) -> float | None:
    """The value below which this share of what the bins hold lies, were each bin filled evenly.

    >>> quantile((0.0, 10.0, 20.0), (1, 3), 0.5)  # the second of four: a third of the way through the second bin
    13.333333333333334
    """
    rank = share * sum(counts)
    if rank <= 0:
        return None
    below = 0
    for place, count in enumerate(counts):
        if below + count >= rank:
            low, high = edges[place], edges[place + 1]
            return low + (high - low) * (rank - below) / count
        below += count
    return None


def _quantile_ms(share: float) -> Value:
    def value(meters: Meters, now: Counters, then: Counters, span: Span) -> float | None:
        counts = [after - before for after, before in zip(now, then, strict=True)]
        found = quantile(meters.edges_ns, counts, share)
        return None if found is None else found / 1e6

    return value


def _errors(meters: Meters, now: Counters, then: Counters, span: Span) -> float | None:
    """Before the run there was an ordinary day, on which nothing failed."""
    before = meters.planned_rps * span.missing_ns / 1e9
    failed = now[1] - then[1]
    ended = failed + now[0] - then[0] + before
    return failed / ended if ended > 0 else None


def _burn(meters: Meters, now: Counters, then: Counters, span: Span) -> float | None:
    share = _errors(meters, now, then, span)
    return None if share is None else share / meters.error_budget


def _per_s(meters: Meters, now: Counters, then: Counters, span: Span) -> float | None:
    return (now[0] - then[0]) / (span.ns / 1e9)


def _hit_ratio(meters: Meters, now: Counters, then: Counters, span: Span) -> float | None:
    hits = now[0] - then[0]
    asked = hits + now[1] - then[1]
    return hits / asked if asked > 0 else None


def _seconds(meters: Meters, now: Counters, then: Counters, span: Span) -> float | None:
    return now[0] / 1e9


def _level(meters: Meters, now: Counters, then: Counters, span: Span) -> float | None:
    return float(now[0])


KINDS: dict[Metric, Kind] = {
    Metric.CPU: Kind("cores", _busy),
    Metric.LATENCY_MEAN: Kind("requests", _mean_ms),
    Metric.LATENCY_P50: Kind("latency", _quantile_ms(0.50)),
    Metric.LATENCY_P95: Kind("latency", _quantile_ms(0.95)),
    Metric.LATENCY_P99: Kind("latency", _quantile_ms(0.99)),
    Metric.ERROR_RATE: Kind("requests", _errors),
    Metric.BURN_RATE: Kind("requests", _burn),
    Metric.SLOW_QUERIES: Kind("queries", _per_s),
    Metric.REPLICATION_LAG: Kind("lags", _seconds, is_level=True),
    Metric.CONNECTIONS: Kind("pools", _busy),
    Metric.HIT_RATIO: Kind("caches", _hit_ratio),
    Metric.QUEUE_DEPTH: Kind("queues", _level, is_level=True),
    Metric.DOWN: Kind("down", _level, is_level=True),
}
OF_SERVERS = Kind("servers", _errors)  # the error rate of machines


def kind_of(rule: Rule) -> Kind:
    """How the rule's metric is measured. The error rate is of all users, or of machines that the rule names."""
    if rule.metric is Metric.ERROR_RATE and rule.node != EVERYWHERE:
        return OF_SERVERS
    return KINDS[rule.metric]
