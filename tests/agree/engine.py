"""The engine and the oracle on the same design: what each says about every request, in words that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.dataplane.opcodes import OPS, REASONS
from playground.design.design import Common
from playground.plan import make
from playground.result import CACHE_COUNTS, Result
from playground.result.pages import Pages
from playground.result.people import Sites
from playground.result.shelf import SHELF_COUNTS
from playground.result.timelines import Timelines
from playground.run import Run
from playground.traffic.trace import Trace
from tests.agree.brokers import brokers_of_result, brokers_of_world
from tests.agree.copies import copies_of_result, copies_of_world
from tests.agree.oracle.client import UNHEARD
from tests.agree.oracle.simulate import simulate
from tests.agree.oracle.station import Station
from tests.agree.oracle.world import Step, World

MOST_REQUESTS = 100_000
UNTOLD = ("CALLS", "REPEAT", "BRANCH", "JUMP", "FAIL")  # how a program is written, not what a request does
FAILURES = ("FAILED", "JOIN_FAILED")
OF_FAULTS = (
    "kill", "kill_silently", "revive", "restart", "restarted", "slow_down", "set_loss", "spike_begins", "spike_ends",
    "celebrity_begins", "celebrity_ends",
    "attack_begins", "attack_ends", "scan_begins", "scan_ends", "sale_begins", "sale_ends", "copy", "publish", "purge",
)  # fmt: skip
OF_CACHES = ("flush", "expire", "expire_hot")
SERIES = ("offered", "served", "failed", "sent", "answered", "late", "abandoned")


@dataclass(frozen=True)
class Story:
    """All that can be compared: every step of every request in the order in which they were made, and the books."""

    steps: list[Step]
    books: dict[str, Any]


def _counts(cache: object) -> tuple[int, ...]:
    """What a cache counts, here or there."""
    return tuple(getattr(cache, name) for name in CACHE_COUNTS)


def _page_counts(cache: object) -> dict[str, int]:
    """The same of pages, of which the oracle counts only what can happen to them."""
    return {name: count for name in CACHE_COUNTS if (count := getattr(cache, name, 0))}


def _shelf(shelf: object) -> dict[str, int]:
    """What a shelf of files counts, here or there."""
    names = (*SHELF_COUNTS, "sent", "fetched", "old", "rescued")
    return {name: getattr(shelf, name) for name in names}


def _asked(people: object) -> tuple[int, ...]:
    """What people of a region have done, here or there."""
    return tuple(
        getattr(people, name) for name in ("asked", "sessions", "looked_up", "misled", "met_both", "went_back")
    )


def engine(design: Common, seed: int, trace: Trace | None = None) -> Story:
    """What the engine says."""
    run = Run(design, seed=seed, trace=trace, watch=np.arange(MOST_REQUESTS))
    run.advance()
    steps = [step for row in run.trace_rows().tolist() if (step := _step(*row))[4] not in UNTOLD]
    return Story(steps, _books(run.result()))


def _step(at_ns: int, order: int, _: int, what: int, detail: int, __: int) -> Step:
    """A row of the trace; order is request << 20 | attempt << 12 | child, detail reason << 32 | role << 16 | server."""
    name = OPS[what]
    last = REASONS[detail >> 32] if name in FAILURES else detail & 0xFFFF
    return at_ns, order >> 20, order >> 12 & 0xFF, order & 0xFFF, name, last


def _books(result: Result) -> dict[str, Any]:
    books: dict[str, Any] = {}
    for e in result.endpoints:
        books[f"endpoint {e.name}"] = {
            "offered": e.offered, "served": e.served, "failed": e.failed, "latency_ns": e.latency_ns,
            "failure_ns": e.failure_ns, "sent": e.sent, "answered": e.answered, "errors": e.errors,
            "abandoned": e.abandoned, "late": e.late, "acknowledged": e.acknowledged, "rejected": e.rejected,
            "unknown": e.unknown, "failures": e.failures, "in_flight": e.in_flight, "placeholders": e.placeholders,
        }  # fmt: skip
    for s in result.stations:
        books.setdefault(f"stations {s.name} on {s.node}", []).append({
            "served": s.served, "refused": s.refused, "stay_ns": s.stay_ns, "busy_ns": int(s.busy_ns.sum()),
            "line_ns": int(s.line_ns.sum()),
        })  # fmt: skip
    for kind, series in (("request", result.requests), ("bundle", result.assets), ("scan", result.scans)):
        for name in SERIES:
            books[f"windows {name} {kind}"] = {w: n for w, n in enumerate(getattr(series, name).tolist()) if n}
    books["links"] = {link.name: link.lost for link in result.links if link.lost}
    books["servers"] = [(server.picked, server.believed_up) for server in result.servers]
    books["caches"] = [_counts(cache) for cache in result.caches]
    books["page caches"] = [_page_counts(cache) for cache in result.page_caches]
    books["shelves"] = [_shelf(shelf) for shelf in result.shelves]
    books["own copies"] = [(row.answered, row.old) for row in result.own_copies]
    books["people"] = [
        (*_asked(one), one.opened, one.logins, tuple(one.logged_out), one.anonymous) for one in result.people
    ]
    books["names"] = None if result.names is None else (result.names.asked, result.names.missed)
    books["sites"] = None if result.sites is None else _sites(result.sites)
    keepers = () if result.sessions is None else result.sessions.keepers
    books["keepers"] = [(keeper.name, keeper.lost) for keeper in keepers]
    books["durable"] = sum(log.durable for log in result.logs)
    books["duplicates"] = sum(log.duplicates for log in result.logs)
    passed_over = (*OF_FAULTS, *OF_CACHES)
    books["decisions"] = [(o.t_ns, o.what, o.node) for o in result.orders if o.what not in passed_over]
    books |= {} if result.replication is None else copies_of_result(result.replication)
    books["shards"] = None if result.sharded is None else _shards(result)
    books["behind"] = None if result.behind is None else _behind(result)
    books |= brokers_of_result(result)
    books["pages"] = None if result.pages is None else _pages(result.pages)
    books["timelines"] = None if result.timelines is None else _timelines(result.timelines)
    books["inside_ns"] = (result.little.inside_ns, result.little.stay_ns + result.little.left_ns)
    return books


def _sites(found: Sites) -> dict[str, Any]:
    """Who was led where, window by window."""
    series = {name: getattr(found, name).tolist() for name in ("led", "here", "broken")}
    return {"doors": list(found.doors), **series}


def _pages(found: Pages) -> dict[str, Any]:
    """What was put together, and what each service gave to it."""
    peers = [(row.name, row.calls, row.rows, row.left_out) for row in found.peers]
    return {"shown": found.shown, "degraded": found.degraded, "peers": peers}


def _timelines(found: Timelines) -> dict[str, Any]:
    """What became of posts, and who read."""
    books: dict[str, Any] = {
        name: row.tolist() if isinstance(row, np.ndarray) else row for name, row in vars(found).items()
    }
    books["fan_in"] = {count: n for count, n in enumerate(books["fan_in"]) if n}
    for name, row in zip(("pushed", "pulled"), books.pop("lasts"), strict=True):
        books[f"last of {name}"] = {place: n for place, n in enumerate(row) if n}
    return books


def _shards(result: Result) -> list[dict[str, Any]]:
    """Who leads each, and what it has and does."""
    assert result.sharded is not None
    return [
        {"primary": row.primary, "keys": row.keys, "reads": int(row.reads_in.sum()), "writes": int(row.writes_in.sum())}
        for row in result.sharded.shards
    ]


def _behind(result: Result) -> dict[str, Any]:
    """What became of writes that cache nodes have taken."""
    found, names = result.behind, [cache.name for cache in result.caches]
    assert found is not None
    gone = [(row.key, row.t_ns, row.writes, names.index(row.node)) for row in found.gone]
    return {name: getattr(found, name) for name in ("taken", "flushed", "coalesced", "lost", "dirty")} | {"gone": gone}


def oracle(design: Common, seed: int, trace: Trace | None = None) -> Story:
    """What the oracle says."""
    plan = make(design, trace)
    world = simulate(design, seed, plan.window_ns, trace)
    return Story(world.journal, _books_of(world, plan.end_ns, 0 if trace is not None else plan.warmup_ns))


def _books_of(world: World, end_ns: int, warmup_ns: int) -> dict[str, Any]:
    books: dict[str, Any] = {f"endpoint {name}": row for name, row in _endpoints(world, warmup_ns).items()}
    for s in world.stations:
        books.setdefault(f"stations {s.name} on {s.node.name}", []).append(_station(s))
    for kind in ("request", "bundle", "scan"):
        for name in SERIES:
            counts = {w: n for (w, k, what), n in world.windows.items() if (k, what) == (kind, name)}
            books[f"windows {name} {kind}"] = dict(sorted(counts.items()))
    books["links"] = {link.name: link.lost for link in world.links if link.lost}
    books["servers"] = [(m.picked, m.is_up) for group in world.groups for m in group.members]
    books["caches"] = [_counts(cache) for cache in world.caches]
    books["page caches"] = [_page_counts(disk) for disk in world.page_caches]
    books["shelves"] = [] if world.net is None else [_shelf(desk.shelf) for desk in world.net.desks]
    books["own copies"] = [] if world.net is None else [(kind.own, kind.own_old) for kind in world.files]
    books["people"] = [
        (*_asked(one), tuple(one.opened), one.logins, tuple(one.logged_out), one.anonymous) for one in world.people
    ]
    books["names"] = None if world.names is None else world.names.books
    sites = None if world.names is None else world.names.sites
    books["sites"] = None if sites is None else sites.books
    keepers = [] if world.sessions is None else world.sessions.keepers.values()
    books["keepers"] = [(keeper.name, keeper.lost) for keeper in keepers]
    books["durable"] = sum(world.durable.values())
    books["duplicates"] = sum(world.duplicates.values())
    books["decisions"] = world.marks
    books |= {} if world.databases is None else copies_of_world([world.databases])
    books |= {} if world.shards is None else copies_of_world(world.shards.all)
    books["shards"] = None if world.shards is None else world.shards.books
    books["behind"] = None if world.write_back is None else world.write_back.books
    books |= brokers_of_world(world, warmup_ns)
    books["pages"] = None if world.pages is None else world.pages.books
    books["timelines"] = None if world.timelines is None else world.timelines.posts.books
    inside = sum(
        (end_ns if r.end_ns is None else r.end_ns) - r.born_ns for r in world.requests if r.kind.counts_as == "request"
    )
    books["inside_ns"] = (inside, inside)
    return books


def _endpoints(world: World, warmup_ns: int) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for kind in world.kinds:
        mine = [r for r in world.requests if r.kind is kind and r.born_ns >= warmup_ns]
        served = [r for r in mine if r.outcome == "served"]
        failed = [r for r in mine if r.outcome not in ("", "served")]
        unknown = sum(r.is_unsure for r in failed) if kind.writes else 0
        rows[kind.name] = {
            "offered": len(mine), "served": len(served), "failed": len(failed),
            "latency_ns": sum(r.end_ns - r.born_ns for r in served),
            "failure_ns": sum(r.end_ns - r.born_ns for r in failed),
            "sent": sum(r.attempts for r in mine), "answered": sum(r.answered for r in mine),
            "errors": sum(r.errors for r in mine), "abandoned": sum(r.abandoned for r in mine),
            "late": sum(r.late for r in mine),
            "acknowledged": len(served) if kind.writes else 0,
            "rejected": len(failed) - unknown if kind.writes else 0, "unknown": unknown,
            "failures": {reason: n for reason in REASONS if (n := sum(r.outcome == reason for r in failed))},
            "in_flight": len(mine) - len(served) - len(failed), "placeholders": sum(r.placeholder for r in served),
        }  # fmt: skip
    return rows


def _station(station: Station) -> dict[str, int]:
    return {
        "served": station.served, "refused": station.refused, "stay_ns": station.stay_ns, "busy_ns": station.busy_ns,
        "line_ns": station.line_ns,
    }  # fmt: skip


def differences(design: Common, seed: int = 1, trace: Trace | None = None) -> list[str]:
    """Where the two stories differ, in a few lines; none when they agree."""
    ours, theirs = engine(design, seed, trace), oracle(design, seed, trace)
    lines = []
    for place, (one, other) in enumerate(zip(ours.steps, theirs.steps, strict=False)):
        if one[: 5 if other[5] == UNHEARD else 6] != other[: 5 if other[5] == UNHEARD else 6]:
            lines += [
                f"step {place}: engine {one}, oracle {other}",
                f"  before: {ours.steps[max(0, place - 6) : place]}",
            ]
            break
    if len(ours.steps) != len(theirs.steps):
        lines.append(f"steps: engine {len(ours.steps)}, oracle {len(theirs.steps)}")
    for name in sorted({*ours.books, *theirs.books}):
        if ours.books.get(name) != theirs.books.get(name):
            lines.append(f"{name}: engine {ours.books.get(name)}, oracle {theirs.books.get(name)}")
    return lines
