"""The tiles: a few numbers, each with its change against the stage before."""

from __future__ import annotations

import math
from typing import Any

from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure import compare, cost, objectives, people, queues, sites, staleness, traffic, writes
from playground.measure.compare import Change, Tiles
from playground.result import Result
from playground.ui.journey.changes import change_of
from playground.ui.journey.last_follower import last_follower
from playground.ui.names import node, station

TERABYTES_GB = 10_000.0  # from here on, as more digits do not fit into a tile
Row = dict[str, Any]


def rows(result: Result | None, before: Result | None, t: Translator, *, is_owed: bool = False) -> list[Row]:
    """Six tiles as plain data, and more: the hit ratio where there is a cache, stale reads where a read can be stale,
    lost writes where databases are replicated, who was logged out where there are sessions.

    `is_owed`: what to compare with is still to come.
    """
    if result is None:
        names = ("p50", "p99", "served", "errors", "busiest", "cost")
        return [{**_base(name, t), "value": t("tile.none")} for name in names]
    now = compare.tiles(result)
    changes: dict[str, Change | None] | None = None if is_owed else {}
    if before is not None:
        changes = compare.compare(compare.tiles(before), now)
    missed = {verdict.name for verdict in objectives.objectives(result) if verdict.ok is False}
    return [
        {**_latency("p50", now.latency_ms_p50, t), **change_of("latency_ms_p50", changes, t)},
        {
            **_latency("p99", now.latency_ms_p99, t),
            **change_of("latency_ms_p99", changes, t),
            "tone": _tone("latency_ms_p99" in missed),
        },
        {**_served(now, result, t), **change_of("goodput_rps", changes, t)},
        {**_errors(now, result, t), **change_of("error_rate", changes, t), "tone": _tone("error_rate" in missed)},
        *([{**_hits(result, now.hit_ratio, t), **change_of("hit_ratio", changes, t)}] if result.caches else []),
        *_written(result, now, changes, t),
        *_logged_out(result, missed, changes, t),
        *_on_dead_site(result, changes, t),
        *_orders(result, now, missed, changes, t),
        *last_follower(result, missed, t),
        *([{**_bytes(result, now, t), **change_of("egress_gb_month", changes, t)}] if result.shelves else []),
        {**_busiest(now, t), **change_of("utilisation_max", changes, t)},
        {**_cost(now, result, t), **change_of("cost_usd_month", changes, t)},
    ]


def _base(name: str, t: Translator) -> Row:
    return {"name": name, "label": t(f"tile.{name}"), "help": t(f"tile.{name}_help"), "unit": "", "sub": ""}


def _tone(is_bad: bool) -> str:
    return "bad" if is_bad else ""


def _latency(name: str, ms: float | None, t: Translator) -> Row:
    row = {**_base(name, t), "sub": t(f"tile.{name}_sub")}
    if ms is None:
        return {**row, "value": t("tile.none")}
    return {**row, "value": short(ms), "unit": t("unit.millis")}


def _served(now: Tiles, result: Result, t: Translator) -> Row:
    row = _base("served", t)
    offered = traffic.offered_rps(result)
    if now.goodput_rps is None or offered is None:
        return {**row, "value": t("tile.none")}
    return {
        **row,
        "value": short(now.goodput_rps),
        "unit": t("unit.per_s"),
        "sub": t("tile.served_sub", offered=short(offered)),
    }


def _errors(now: Tiles, result: Result, t: Translator) -> Row:
    row = _base("errors", t)
    if now.error_rate is None:
        return {**row, "value": t("tile.none")}
    failed = traffic.requests(result).failed
    return {
        **row,
        "value": short(100 * now.error_rate),
        "unit": t("unit.percent"),
        "sub": t("tile.errors_sub", count=f"{failed:,}"),
    }


def _hits(result: Result, ratio: float | None, t: Translator) -> Row:
    row = _base("hits", t)
    if ratio is None:
        return {**row, "value": t("tile.none")}
    missed = sum(cache.misses for cache in result.caches)
    return {
        **row,
        "value": short(100 * ratio),
        "unit": t("unit.percent"),
        "sub": t("tile.hits_sub", count=f"{missed:,}"),
    }


def _written(result: Result, now: Tiles, changes: dict[str, Change | None] | None, t: Translator) -> list[Row]:
    """Stale reads and lost writes, where there can be any."""
    lost = {**_lost(result, t), **change_of("lost_writes", changes, t), "tone": _tone(bool(now.lost_writes))}
    return [
        *([{**_stale(result, t), **change_of("stale_share", changes, t)}] if staleness.together(result) else []),
        *([lost] if now.lost_writes is not None else []),
    ]


