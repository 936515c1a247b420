"""The bad day of each stage: its standard fault, and what has to be true again soon after.

The faults are those of facts.md, section 17. What people may put up with on such a day is a promise of its own, in the
words of disaster recovery: recovered within a time (RTO), and no more writes lost than those of a time (RPO). Source
of the words: AWS, "Disaster Recovery of Workloads on AWS".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from playground.design.cache_tier import CacheTier
from playground.design.dns import Dns
from playground.design.facts import fact, value
from playground.design.fault import Celebrity, Crowd, Deploy, Kill, OneFault, Reshard
from playground.design.later_stages import social
from playground.design.sharding import Sharding
from playground.design.sites import WHOLE

STARTS_S = 10.0  # on a bad day the fault begins here: long enough for the lines to fill
ALIKE = 1.0


@dataclass(frozen=True)
class BadDay:
    """What happens, from STARTS_S on, and what must hold from `recovered_within_s` later to the end of the day.

    lost_writes_s: at most the writes of so many seconds are lost (at the rate at which they come), over the whole day;
    0: none. logged_out_share: at most this share of the people who are here is logged out, over the whole day.
    failing_share: at most this share of the requests still fails once it is recovered; None: what the stage promises
    on a good day. slower: how many times longer than on a good day answers may then take. knobs: other values, by
    path, where the day is bad without any fault. orders_within_s: orders that went into a queue may take so long; None:
    what the stage promises (what still waits at the end of the run counts as long as it has waited). sources: where
    each of these numbers comes from.
    """

    faults: tuple[OneFault, ...]
    recovered_within_s: float
    lost_writes_s: float = 0.0
    logged_out_share: float = 0.001
    failing_share: float | None = None
    slower: float = ALIKE
    orders_within_s: float | None = None
    knobs: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    sources: tuple[str, ...] = ()


def _dies(*nodes: str) -> tuple[OneFault, ...]:
    """For good: nobody brings a machine back within such a day."""
    return tuple(Kill(node=node, start_s=STARTS_S, duration_s=None) for node in nodes)


def _of_names() -> float:
    """Seconds until names lead to another site: it is noticed, resolvers forget, and then browsers."""
    names = Dns()
    return names.check.interval_s * names.check.fall + names.ttl_s + names.browser_s


NOTICED = "assumed; three probes that fail, two seconds apart, and as long again for the lines to empty"

BAD_DAYS: dict[str, BadDay] = {
    "single-server": BadDay(_dies("server"), 60.0, sources=("recovered: assumed; a minute of nothing",)),
    "split-tiers": BadDay(_dies("database"), 60.0, sources=("recovered: assumed; a minute of nothing",)),
    "load-balancer": BadDay(_dies("web-1"), 15.0, sources=(f"recovered: {NOTICED}",)),
    "replicas": BadDay(_dies("replica-1"), 15.0, sources=(f"recovered: {NOTICED}",)),
    "cache": BadDay(
        _dies(*(f"cache-{place + 1}" for place in range(CacheTier().nodes))),
        30.0,
        sources=("recovered: assumed; the nodes are found dead, and the databases catch up",),
    ),
    "cdn": BadDay(
        _dies("cdn"),
        30.0,
        slower=2.0,
        sources=(
            "recovered: assumed; browsers find the edges dead, and their files elsewhere",
            "slower: assumed; what came from near by comes from an ocean away",
        ),
    ),
    "stateless": BadDay(
        (Deploy(start_s=STARTS_S),),
        60.0,
        sources=("recovered: assumed; the deploy is over", "logged_out_share: assumed; as on a good day"),
    ),
    "multi-dc": BadDay(
        _dies(WHOLE[0]),
        _of_names(),
        lost_writes_s=float(value("multidc.rpo_aurora_global_s")),
        failing_share=float(value("dns.straggler_after_ttl_share")),
        slower=2.0,
        sources=(
            "recovered: dns.check.interval_s x dns.check.fall + dns.ttl_s + dns.browser_s",
            f"lost_writes_s: {fact('multidc.rpo_aurora_global_s').cited}",
            f"failing_share: {fact('dns.straggler_after_ttl_share').cited}",
            "slower: assumed; half of the people are an ocean away from the site that is left",
        ),
    ),
    "queue": BadDay(
        (Crowd(node="order", factor=10.0, start_s=STARTS_S, duration_s=10.0),),
        0.0,
        orders_within_s=400.0,
        sources=(
            "recovered: assumed; nobody is to be turned away at any time",
            "orders_within_s: facts.md, section 17: the backlog drains in 400 s",
        ),
    ),
    "operations": BadDay(
        (Deploy(start_s=STARTS_S, fails_share=0.05),),
        60.0,
        sources=(
            "recovered: assumed; somebody notices, and the old version is back",
            "fails_share: facts.md, section 17",
        ),
    ),
    "shards": BadDay(
        (Reshard(shards=Sharding().shards + 1, start_s=STARTS_S),),
        0.0,
        sources=(
            "recovered: assumed; nobody is to notice that keys move",
            "shards: facts.md, section 17: from 4 to 5 under load",
        ),
    ),
    "timelines": BadDay(
        (Celebrity(start_s=STARTS_S, duration_s=10.0),),
        0.0,
        knobs=MappingProxyType({"workload.endpoints": [row.model_dump(mode="json") for row in social()]}),
        sources=(
            "recovered: assumed; nobody is to notice who posts",
            "what happens: facts.md, section 17: celebrity posts",
            "knobs: the stage before is asked for the same",
        ),
    ),
}
