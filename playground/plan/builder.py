"""Collecting a plan: nodes, stations, links and services by name, and the tables they become."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from playground.dataplane import opcodes as code
from playground.dataplane import tables
from playground.dataplane.layout import Layout
from playground.dataplane.tables import NEVER, NONE
from playground.design.machine import Machine
from playground.design.service import Deterministic, Empirical, Exponential, Gamma, Lognormal
from playground.design.sites import at_site
from playground.plan.consumer_rows import Consumers

AnyService = Deterministic | Exponential | Lognormal | Gamma | Empirical
PLENTY = 1 << 40  # slots or places in line without a limit
MS = 1e6  # nanoseconds
S = 1e9

# Tables that are filled a row at a time: all but these.
OTHERWISE = {"program", "lanes", "nodes", "trail", "file_bytes", "table"}
ROW_BY_ROW = tuple(name for name in Layout._fields if name in tables.TABLES and name not in OTHERWISE)

WAITING, SERVICE, NETWORK = "waiting", "service", "network"


@dataclass(frozen=True)
class Ref:
    """Rows of a table that a block may mean: one, or the one at the place that the token picked."""

    first: int
    stride: int = 0
    register: int = 0


@dataclass(frozen=True)
class StationInfo:
    """A station by name."""

    name: str
    node: str
    system: str
    is_front: bool  # whoever is served here has been served by the node
    measures_node: bool  # its busy slots are the node's utilisation; others are limits


@dataclass(frozen=True)
class Place(Ref):
    """A station, or one per member of a group, with the columns its waiting and its service are booked on."""

    waiting_part: int = 0
    service_part: int = 0
    name: str = ""


@dataclass(frozen=True)
class Link(Ref):
    """A link, or one per member of a group: what it joins and how long it takes one way."""

    name: str = ""
    one_way_ns: int = 0
    part: int = 0


@dataclass(frozen=True)
class NodeRef(Ref):
    name: str = ""


@dataclass(frozen=True)
class Group(Ref):
    """Servers behind a balancer."""

    name: str = ""
    members: tuple[str, ...] = ()
    site: int = 0


@dataclass(frozen=True)
class Check:
    """A server that is probed: what the control plane needs to know."""

    group: int
    place: int
    probe: int
    start_pc: int
    server: str
    prober: str
    pick: int | None = None  # what the probe chooses of everything; None: its place in the group


@dataclass(frozen=True)
class EndpointInfo:
    """A kind of request by name; `counts_as` is REQUESTS, ASSETS or SCANS."""

    name: str
    counts_as: int
    writes: bool


@dataclass
class Builder:
    """Everything a plan is made of, in the order in which it was named."""

    nodes: list[str] = field(default_factory=list)
    stations: list[StationInfo] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=lambda: [("network", NETWORK), ("client", WAITING)])
    groups: list[Group] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    endpoints: list[EndpointInfo] = field(default_factory=list)
    caches: list[str] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)
    programs: dict[str, tuple[int, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    blocks: list[np.void] = field(default_factory=list)
    rows: dict[str, list[tuple]] = field(default_factory=dict)
    table: list[float] = field(default_factory=list)
    file_bytes: list[np.ndarray] = field(default_factory=list)
    services: dict[tuple, int] = field(default_factory=dict)
    lanes: dict[tuple[int, int], int] = field(default_factory=dict)
    consumers: list[Consumers] = field(default_factory=list)
    site: int = 0  # where everything stands that is named from now on
    waits: set[tuple[str, str]] = field(default_factory=set)  # who holds the first may wait for the second

    def row(self, table: str, values: tuple) -> int:
        """Append a row to a table; its number."""
        rows = self.rows.setdefault(table, [])
        rows.append(values)
        return len(rows) - 1

    def part(self, system: str, what: str) -> int:
        """The column on which this kind of time of this system is booked."""
        if (system, what) not in self.parts:
            self.parts.append((system, what))
            if len(self.parts) > tables.PARTS:
                raise OverflowError(f"more than {tables.PARTS} kinds of time")
        return self.parts.index((system, what))

    # Places

    def here(self, name: str) -> str:
        """What a machine of this name is called at this site."""
        return at_site(name, self.site)

    def node(self, name: str) -> NodeRef:
        """A machine: what is on it dies together."""
        if name not in self.nodes:
            self.nodes.append(name)
        return NodeRef(self.nodes.index(name), name=name)

    def nodes_of(self, names: Sequence[str], register: int) -> NodeRef:
        """One machine per member of a group."""
        refs = [self.node(name) for name in names]
        return NodeRef(refs[0].first, 1 if len(refs) > 1 else 0, register, name=_common(names))

    def station(
        self,
        name: str,
        nodes: NodeRef,
        count: int,
        *,
        system: str,
        slots: int,
        room: int = PLENTY,
        machine: Machine | None = None,
        is_front: bool = False,
        measures_node: bool = True,
    ) -> Place:
        """A station on each of `count` consecutive nodes: slots, places in line, and how crowded cores slow work
        down."""
        contention = self._contention(machine, slots) if machine is not None else NONE
        first = len(self.stations)
        for member in range(count):
            node = nodes.first + member
            self.stations.append(StationInfo(name, self.nodes[node], system, is_front, measures_node))
            row = (slots, room, 0, 0, 0, 0, 0, 0, 0, NEVER, 0, 0, 0, NONE, NONE, node, first + member, contention)
            self.row("stations", row)
        waiting, service = self.part(system, WAITING), self.part(system, SERVICE)
        return Place(first, 1 if count > 1 else 0, nodes.register, waiting, service, name)

    def _contention(self, machine: Machine, slots: int) -> int:
        factors = [1.0] + [machine.slowdown(busy) for busy in range(1, slots + 1)]
        if all(factor == 1.0 for factor in factors):
            return NONE
        return self.numbers(factors)

    def numbers(self, values: Sequence[float]) -> int:
        """Put numbers into the shared table; the row of the first."""
        self.table.extend(values)
        return len(self.table) - len(values)

    def link(
        self,
        name: str,
        one_way_ms: float,
        *,
        count: int = 1,
        register: int = 0,
        names: Sequence[str] = (),
        more_ms: Sequence[float] = (),
    ) -> Link:
        """A link, or one to each of `count` members; a token crosses it in a fixed time. `more_ms`: what it takes one
        way on top of that to each member."""
        first = len(self.links)
        for member in range(count):
            self.links.append(names[member] if names else name)
            span_ns = _ns(one_way_ms) + (_ns(more_ms[member]) if more_ms else 0)
            self.row("links", (0.0, 0, self.lane(span_ns, code.TRAVELLING)))
        return Link(first, 1 if count > 1 else 0, register, name, _ns(one_way_ms), self.part("network", NETWORK))

    def log(self, name: str, node: NodeRef, count: int = 1) -> Ref:
        """A log of writes on each of `count` consecutive nodes."""
        first = len(self.logs)
        for member in range(count):
            self.logs.append(name)
            self.row("logs", (0, 0, node.first + member))
        return Ref(first, 1 if count > 1 else 0, node.register)

    def cache(self, name: str, node: NodeRef, count: int, **columns: float) -> Ref:
        """A cache on each of `count` consecutive nodes, with these columns of CACHE."""
        first = len(self.caches)
        for member in range(count):
            self.caches.append(name if count == 1 else f"{name}-{member + 1}")
            given = {"node": node.first + member, "copy": NONE, "index": first + member, **columns}
            self.row("caches", tuple(given.get(column, 0) for column in tables.CACHE.names or ()))
        return Ref(first, 1 if count > 1 else 0, node.register)

    # Times

    def service(self, service: AnyService, purpose: int) -> int:
        """A distribution of work, drawn for this purpose."""
        row = _service_row(service, purpose, self)
        if row not in self.services:
            self.services[row] = self.row("services", row)
        return self.services[row]

    def bytes_service(self, each_ns: float, purpose: int) -> int:
        """Work in proportion to the bytes, or to whatever a token counts as them."""
        row = (each_ns, 0.0, 0.0, code.BYTES, purpose)
        if row not in self.services:
            self.services[row] = self.row("services", row)
        return self.services[row]

    def each_service(self, mean_ms: float, purpose: int) -> int:
        """So much work for each byte, or for each of what a token counts in its place."""
        row = (mean_ms * MS, 0.0, 0.0, code.BYTES, purpose)
        if row not in self.services:
            self.services[row] = self.row("services", row)
        return self.services[row]

    def lane(self, span_ns: int, carries: int) -> int:
        """The lane of things that take this long."""
        key = (span_ns, carries)
        if key not in self.lanes:
            self.lanes[key] = len(self.lanes)
        return self.lanes[key]

    def patience_lane(self, seconds: float | None, carries: int) -> int:
        """The lane of a patience; NONE for one that never ends."""
        return NONE if seconds is None else self.lane(int(seconds * S + 0.5), carries)

    def layout(self, *, orphan_pc: int, drops_abandoned: bool) -> Layout:
        """The tables. Raises ValueError when somebody could wait in a circle."""
        _no_circle(self.waits)
        lanes = np.zeros(len(self.lanes), tables.LANE)
        for (span_ns, carries), number in self.lanes.items():
            lanes[number]["delay_ns"], lanes[number]["carries"] = span_ns, carries
        nodes = np.zeros(len(self.nodes), tables.NODE)
        nodes["slow"], nodes["index"], nodes["version"] = 1.0, np.arange(len(nodes)), 1
        return Layout(
            program=np.array(self.blocks, tables.BLOCK),
            lanes=lanes,
            nodes=nodes,
            trail=np.zeros(0, tables.TRAIL),
            file_bytes=np.concatenate(self.file_bytes) if self.file_bytes else np.zeros(1, np.int64),
            table=np.array(self.table or [0.0]),
            parts=len(self.parts),
            orphan_pc=orphan_pc,
            drops_abandoned=drops_abandoned,
            **{name: np.array(self.rows.get(name, []), tables.TABLES[name]) for name in ROW_BY_ROW},
        )


def _ns(ms: float) -> int:
    return int(ms * MS + 0.5)


def _common(names: Sequence[str]) -> str:
    """What several nodes are called together: `web-1`, `web-2` are `web`."""
    return names[0] if len(names) == 1 else names[0].rsplit("-", 1)[0]


def _service_row(service: AnyService, purpose: int, builder: Builder) -> tuple:
    if isinstance(service, Lognormal):
        return (service.mean_ms * MS, service.mu + math.log(MS), service.sigma, code.LOGNORMAL, purpose)
    if isinstance(service, Gamma):
        return (service.mean_ms * MS, 1.0 / service.cv**2, 0.0, code.GAMMA, purpose)
    if isinstance(service, Empirical):
        first = builder.numbers([value * MS for value in service.values_ms])
        return (service.mean_ms * MS, float(first), float(len(service.values_ms)), code.EMPIRICAL, purpose)
    kind = code.EXPONENTIAL if isinstance(service, Exponential) and service.mean_ms > 0 else code.CONSTANT
    return (service.mean_ms * MS, 0.0, 0.0, kind, purpose)


def _no_circle(waits: set[tuple[str, str]]) -> None:
    """Nobody who holds something may, by way of others, wait for it."""
    after: dict[str, set[str]] = {}
    for held, wanted in waits:
        after.setdefault(held, set()).add(wanted)

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError("requests could wait in a circle: " + " -> ".join((*path[path.index(name) :], name)))
        for following in sorted(after.get(name, ())):
            visit(following, (*path, name))

    for name in sorted(after):
        visit(name, ())