def _stale(result: Result, t: Translator) -> Row:
    row, found = _base("stale", t), staleness.together(result)
    if found is None or found.share is None:
        return {**row, "value": t("tile.none")}
    age = t("unit.s", value=short(found.age_max_s or 0.0))
    sub = t("tile.stale_sub", age=age)
    return {**row, "value": short(100 * found.share), "unit": t("unit.percent"), "sub": sub}


def _lost(result: Result, t: Translator) -> Row:
    found = writes.writes(result)
    sub = t("tile.lost_sub", count=f"{found.lost_acknowledged:,}")
    if result.replication is not None and result.replication.conflicts:
        sub = t("tile.lost_conflicts_sub", count=f"{result.replication.overwritten:,}")
    if found.diverged_rows:
        sub = t("tile.lost_diverged_sub", count=f"{found.diverged_rows:,}")
    return {**_base("lost", t), "value": f"{found.lost:,}", "sub": sub}


def _logged_out(result: Result, missed: set[str], changes: dict[str, Change | None] | None, t: Translator) -> list[Row]:
    """People who were logged out, where somebody keeps sessions."""
    found = people.sessions(result)
    if found is None:
        return []
    sub = t("tile.out_sub", here=f"{found.here:,.0f}")
    row = {**_base("out", t), "value": f"{found.logged_out:,}", "sub": sub}
    return [{**row, **change_of("logged_out", changes, t), "tone": _tone("logged_out" in missed)}]


def _on_dead_site(result: Result, changes: dict[str, Change | None] | None, t: Translator) -> list[Row]:
    """People whose address is that of a dead site, where there are several."""
    found = sites.sites(result)
    if found is None:
        return []
    sub = t("tile.dead_site_sub", now=f"{found.people_now:,}")
    row = {**_base("dead_site", t), "value": f"{found.people_max:,}", "sub": sub}
    return [{**row, **change_of("on_dead_site", changes, t), "tone": _tone(found.people_max > 0)}]


def _orders(
    result: Result, now: Tiles, missed: set[str], changes: dict[str, Change | None] | None, t: Translator
) -> list[Row]:
    """How long orders take, where they go into a queue."""
    found = queues.queues(result)
    if found is None:
        return []
    row = {**_base("orders", t), "sub": t("tile.orders_sub", waiting=f"{found.waiting_max:,}")}
    if now.orders_s_p99 is None:
        return [{**row, "value": t("tile.none")}]
    is_endless = math.isinf(now.orders_s_p99)
    value = {"value": "∞"} if is_endless else {"value": short(now.orders_s_p99), "unit": t("unit.only_s")}
    tone = _tone("orders_s_p99" in missed)
    return [{**row, **value, **change_of("orders_s_p99", None if is_endless else changes, t), "tone": tone}]


def _bytes(result: Result, now: Tiles, t: Translator) -> Row:
    row = _base("bytes", t)
    if now.egress_gb_month is None or now.byte_hit_ratio is None:
        return {**row, "value": t("tile.none")}
    sub = t("tile.bytes_sub", share=short(100 * now.byte_hit_ratio))
    if now.egress_gb_month >= TERABYTES_GB:
        return {**row, "value": short(now.egress_gb_month / 1000), "unit": t("unit.tb_month"), "sub": sub}
    return {**row, "value": f"{now.egress_gb_month:,.0f}", "unit": t("unit.gb_month"), "sub": sub}


def _busiest(now: Tiles, t: Translator) -> Row:
    row = _base("busiest", t)
    if now.utilisation_max is None or now.busiest is None:
        return {**row, "value": t("tile.none")}
    where = f"{node(t, now.busiest[0])} · {station(t, now.busiest[1])}"
    return {**row, "value": short(100 * now.utilisation_max), "unit": t("unit.percent"), "sub": where}


def _cost(now: Tiles, result: Result, t: Translator) -> Row:
    row, bill = _base("cost", t), cost.bill(result)
    if now.cost_usd_month is None or bill is None:
        return {**row, "value": t("tile.none")}
    parts = t("tile.cost_sub", machines=bill.machines, kinds=bill.kinds)
    return {**row, "value": f"{now.cost_usd_month:,.0f}", "unit": t("unit.usd"), "sub": parts}
