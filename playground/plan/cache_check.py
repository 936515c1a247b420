"""How cache nodes are probed: the program of each observer, and what the control plane needs to know of it."""

from __future__ import annotations

from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.design.service import Deterministic
from playground.plan.builder import Builder, Check
from playground.plan.cache_tier import CacheTier, links, node_names
from playground.plan.walk import Walk

NO_GROUP = -1  # of the tier of the first site; of the next one -2


@dataclass(frozen=True)
class CacheCheck(Check):
    """A cache node that is probed; `place` is its place among the nodes and those that stand by."""


def cache_checks(builder: Builder, tier: CacheTier | None) -> None:
    """A probe from every observer to every node, in this order. The app's clients use their own links."""
    if tier is None:
        return
    names = node_names(builder, tier.given)
    for observer in map(builder.here, tier.given.observers):
        if tier.given.has_sentinels:
            builder.node(observer)
        link = tier.link if observer == builder.here("web") else links(builder, names, tier.given, observer)
        walk = Walk(builder, f"probe-{observer}", on_failure=code.REPORT_FAILED)
        lane = builder.patience_lane(tier.given.timeout_s, code.PATIENCE_OF_CLIENT)
        walk.emit(code.PROBE, f"{observer} probes", lane=lane)
        walk.travel(link)
        walk.arrive(tier.node, code.CACHE_DOWN)
        walk.serve(tier.cores, Deterministic(mean_ms=tier.given.work_ms), code.PROBE_WORK)
        walk.travel(link, back=True)
        start_pc, _ = walk.end(code.REPORT, f"{observer} knows")
        for place, name in enumerate(names):
            probe = builder.row("probes", (0, 0, 0, 0, 0, 0))
            builder.checks.append(CacheCheck(NO_GROUP - tier.site, place, probe, start_pc, name, observer))
