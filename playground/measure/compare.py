"""The few numbers that stand above the charts, and how they differ between two results."""

from __future__ import annotations

from dataclasses import dataclass, fields

from playground.measure import caches, cost, files, latency, people, queues, sites, traffic, utilisation
from playground.measure.staleness import together
from playground.measure.writes import writes
from playground.result import Result


@dataclass(frozen=True)
class Tiles:
    """None where there is nothing to show. `busiest` is (node, station)."""

    latency_ms_p50: float | None
    latency_ms_p99: float | None
    goodput_rps: float | None
    error_rate: float | None
    hit_ratio: float | None
    stale_share: float | None
    lost_writes: float | None
    utilisation_max: float | None
    byte_hit_ratio: float | None
    egress_gb_month: float | None
    logged_out: float | None
    on_dead_site: float | None
    orders_s_p99: float | None
    cost_usd_month: float | None
    busiest: tuple[str, str] | None


@dataclass(frozen=True)
class Change:
    """From `before` to `after`. `absolute`: after - before; `relative`: that over before, None where before is 0."""

    before: float
    after: float

    @property
    def absolute(self) -> float:
        return self.after - self.before

    @property
    def relative(self) -> float | None:
        return self.absolute / self.before if self.before else None


def tiles(result: Result) -> Tiles:
    """The tiles of a result."""
    old, found = together(result), files.files(result)
    known, placed = people.sessions(result), sites.sites(result)
    times, busy, bill = latency.summary(result), utilisation.busiest(result), cost.bill(result)
    return Tiles(
        times.p50_ms,
        times.p99_ms,
        traffic.goodput_rps(result),
        traffic.error_rate(result),
        caches.all_together(result),
        None if old is None else old.share,
        None if result.replication is None and result.behind is None else float(writes(result).lost),
        None if busy is None else busy.utilisation,
        None if found is None else found.byte_hit_ratio,
        cost.egress_gb_month(bill),
        None if known is None else float(known.logged_out),
        None if placed is None else float(placed.people_max),
        queues.orders_p99_s(result),
        None if bill is None else bill.usd_month,
        None if busy is None else (busy.station.node, busy.station.name),
    )


def compare(before: Tiles, after: Tiles) -> dict[str, Change | None]:
    """How each number changed; None where one of the two is missing."""
    changes: dict[str, Change | None] = {}
    for field in fields(Tiles):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name != "busiest":
            changes[field.name] = None if old is None or new is None else Change(old, new)
    return changes
