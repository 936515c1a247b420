"""The world before the first event: the tables of a run, filled from its layout."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.room import FIRST_MESSAGES, broker_room
from playground.dataplane.cache.behind_tables import DIRTY, GONE_ROWS, UNFLUSHED
from playground.dataplane.cache.keys import fill_keys
from playground.dataplane.cache.room import room
from playground.dataplane.cache.tables import CACHE_WINDOW
from playground.dataplane.files.room import file_room
from playground.dataplane.flight.room import flight_room
from playground.dataplane.layout import Layout
from playground.dataplane.luck import mix_arrays
from playground.dataplane.opcodes import REASONS
from playground.dataplane.replication.room import books
from playground.dataplane.seats.room import people_room
from playground.dataplane.state import World
from playground.dataplane.tables import (
    CHAIN,
    CHAINS,
    CLOCK,
    FINE_BINS,
    HISTOGRAM,
    KINDS,
    NEVER,
    PAGES,
    SAMPLE,
    SAMPLES,
    SMALL,
    SMALLEST,
    SPLIT_ROW,
    STATION_WINDOW,
    TOKEN,
    TRACE_ROW,
    TWIN,
    WINDOW,
    WINDOW_HISTOGRAM,
)
from playground.dataplane.tables import RING as RING_ROW
from playground.dataplane.timelines.room import timelines_room

FIRST_TOKENS = 1 << 12
FIRST_RING = 1 << 8
FIRST_TWINS = 1 << 8
FIRST_FLIGHTS = 1 << 8
TRACE_ROOM = 1 << 12


def _lanes(layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    lanes = layout.lanes.copy()
    lanes["index"] = np.arange(len(lanes))
    lanes["base"] = np.arange(len(lanes)) * FIRST_RING
    lanes["mask"] = FIRST_RING - 1
    return lanes, np.zeros(max(len(lanes), 1) * FIRST_RING, RING_ROW)


def free_list(tokens: np.ndarray, first: int) -> None:
    """Chain the rows from `first` on as free ones."""
    tokens["row"][first:] = np.arange(first, len(tokens))
    tokens["next"][first:] = np.arange(first + 1, len(tokens) + 1)


def divide_entries(clock: np.void, rows: int) -> None:
    """Settle how many bits of a heap entry name its slot."""
    bits = bits_for(clock, rows)
    clock["slot_bits"], clock["slot_mask"] = bits, (1 << bits) - 1


def bits_for(clock: np.void, rows: int) -> int:
    """Bits of a heap entry that name its slot, with this many tokens."""
    return int(clock["first_token"] + rows).bit_length()


def fits(clock: np.void, rows: int) -> bool:
    """Is there room in a heap entry for every instant of the run beside the slots of this many tokens?"""
    return int(clock["beyond_ns"]) << bits_for(clock, rows) < NEVER


def _behind(layout: Layout) -> dict[str, np.ndarray]:
    """What cache nodes that are written to first keep track of."""
    keys = int(layout.keys["count"].sum()) if len(layout.behind) else 1
    return {
        "behind": layout.behind.copy(),
        "dirty": np.zeros(keys, DIRTY),
        "unflushed": np.zeros(GONE_ROWS, UNFLUSHED),
    }


def build(
    layout: Layout, seed: int, end_ns: int, window_ns: int, warmup_ns: int, watch: np.ndarray | None = None
) -> World:
    """The world before the first event. `watch`: ascending request numbers whose journeys are recorded."""
    windows = max(1, -(-end_ns // window_ns))
    lanes, ring = _lanes(layout)
    store = room(layout.caches, layout.keys, layout.tier, max(1, layout.sites))
    tokens = np.zeros(FIRST_TOKENS, TOKEN)
    free_list(tokens, 0)
    twins = np.zeros(FIRST_TWINS, TWIN)
    twins["next"] = np.arange(1, FIRST_TWINS + 1)
    watch = np.zeros(0, np.int64) if watch is None else np.ascontiguousarray(watch, np.int64)
    clock = np.zeros(1, CLOCK)
    tick = clock[0]
    tick["window_ns"], tick["window_end_ns"], tick["warmup_ns"], tick["seed"] = window_ns, window_ns, warmup_ns, seed
    tick["beyond_ns"] = end_ns + 1
    tick["free_n"], tick["free_twins"], tick["free_flights"] = FIRST_TOKENS, FIRST_TWINS, FIRST_FLIGHTS
    tick["free_messages"] = FIRST_MESSAGES
    tick["first_token"] = len(lanes) + len(layout.sources)
    tick["ready_mask"] = FIRST_TOKENS - 1
    tick["parts"], tick["orphan_pc"] = layout.parts, layout.orphan_pc
    tick["drops_abandoned"], tick["tracing"] = layout.drops_abandoned, len(watch) > 0
    tick["hangs_up"], tick["sites"] = layout.hangs_up, layout.sites
    divide_entries(tick, FIRST_TOKENS)
    tick["full"] = not fits(tick, 2 * FIRST_TOKENS)
    sources = layout.sources.copy()
    sources["luck"] = mix_arrays(np.full(len(sources), seed, np.uint64), sources["stream"].astype(np.uint64))
    keys = layout.keys.copy()
    for row in keys:
        fill_keys(row)
    endpoints, stations, nodes = len(layout.endpoints), len(layout.stations), len(layout.nodes)
    return World(
        clock=clock,
        tokens=tokens,
        heap=np.full(2 * FIRST_TOKENS, NEVER, np.int64),
        ready=np.zeros(FIRST_TOKENS, np.uint32),
        lanes=lanes,
        ring=ring,
        program=layout.program,
        guards=layout.guards,
        stations=layout.stations.copy(),
        nodes=layout.nodes.copy(),
        links=layout.links.copy(),
        services=layout.services,
        groups=layout.groups.copy(),
        members=layout.members.copy(),
        sources=sources,
        profile=layout.profile,
        trail=layout.trail,
        endpoints=layout.endpoints.copy(),
        patience=layout.patience.copy(),
        twins=twins,
        logs=layout.logs.copy(),
        signals=layout.signals.copy(),
        **store._asdict(),
        **_behind(layout),
        **file_room(layout, windows)._asdict(),
        **people_room(layout, seed, windows)._asdict(),
        **flight_room(layout.locks, FIRST_FLIGHTS)._asdict(),
        keys=keys,
        **books(layout, windows),
        **broker_room(layout, windows),
        **timelines_room(layout, windows),
        peers=layout.peers.copy(),
        pages=layout.pages.copy(),
        window_pages=np.zeros(windows + 1, PAGES),
        probes=layout.probes.copy(),
        table=layout.table,
        histogram=np.zeros(endpoints, HISTOGRAM),
        failure_histogram=np.zeros(1, HISTOGRAM),
        attribution=np.zeros(FINE_BINS, SPLIT_ROW),
        samples=np.full(FINE_BINS, -1, np.int64).repeat(SAMPLES).view(SAMPLE),
        smallest=np.zeros(SMALLEST, SMALL),
        chains=np.zeros(CHAINS, CHAIN),
        windows=np.zeros((windows + 1) * KINDS, WINDOW),
        window_histogram=np.zeros(windows + 1, WINDOW_HISTOGRAM),
        window_reasons=np.zeros((windows + 1) * len(REASONS), np.int32),
        window_stations=np.zeros((windows + 1) * stations, STATION_WINDOW),
        window_nodes=np.zeros((windows + 1) * nodes, np.uint8),
        window_caches=np.zeros((windows + 1) * len(store.caches), CACHE_WINDOW),
        failures=np.zeros(endpoints * len(REASONS), np.int64),
        watch=watch,
        trace=np.zeros(TRACE_ROOM if len(watch) else 1, TRACE_ROW),
    )
