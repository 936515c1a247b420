"""Random small designs in which keys are born and die all the time, behind filters and caches that know absences."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.change import put_all
from playground.design.design import WebSystem
from tests.agree.designs import web_systems
from tests.agree.ingredients import one_of, seconds


@composite
def nurseries(draw: DrawFn, stage: str, *, has_tier: bool) -> WebSystem:
    """One of the stages from the load balancer on; with cache servers, or with caches in the servers' processes."""
    design, _ = draw(web_systems(stage, has_tier=has_tier))
    births = draw(one_of([0.3, 0.6, 0.0]))
    replication = {} if design.replication is None else {"replication.multi_primary": False}
    return put_all(
        design,
        {
            **{f"cache.{name}": value for name, value in (_tier(draw) if has_tier else {}).items()},
            **{f"web.cache_{name}": value for name, value in ({} if has_tier else _process(draw)).items()},
            **replication,
            "faults": [fault.model_dump(mode="json") for fault in design.faults[:2]],
            "database.shared": True,
            "workload.replay": None,
            "workload.rate_rps": 300.0,
            "workload.write_share": 0.5,
            "workload.endpoints": [_page(draw), _order(draw)],
            "workload.popularity.keys": draw(one_of([3, 10])),
            "workload.popularity.missing_share": 0.5,
            "workload.popularity.missing_keys": draw(one_of([2, 5, 20])),
            "workload.popularity.births_share": births,
            "workload.popularity.deaths_share": draw(one_of([0.1, 0.4])) if births == 0.0 else draw(one_of([0.0, 0.2])),
        },
    )


def _cache(draw: DrawFn) -> dict[str, object]:
    return {
        "ttl_s": draw(seconds(0.0, 0.1)),
        "null_ttl_s": draw(one_of([0.0, 0.05, 1.0, 1.0])),
        "filter_bits_per_key": draw(one_of([16.0, 6.0, 1.0, 0.0])),
        "filter_inserts": draw(one_of([False, False, True])),
        "work_ms": 0.0,
    }


def _tier(draw: DrawFn) -> dict[str, object]:
    more = {"size_items": 20, "timeout_s": 0.05, "hop_ms": draw(one_of([0.0, 0.3]))}
    on_write = draw(one_of(["nothing", "delete", "update"]))
    return {**_cache(draw), **more, "writes": draw(one_of(["around", "around", "through"])), "on_write": on_write}


def _process(draw: DrawFn) -> dict[str, object]:
    return {**_cache(draw), "items": draw(one_of([3, 12]))}


def _page(draw: DrawFn) -> dict[str, object]:
    work = {"kind": "deterministic", "mean_ms": 0.0}
    return {"name": "page", "web_work": work, "calls": [{"times": draw(one_of([1, 2]))}], "response_kb": 0.0}


def _order(draw: DrawFn) -> dict[str, object]:
    calls: list[dict[str, object]] = [{"kind": "write"}]
    calls += draw(one_of([[], [{}], [{"kind": "write"}, {}]]))
    work = {"kind": "deterministic", "mean_ms": 0.0}
    return {"name": "order", "writes": True, "web_work": work, "calls": calls, "in_parallel": draw(st.booleans())}
