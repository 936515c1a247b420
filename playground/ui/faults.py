"""Buttons that break things: each makes a new design with one fault more, or one fewer. Nothing here is drawn."""

from __future__ import annotations

from typing import Any

from playground.design.change import plain, put, put_all
from playground.design.design import Common, WebSystem
from playground.design.fault import DATABASE, EVERY_EDGE, WEB_TIER
from playground.design.ladder import stage
from playground.design.message_queue import BROKER
from playground.design.sessions import STORE
from playground.design.shape import Day
from playground.design.sites import WHOLE, at_site, site_of
from playground.design.timelines import POST_NAME

START_SHARE, DURATION_SHARE = 0.25, 0.4  # of the run: time before it to compare with, and after it to recover in
SLOW_FACTOR, CROWD_FACTOR, ATTACK_RPS, SCAN_RPS, BUG_SHARE = 10.0, 3.0, 1000.0, 1000.0, 0.05

# What a fault's clock and size are called, for the panel.
TIMED = ("start_s", "duration_s")
SWITCHES = {"kill": ("silent",), "expire": ("hot_only",)}
AT_ONCE = ("flush", "expire", "publish", "purge", "deploy", "reshard")  # these do not last
SIZED = {
    "slow": ("factor",),
    "spike": ("factor",),
    "lose": ("share",),
    "attack": ("rate_rps", "keys"),
    "scan": ("rate_rps", "work_ms"),
    "sale": ("buyers", "stock", "check", "waits_s"),
    "reshard": ("shards",),
    "deploy": ("fails_share",),
    "celebrity": ("share",),
}
ORDERS_FACTOR, SALE_S, CELEBRITIES = 10.0, 10, 0.01


def wanted(
    node: str,
    *,
    has_database: bool,
    has_cache: bool = False,
    has_address: bool = False,
    has_balancer: bool = False,
    has_store: bool = False,
    has_sites: bool = False,
    has_queue: bool = False,
    orders: str | None = None,
    files: str | None = None,
    shards: int = 0,
    has_timelines: bool = False,
) -> dict[str, dict[str, Any]]:
    """What each button does: a fault without its time, by the button's name. `files`: the kind that a CDN's users get
    a new version of; None without a CDN. `orders`: the endpoint that many want at once; None for nobody. `shards`: how
    many there are; 0 where databases are not sharded."""
    rows: dict[str, dict[str, Any]] = {
        "kill": _dead(node),
        "silent": {"kind": "kill", "node": node, "silent": True},
        "slow": {"kind": "slow", "node": node, "factor": SLOW_FACTOR},
        "crowd": {"kind": "spike", "node": "users", "factor": CROWD_FACTOR},
    }
    site = site_of(node) if has_sites else 0
    if "replica-" in node:
        rows["replace"] = {"kind": "replace", "node": node}
    rows |= _on_caches() if has_cache else {}
    rows |= _on_files(files) if files is not None else {}
    rows |= _on_site(WHOLE[site]) if has_sites else {}
    rows |= _deploys() if has_balancer else {}
    rows |= {"reshard": {"kind": "reshard", "node": DATABASE, "shards": shards + 1}} if shards else {}
    rows |= {"celebrity": {"kind": "celebrity", "node": POST_NAME, "share": CELEBRITIES}} if has_timelines else {}
    rows |= {"store_down": _dead(at_site(STORE, site))} if has_store else {}
    rows |= _orders(orders) if orders is not None else {}
    if has_queue:
        rows["queue_down"] = _dead(at_site(BROKER, site))
    if has_address:
        rows["scan"] = {"kind": "scan", "node": node, "rate_rps": SCAN_RPS}
    return {**rows, "cut": {"kind": "cut", "node": at_site("database", site)}} if has_database else rows


def _dead(node: str) -> dict[str, Any]:
    return {"kind": "kill", "node": node, "silent": False}


def _on_caches() -> dict[str, dict[str, Any]]:
    return {
        "flush": {"kind": "flush", "node": "cache"},
        "expire": {"kind": "expire", "node": "cache", "hot_only": False},
        "expire_hot": {"kind": "expire", "node": "cache", "hot_only": True},
        "attack": {"kind": "attack", "node": "cache", "rate_rps": ATTACK_RPS, "keys": 0},
    }


