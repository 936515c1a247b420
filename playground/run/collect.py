"""From the tables of a world to a Result: names in the place of row numbers, nothing computed that could be later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from playground import result as left
from playground.dataplane import opcodes as code
from playground.dataplane import tables
from playground.run.collect_behind import behind
from playground.run.collect_brokers import brokers
from playground.run.collect_caches import caches
from playground.run.collect_pages import pages
from playground.run.collect_people import told_of_people
from playground.run.collect_replication import replication
from playground.run.collect_shards import sharded
from playground.run.collect_shelves import own_copies, shelves
from playground.run.collect_stations import stations
from playground.run.edges import coarse_edges_ns, fine_edges_ns
from playground.run.unfinished import Unfinished, unfinished

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan

COUNTS = (
    *("offered", "served", "failed", "latency_ns", "failure_ns", "sent", "answered", "errors", "abandoned", "late"),
    *("acknowledged", "rejected", "unknown", "placeholders"),
)


def endpoints(plan: Plan, plane: DataPlane, rest: Unfinished) -> tuple[left.Endpoint, ...]:
    """Totals per endpoint."""
    rows = plane.world.endpoints
    failures = plane.world.failures.reshape(len(rows), len(code.REASONS))
    return tuple(
        left.Endpoint(
            name=info.name,
            is_request=info.counts_as == tables.REQUESTS,
            is_scan=info.counts_as == tables.SCANS,
            writes=info.writes,
            failures={code.REASONS[r]: int(n) for r, n in enumerate(failures[e]) if n},
            in_flight=int(rest.requests[e]),
            attempts_in_flight=int(rest.attempts[e]),
            **{name: int(rows[e][name]) for name in COUNTS},
        )
        for e, info in enumerate(plan.endpoints)
    )


def series(plane: DataPlane, windows: int, kind: int) -> left.Series:
    """Counts per window of requests, of assets or of scans."""
    rows = plane.world.windows[: windows * tables.KINDS].reshape(windows, tables.KINDS)[:, kind]
    names = ("offered", "served", "failed", "sent", "answered", "late", "abandoned")
    return left.Series(**{name: rows[name].astype(np.int64) for name in names})


def nodes(plan: Plan, plane: DataPlane, windows: int) -> tuple[left.Node, ...]:
    """Machines and their state at the end of each window."""
    states = plane.world.window_nodes[: windows * len(plan.nodes)].reshape(windows, len(plan.nodes))
    return tuple(
        left.Node(name, int(row["failed"]), int(row["waiting_max"]), states[:, n].copy())
        for n, (name, row) in enumerate(zip(plan.nodes, plane.world.nodes, strict=True))
    )


def _kept(plan: Plan, plane: DataPlane, windows: int) -> dict[str, Any]:
    """Everything that keeps copies."""
    return {
        "caches": caches(plan, plane, windows, of_pages=False),
        "page_caches": caches(plan, plane, windows, of_pages=True),
        "shelves": shelves(plan, plane, windows),
        "own_copies": own_copies(plan, plane, windows),
        **told_of_people(plan, plane, windows),
    }


def _written(plan: Plan, plane: DataPlane, windows: int) -> dict[str, Any]:
    """Everything that becomes of writes."""
    return {
        "logs": logs(plan, plane),
        "replication": replication(plan, plane, windows),
        "sharded": sharded(plan, plane, windows),
        "behind": behind(plan, plane),
        **brokers(plan, plane, windows),
    }


def chains(plane: DataPlane) -> tuple[left.Chain, ...]:
    """How requests came to their end, the most frequent first; the last row of the table is "other"."""
    rows: list[left.Chain] = []
    for place, row in enumerate(plane.world.chains):
        if row["count"] == 0:
            continue
        codes = int(row["causes"]).to_bytes(8, "big").lstrip(b"\0")
        causes = tuple(code.CAUSES[c] for c in codes) if place < tables.CHAINS - 1 else ("other",)
        outcome = "served" if row["outcome"] == code.NO_REASON else code.REASONS[int(row["outcome"])]
        numbers = tuple(int(n) for n in row["numbers"][: int(row["kept"])])
        rows.append(left.Chain(outcome, causes, int(row["count"]), numbers))
    return tuple(sorted(rows, key=lambda chain: -chain.count))


def split(plan: Plan, plane: DataPlane) -> left.Split:
    """Where the time of the served went, per latency bin."""
    world, parts = plane.world, len(plan.parts)
    numbers = world.samples["numbers"].copy()
    return left.Split(tuple(plan.parts), world.attribution["ns"][:, :parts].copy(), numbers)


def little(plane: DataPlane, rest: Unfinished) -> left.Little:
    """The two sides of Little's law."""
    clock = plane.world.clock[0]
    return left.Little(int(clock["inside_ns"]), int(clock["stay_ns"]), rest.left_ns)


def servers(plane: DataPlane, plan: Plan) -> tuple[left.Server, ...]:
    """Members of groups that somebody chooses among. A CDN's edges have their own rows."""
    rows = ((plan.nodes[int(row["node"])], int(row["picked"]), bool(row["up"])) for row in plane.world.members)
    edges = () if plan.shelving is None else plan.shelving.names
    return tuple(left.Server(*row) for row in rows if row[0] not in edges)


def logs(plan: Plan, plane: DataPlane) -> tuple[left.Log, ...]:
    """Logs of writes."""
    rows = zip(plan.logs, plane.world.logs["durable"].tolist(), plane.world.logs["duplicates"].tolist(), strict=True)
    return tuple(left.Log(*row) for row in rows)


def collect(plan: Plan, plane: DataPlane, **given: Any) -> left.Result:
    """The Result of a data plane that has been stopped; `given` are the fields that only the door knows."""
    world = plane.world
    clock, rest = world.clock[0], unfinished(plane)
    windows = max(1, -(-plane.now_ns // plan.window_ns))
    reasons = world.window_reasons[: windows * len(code.REASONS)].reshape(windows, len(code.REASONS))
    answered, refused, missed = (int(world.probes[what].sum()) for what in ("answered", "refused", "missed"))
    return left.Result(
        end_ns=plan.end_ns,
        until_ns=plane.now_ns,
        window_ns=plan.window_ns,
        warmup_ns=plan.warmup_ns,
        events=int(clock["events"]),
        endpoints=endpoints(plan, plane, rest),
        latency=tuple(left.Histogram(fine_edges_ns(), row["count"].copy()) for row in world.histogram),
        time_to_failure=left.Histogram(fine_edges_ns(), world.failure_histogram[0]["count"].copy()),
        requests=series(plane, windows, tables.REQUESTS),
        assets=series(plane, windows, tables.ASSETS),
        scans=series(plane, windows, tables.SCANS),
        window_latency=left.Histogram(coarse_edges_ns(), world.window_histogram["count"][:windows].copy()),
        reasons=code.REASONS,
        window_failures=reasons.astype(np.int64),
        stations=stations(plan, plane, windows, rest),
        nodes=nodes(plan, plane, windows),
        links=tuple(left.Link(name, int(row["lost"])) for name, row in zip(plan.links, world.links, strict=True)),
        servers=servers(plane, plan),
        **_kept(plan, plane, windows),
        **_written(plan, plane, windows),
        **pages(plan, given["design"], plane, windows),
        split=split(plan, plane),
        chains=chains(plane),
        smallest=tuple(int(n) for n in world.smallest["number"][: int(clock["smallest_n"])]),
        probe_counts=(answered, refused, missed),
        little=little(plane, rest),
        over_budget=bool(clock["full"]),
        **given,
    )
