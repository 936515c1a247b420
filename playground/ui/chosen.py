"""Which knobs the page offers, in which group, and how far their sliders reach. A link or YAML reaches further."""

from __future__ import annotations

from dataclasses import dataclass

from playground.ui.knob_lists import (
    APPS,
    BALANCER,
    BIRTHS,
    CACHE,
    CDN,
    DISK,
    DRIFT,
    GROWTH,
    HABITS,
    LIVES,
    MACHINES,
    OUTSIDE,
    PATIENCE,
    RELEASE,
    REPLICATION,
    SESSIONS,
)
from playground.ui.operations_knobs import LOGS, OPERATIONS
from playground.ui.queue_knobs import QUEUE
from playground.ui.service_knobs import READ_MODEL, SERVICES
from playground.ui.shard_knobs import SHARDING
from playground.ui.site_knobs import DNS, SITES
from playground.ui.stage_knobs import OF_STAGE
from playground.ui.timeline_knobs import TIMELINES


@dataclass(frozen=True)
class Group:
    """Knobs under one heading; `title` is its key in the catalogue."""

    title: str
    paths: tuple[str, ...]
    is_open: bool = False


# Knobs of a distribution are called what the work is called.
CALLED = {
    "database.read.mean_ms": "Database.read",
    "database.write.mean_ms": "Database.write",
    "replication.apply.mean_ms": "Replication.apply",
    "timelines.fetch.mean_ms": "Timelines.fetch",
    "services.parts.0.call.mean_ms": "SplitOff.call",
    "read_model.index.mean_ms": "ReadModel.index",
    "read_model.read.mean_ms": "ReadModel.read",
}

_PARTS = {
    "queue": QUEUE,
    "timelines": TIMELINES,
    "read_model": READ_MODEL,
    "services": SERVICES,
    "sites": SITES,
    "dns": DNS,
    "cdn": CDN,
    "sharding": SHARDING,
}
_OF_PARTS = {"web.autoscale": GROWTH, "database.disk": DISK}


def _operations(has: frozenset[str], rules: tuple[str, ...], own: tuple[str, ...]) -> list[Group]:
    titled = {"panel.operations": OPERATIONS, "panel.rules": rules, "panel.logs": LOGS} if "operations" in has else {}
    return [Group(title, tuple(path for path in paths if path not in own)) for title, paths in titled.items()]


Paths = tuple[str, ...]

NEEDS = {
    BIRTHS: "births",
    APPS: "cdn",
    "workload.popularity.famous_reads_share": "famous",
    "workload.popularity.famous_writes_share": "famous",
    "sharding.famous_together": "famous",
    "sharding.famous_moved": "directory",
}
ALONE: tuple[tuple[Paths, Paths], ...] = (
    (("queue",), LIVES),  # a worker would have to know which keys exist
    (("queue", "sharding"), ("queue.workers.batch", "sharding.salts", "sharding.spread")),
    (("sites",), ("cache.reads", "cache.writes", "replication.multi_primary")),
    (("sites", "sharding"), ("sites.writers",)),
    (("sharding",), ("replication.multi_primary",)),
)


def groups(
    stage: str, faults: tuple[Paths, ...], *, has: frozenset[str] = frozenset(), rules: Paths = ()
) -> tuple[Group, ...]:
    """The groups of a stage, and one for the clocks of each fault (its knobs by path). `has`: which of the parts that
    come with a knob there are, and `births` where there are keys that do not exist yet, `famous` where some are famous,
    and `directory` where they can be moved by hand. Where a CDN keeps the files by
    their kinds, it matters who needs which. `rules`: the knobs of alert rules."""
    own = OF_STAGE[stage]
    balancer = () if stage in ("single-server", "split-tiers") else BALANCER
    copies: tuple[str, ...] = () if stage in ("single-server", "split-tiers", "load-balancer") else REPLICATION
    machines = tuple(path for path in MACHINES if not ("cache" in has and path.startswith("web.cache_")))
    more = tuple(path for part, paths in _OF_PARTS.items() if part in has for path in paths)
    rest = tuple(path for path in (*machines, *more, *balancer, *OUTSIDE) if path not in own)
    dated = tuple(path for knobs in faults for path in knobs)
    timed = [Group("panel.faults", dated, is_open=True)] if dated else []
    rows = [Group("panel.stage", own, is_open=True), *timed, Group("panel.patience", PATIENCE)]
    rows.append(Group("panel.habits", tuple(path for path in HABITS if path not in own)))
    known = SESSIONS if "sessions" in has else ()
    rows.append(Group("panel.sessions", tuple(path for path in known if path not in own)))
    released = () if stage in ("single-server", "split-tiers") else RELEASE
    rows.append(Group("panel.deploy", tuple(path for path in released if path not in own)))
    rows += _operations(has, rules, own)
    rows.append(Group("panel.drift", DRIFT if "web.drift" in has else ()))
    for part, paths in _PARTS.items():
        rows.append(Group(f"panel.{part}", tuple(path for path in paths if part in has and path not in own)))
    rows.append(Group("panel.replication", tuple(path for path in copies if path not in own)))
    rows.append(Group("panel.cache", tuple(path for path in (CACHE if "cache" in has else ()) if path not in own)))
    rows.append(Group("panel.machines", (*rest, "seconds")))
    without = _no_choice(has)
    return tuple(
        Group(row.title, tuple(path for path in row.paths if path not in without), row.is_open) for row in rows
    )


def _no_choice(has: frozenset[str]) -> frozenset[str]:
    """What goes with one value only, as things are (`design/fitting*.py` say why), or has nothing to work on."""
    found = {path for path, part in NEEDS.items() if part not in has}
    return frozenset(found.union(*(paths for parts, paths in ALONE if has.issuperset(parts))))