def _deploys() -> dict[str, dict[str, Any]]:
    shares = {"deploy": 0.0, "bug": BUG_SHARE}
    return {name: {"kind": "deploy", "node": WEB_TIER, "fails_share": share} for name, share in shares.items()}


def _on_files(kind: str) -> dict[str, dict[str, Any]]:
    return {
        "cdn_down": _dead(EVERY_EDGE),
        "publish": {"kind": "publish", "node": kind},
        "purge": {"kind": "purge", "node": EVERY_EDGE},
    }


def _orders(endpoint: str) -> dict[str, dict[str, Any]]:
    return {
        "orders": {"kind": "spike", "node": endpoint, "factor": ORDERS_FACTOR},
        "sale": {"kind": "sale", "node": "ticket"},
    }


def _on_site(whole: str) -> dict[str, dict[str, Any]]:
    return {
        "site_down": _dead(whole),
        "site_cut": {"kind": "cut", "node": whole},
    }


def heal(design: WebSystem) -> Common:
    """No faults."""
    return put(design, "faults", [])


def remove(design: WebSystem, place: int) -> Common:
    """Without one of the faults."""
    rows = plain(design)["faults"]
    return put(design, "faults", rows[:place] + rows[place + 1 :])


def toggle(design: WebSystem, wanted: dict[str, Any]) -> Common:
    """With this fault at its usual time; without it when it was there. Raises BadDesign when it cannot be."""
    rows = plain(design)["faults"]
    kept = [row for row in rows if not _is_same(row, wanted)]
    if len(kept) == len(rows):
        start_s = round(design.seconds * START_SHARE)
        duration_s = max(1, round(design.seconds * DURATION_SHARE))
        lasts_s = None if wanted["kind"] in AT_ONCE else SALE_S if wanted["kind"] == "sale" else duration_s
        kept = [*rows, {**wanted, "start_s": start_s, "duration_s": lasts_s}]
    return put(design, "faults", kept)


def at(design: WebSystem, wanted: dict[str, Any], start_s: float | None) -> Common:
    """With this fault from a second of the run on (None: from its usual one), in place of one of its kind. Raises
    BadDesign when it cannot be."""
    kept = [row for row in plain(design)["faults"] if not _is_same(row, wanted)]
    if start_s is None:
        return toggle(put(design, "faults", kept), wanted)  # type: ignore[arg-type]
    start_s = min(max(0.0, round(start_s, 1)), design.seconds - 1.0)
    lasts_s = max(1.0, min(round(design.seconds * DURATION_SHARE), design.seconds - start_s))
    return put(design, "faults", [*kept, {**wanted, "start_s": start_s, "duration_s": lasts_s}])


def is_on(design: WebSystem, wanted: dict[str, Any]) -> bool:
    """Is such a fault among the design's?"""
    return any(_is_same(row, wanted) for row in plain(design)["faults"])


def play_day(design: WebSystem) -> Common:
    """A whole day, compressed; the peak hour again when it was one."""
    if isinstance(design.workload.shape, Day):
        usual = stage(design.name).design
        return put_all(design, {"workload.shape": plain(usual.workload.shape), "seconds": usual.seconds})
    return put_all(design, {"workload.shape": {"kind": "day"}, "seconds": Day().day_s})


def clocks(design: WebSystem) -> tuple[tuple[str, ...], ...]:
    """The knobs of every fault, as paths."""
    return tuple(
        tuple(f"faults.{place}.{field}" for field in (*_times(fault.kind), *SIZED.get(fault.kind, ())))
        for place, fault in enumerate(design.faults)
        if not fault.is_random
    )


def _times(kind: str) -> tuple[str, ...]:
    return TIMED[:1] if kind in AT_ONCE else TIMED


def _is_same(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """The same thing to the same node, whenever it happens. A deploy with a bug is another thing than one without."""
    keys = ("kind", "node", *SWITCHES.get(wanted["kind"], ()))
    is_bad, should = (bool(one.get("fails_share")) for one in (row, wanted))
    return all(row.get(key) == wanted.get(key) for key in keys) and is_bad == should
