"""The Plan: all programs of a design and the tables they refer to, with the names of everything in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.dataplane.layout import Layout
from playground.design.sites import WHOLE, site_of
from playground.plan.builder import Builder, Check, EndpointInfo, Group, StationInfo
from playground.plan.consumer_rows import Consumers
from playground.plan.external import API
from playground.plan.flushers import Flushers
from playground.plan.replay import MONITOR, Replay
from playground.plan.shelving import Shelving

EMPTY_HANDED = "back with nothing"  # the note of a way back that has a twin, of which a diagram shows one


@dataclass(frozen=True)
class Plan:
    """What a run needs to know of a design. Rows of the layout's tables go by the names' places in these tuples."""

    layout: Layout
    end_ns: int
    window_ns: int
    warmup_ns: int
    nodes: tuple[str, ...]
    stations: tuple[StationInfo, ...]
    links: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    endpoints: tuple[EndpointInfo, ...]
    groups: tuple[Group, ...]
    checks: tuple[Check, ...]
    caches: tuple[str, ...]
    logs: tuple[str, ...]
    programs: dict[str, tuple[int, int]]
    notes: tuple[str, ...]
    web_servers: tuple[str, ...] = ()  # of all sites
    fleets: tuple[Group, ...] = ()  # the web servers behind the balancer of each site
    converges: tuple[float, float] | None = None  # anycast: seconds until most networks know the way, and until all do
    site_group: int | None = None  # the group of the sites among which people are led
    known_writers: tuple[tuple[str, int], ...] = ()  # of each row of ADDRESS: whose it is, and whom it means at first
    replay: Replay | None = None  # what runs behind replicated databases
    consumers: tuple[Consumers, ...] = ()  # of each site
    flushers: Flushers | None = None  # who writes to the database instead of the app
    warm_caches: tuple[tuple[int, float], ...] = ()  # first row and look-ups per second of each
    shelving: Shelving | None = None
    files: tuple[str, ...] = ()  # kinds of files
    regions: tuple[str, ...] = ()
    paces: tuple[tuple[float, tuple[float, ...]], ...] = ()  # of a seat of each region; see `people.paces`
    known: tuple[int, bool, int] | None = None  # how people are led to servers; do stores have their sessions; how many
    first_servers: int = 0  # web servers that are there at the start, at each site
    named: tuple[float, tuple[int, ...]] | None = None  # how long browsers keep an address, and the weights of all
    has_versions: bool = False  # is a new one rolled out?
    can_deploy: bool = False  # are there servers that a balancer can do without?
    replayed: int = 0

    @property
    def page_caches(self) -> tuple[int, ...]:
        """Rows of the caches that hold pages of a database."""
        return tuple(row for row, cache in enumerate(self.layout.caches) if cache["pages"] > 0)

    @property
    def shelf_caches(self) -> tuple[int, ...]:
        """Rows of the caches that are shelves of files."""
        return tuple(int(row) for row in self.layout.shelves["cache"])

    @property
    def can_grow(self) -> bool:
        """Are there shards to be added?"""
        return self.replay is not None and self.replay.mover_pc is not None

    def node(self, name: str) -> int | None:
        """The row of a node; None when this design has no such node."""
        return self.nodes.index(name) if name in self.nodes else None

    def at_site(self, site: int) -> tuple[str, ...]:
        """Everything of ours that stands at a site: not the edges of a CDN, nor who watches from elsewhere. Of a system
        that stands at one place this is all."""
        away = (*(() if self.shelving is None else self.shelving.names), MONITOR)
        sites = self.layout.sites
        return tuple(
            name
            for name in self.nodes
            if name not in away and not name.endswith(API) and (site_of(name) if sites else 0) == site
        )

    def is_scanned(self, node: str) -> bool:
        """Is there a program for scans of this node?"""
        return any(name.startswith("scan") and name.endswith(f" of {node}") for name in self.programs)

    def links_of(self, name: str) -> tuple[int, ...]:
        """Rows of the link of this name, or of all links that end at the node of this name; of a site, of those
        that lead to other sites and back."""
        if name in WHOLE:
            return self._between_sites(WHOLE.index(name))
        if name in self.links:
            return tuple(i for i, link in enumerate(self.links) if link == name)
        return tuple(i for i, link in enumerate(self.links) if name in self.nodes and _ends_at(link, name))

    def _between_sites(self, site: int) -> tuple[int, ...]:
        """Rows of the links of which one end stands at this site, and the other at another one."""
        ours = {name: place for place in range(self.layout.sites) for name in self.at_site(place)}
        ends = [tuple(ours.get(end) for end in link.split(">")) for link in self.links]
        return tuple(row for row, pair in enumerate(ends) if site in pair and None not in pair and len(set(pair)) == 2)


def _ends_at(link: str, node: str) -> bool:
    return link.startswith(f"{node}>") or link.endswith(f">{node}")


ROUND_MS = tuple(digit * 10**power for power in range(12) for digit in (1, 2, 5))
MOST_WINDOWS = 300
WANTED_PER_WINDOW = 200.0


def window_ns(seconds: float, requests_rps: float) -> int:
    """One round length for the windows: at most 300 of them, and long enough for a percentile in each."""
    for round_ms in ROUND_MS:
        span_s = round_ms / 1000
        if seconds / span_s <= MOST_WINDOWS and span_s * requests_rps >= min(
            WANTED_PER_WINDOW, seconds * requests_rps / 50
        ):
            return int(round_ms * 1_000_000)
    raise ValueError(f"no window is long enough for {seconds:g} s")


def finish(
    builder: Builder, layout: Layout, *, seconds: float, warmup_s: float, requests_rps: float, **more: Any
) -> Plan:
    """The plan of everything the builder has collected; `more` are fields of Plan that not every design has."""
    return Plan(
        layout=layout,
        end_ns=int(seconds * 1e9 + 0.5),
        window_ns=window_ns(seconds, requests_rps),
        warmup_ns=int(warmup_s * 1e9 + 0.5),
        nodes=tuple(builder.nodes),
        stations=tuple(builder.stations),
        links=tuple(builder.links),
        parts=tuple(builder.parts),
        endpoints=tuple(builder.endpoints),
        groups=tuple(builder.groups),
        checks=tuple(builder.checks),
        caches=tuple(builder.caches),
        logs=tuple(builder.logs),
        programs=dict(builder.programs),
        notes=tuple(builder.notes),
        **more,
    )
