"""Random small systems with sharded databases, one of which may be dead for a while; they have no replicas."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.cache_tier import Writes
from playground.design.change import parse, plain
from playground.design.design import WebSystem
from playground.design.sharding import Numbering, Scheme, Spread
from playground.traffic.trace import Trace
from tests.agree.designs import one_of, seconds, web_systems


@composite
def partitioned(draw: DrawFn, *, has_tier: bool | None = None) -> tuple[WebSystem, Trace | None]:
    """A balanced system of several servers, with or without cache servers."""
    drawn, trace = draw(web_systems("load-balancer", has_tier=has_tier))
    design = plain(drawn)
    shards = divide(draw, design)
    for fault in design["faults"]:
        if fault["node"] in ("database", "database-1", "database-2"):
            fault["node"] = f"shard-{draw(st.integers(1, shards))}-database"
    start_s = draw(seconds(0.05, 0.1))
    design["faults"] = [*design["faults"], {"kind": "kill", "node": "shard-1-database", "start_s": start_s,
                                            "duration_s": draw(one_of([0.03, 0.2]))}]  # fmt: skip
    return parse(design), trace  # type: ignore[return-value]


def divide(draw: DrawFn, design: dict[str, Any], *, most_salts: int = 4) -> int:
    """Divide its keys among as many shards as this says. Keys live and die where none is kept in several copies."""
    shards, famous = draw(st.integers(1, 5)), draw(st.integers(0, 3))
    keys = design["workload"]["popularity"]
    famous = min(famous, keys["keys"])
    salts = draw(st.integers(1, most_salts)) if famous else 1
    keys["famous"] = famous
    if salts > 1:
        keys |= {"births_share": 0.0, "deaths_share": 0.0}
    if famous:
        rest = 1 - keys["births_share"] - keys["deaths_share"]
        keys |= {"famous_reads_share": draw(one_of([0.0, 0.4])), "famous_writes_share": draw(one_of([0.0, 0.6]))}
        keys["famous_writes_share"] = min(keys["famous_writes_share"], rest)
    scheme = draw(st.sampled_from(Scheme))
    for endpoint in design["workload"]["endpoints"]:
        endpoint["in_parallel"] &= salts == 1
        for call in endpoint["calls"]:
            call["everywhere"] = call["kind"] == "read" and draw(one_of([False, False, True]))
    design["sharding"] = {
        "shards": shards,
        "scheme": scheme,
        "vnodes": draw(one_of([1, 3])),
        "numbering": draw(st.sampled_from(Numbering)),
        "famous_together": draw(st.booleans()),
        "famous_moved": draw(st.integers(0, famous)) if scheme is Scheme.DIRECTORY else 0,
        "salts": salts,
        "spread": draw(st.sampled_from(Spread)),
    }
    design["database"] |= {"own_machine": True, "shared": True}
    if design["cache"] is not None and design["cache"]["writes"] == Writes.BACK:
        design["cache"]["writes"] = Writes.AROUND
    return shards
