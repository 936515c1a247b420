"""What can be scraped of a running system: its cumulative counters, by the names of its machines."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from playground.controlplane.metrics import USERS, Counters, Samples
from playground.dataplane import opcodes as code
from playground.dataplane import tables
from playground.design.design import Common, WebSystem
from playground.design.fitting_operations import error_budget
from playground.design.sites import at_first
from playground.run.edges import coarse_edges_ns

if TYPE_CHECKING:
    from playground.dataplane.databases import Databases
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan
    from playground.plan.builder import StationInfo

OUTSIDE = ("entry", "monitor")  # no machines whose cores and life somebody watches


class Meters:
    """Reads tables, and changes nothing."""

    def __init__(self, design: WebSystem, plan: Plan, plane: DataPlane, databases: Databases | None) -> None:
        self._plan, self._plane, self._world, self._databases = plan, plane, plane.world, databases
        self.edges_ns = tuple(coarse_edges_ns().tolist())
        self.planned_rps = 0.0 if design.workload.replay is not None else design.workload.requests_rps
        self.error_budget = error_budget(design.objectives)
        self._whole, self._counts = 0, np.zeros(tables.COARSE_BINS, np.int64)
        stations = list(enumerate(plan.stations))
        self._tiers = {info.node: info.system for _, info in stations if info.measures_node}
        self._cores = [row for row, info in stations if info.measures_node and self._is_machine(info.node)]
        self._fronts = [row for row, info in stations if info.is_front and info.system == "web"]
        self._queries = [row for row, info in stations if info.is_front and info.system == "database"]
        self._pools: dict[str, list[int]] = {}
        for row, info in stations:
            if info.name == "pool":
                self._pools.setdefault(info.node, []).append(row)
        hidden = (*plan.page_caches, *plan.shelf_caches)
        self._caches = [(row, name) for row, name in enumerate(plan.caches) if row not in hidden]

    def tier(self, name: str) -> str:
        """The system of the machine's cores; of one without, such as the users, its own name."""
        return self._tiers.get(name, name)

    def requests(self) -> Samples:
        """Of all users: served, failed, sum of the latencies of the served in nanoseconds."""
        rows = self._world.windows[tables.REQUESTS :: tables.KINDS]
        return {USERS: tuple(int(rows[what].sum()) for what in ("served", "failed", "latency_ns"))}

    def latency(self) -> Samples:
        """Of all users: how many were served in each bin. What whole windows held is added up but once."""
        window, rows = int(self._world.clock[0]["window"]), self._world.window_histogram["count"]
        if window > self._whole:
            self._counts += rows[self._whole : window].sum(axis=0, dtype=np.int64)
            self._whole = window
        return {USERS: array("q", (self._counts + rows[window]).tobytes())}

    def cores(self) -> Samples:
        """Of each machine that answers: core-nanoseconds worked, cores."""
        return self._busy(self._cores)

    def servers(self) -> Samples:
        """Of each web server that answers: requests served, errors that arose there."""
        nodes = self._world.nodes
        return {
            info.node: (int(self._world.stations[row]["served"]), int(nodes[self._node(row)]["failed"]))
            for row, info in self._answering(self._fronts)
        }

    def queries(self) -> Samples:
        """Of each database that answers: slow queries."""
        return {info.node: (int(self._world.stations[row]["slow"]),) for row, info in self._answering(self._queries)}

    def pools(self) -> Samples:
        """Of each server that answers, for every pool that it has: connection-nanoseconds in use, connections."""
        found: dict[str, Counters] = {}
        for name, rows in self._pools.items():
            pairs = [counters for row in rows for counters in self._busy([row]).values()]
            if pairs:
                found[name] = tuple(counter for pair in pairs for counter in pair)
        return found

    def caches(self) -> Samples:
        """Of each machine with a cache that answers: hits, misses."""
        rows = self._world.caches
        return {
            name: (int(rows[row]["hits"]), int(rows[row]["misses"]))
            for row, name in self._caches
            if self._answers(int(rows[row]["node"]))
        }

    def lags(self) -> Samples:
        """Of each copy of the database that answers: nanoseconds that it is behind."""
        if self._plan.replay is None or self._databases is None:
            return {}
        return {
            name: (int(self._databases.lag_s(place) * 1e9 + 0.5),)
            for place, (name, node) in enumerate(zip(self._plan.replay.names, self._plan.replay.nodes, strict=True))
            if self._answers(node)
        }

    def queues(self) -> Samples:
        """Of each broker that answers: messages that wait for a consumer."""
        return {
            self._plan.nodes[int(row["node"])]: (int(row["waiting"]),)
            for row in self._world.brokers
            if self._answers(int(row["node"]))
        }

    def down(self) -> Samples:
        """Of each machine: 1 when it does not answer, else 0."""
        return {
            name: (int(not self._answers(node)),)
            for node, name in enumerate(self._plan.nodes)
            if self._is_machine(name)
        }

    def _busy(self, rows: list[int]) -> dict[str, Counters]:
        """Integral of the busy slots of these stations, and how many slots they have."""
        now_ns = self._plane.now_ns
        found: dict[str, Counters] = {}
        for row, info in self._answering(rows):
            station = self._world.stations[row]
            busy_ns = int(station["busy_ns"]) + (now_ns - int(station["since_ns"])) * int(station["busy"])
            found[info.node] = (busy_ns, int(station["slots"]))
        return found

    def _answering(self, rows: list[int]) -> list[tuple[int, StationInfo]]:
        return [(row, self._plan.stations[row]) for row in rows if self._answers(self._node(row))]

    def _answers(self, node: int) -> bool:
        return bool(self._world.nodes[node]["state"] == code.UP)

    def _node(self, station: int) -> int:
        return int(self._world.stations[station]["node"])

    @staticmethod
    def _is_machine(name: str) -> bool:
        return at_first(name) not in OUTSIDE


def meters_of(design: Common, plan: Plan, plane: DataPlane, databases: Databases | None) -> Meters | None:
    """None where nobody watches."""
    if not isinstance(design, WebSystem) or design.operations is None:
        return None
    return Meters(design, plan, plane, databases)
