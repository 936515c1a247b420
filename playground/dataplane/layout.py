"""What a plan hands to the data plane: the static tables of one design, before anything has happened."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Tier(NamedTuple):
    """Tiers of caches, one at each site: rows `s * nodes .. (s + 1) * nodes - 1` of CACHE, and how keys are placed on
    them."""

    placement: int
    nodes: int
    points: int  # of each node on the ring
    full_coverage: bool  # in ranges: nobody answers while one range is nobody's


class Doors(NamedTuple):
    """The map of a sticky balancer, one at each site, over the members of its group that are in service and believed
    up."""

    group: int
    placement: int  # ON_RING or BY_MODULO
    points: int  # of each server on the ring


class Shards(NamedTuple):
    """Which shard has each column of the books at first, and which is to have it once some have been added."""

    former: np.ndarray  # (columns,) uint16
    goals: np.ndarray  # (columns,) uint16
    askers: int  # who have a map of their own
    at_first: int  # shards that are there in the beginning


class Layout(NamedTuple):
    """Tables as in World; `lanes` has delays and what they carry, room is given by the world."""

    program: np.ndarray  # (B,) BLOCK
    guards: np.ndarray  # (G,) GUARD
    lanes: np.ndarray  # (L,) LANE
    stations: np.ndarray  # (S,) STATION
    nodes: np.ndarray  # (N,) NODE
    links: np.ndarray  # (K,) LINK
    services: np.ndarray  # (D,) SERVICE
    groups: np.ndarray  # (G,) GROUP
    members: np.ndarray  # (M,) MEMBER
    sources: np.ndarray  # (A,) SOURCE
    profile: np.ndarray  # (P,) PROFILE
    trail: np.ndarray  # (lines,) TRAIL
    endpoints: np.ndarray  # (E,) ENDPOINT
    patience: np.ndarray  # (P,) PATIENCE
    logs: np.ndarray  # (L,) LOG
    signals: np.ndarray  # (S,) SIGNAL
    caches: np.ndarray  # (C,) CACHE
    files: np.ndarray  # (F,) FILES
    file_bytes: np.ndarray  # (files of all kinds,) int64
    shelves: np.ndarray  # (H,) SHELF
    audiences: np.ndarray  # (R,) AUDIENCE
    resolvers: np.ndarray  # (N,) RESOLVER
    keepers: np.ndarray  # (H,) KEEPER
    locks: np.ndarray  # (L,) LOCK_ROW
    keys: np.ndarray  # (1,) KEYS
    history: np.ndarray  # (1,) HISTORY
    copies: np.ndarray  # (D,) COPY
    addresses: np.ndarray  # (W,) ADDRESS
    sharding: np.ndarray  # (1,) SHARDING
    behind: np.ndarray  # (C,) BEHIND
    brokers: np.ndarray  # (B,) BROKER
    partitions: np.ndarray  # (P,) PARTITION
    consumers: np.ndarray  # (T,) CONSUMER
    sales: np.ndarray  # (1,) SALE, or none
    authors: np.ndarray  # (A,) AUTHOR, or none
    timelines: np.ndarray  # (1,) TIMELINES, or none
    read_models: np.ndarray  # (1,) READ_MODEL, or none
    indexes: np.ndarray  # (I,) INDEX
    peers: np.ndarray  # (V,) PEER
    pages: np.ndarray  # (1,) PAGES, or none
    probes: np.ndarray  # (P,) PROBE_ROW
    table: np.ndarray  # (X,) float64
    parts: int  # columns of where the time goes
    orphan_pc: int
    drops_abandoned: bool
    tier: Tier | None = None
    sticky: tuple[Doors, ...] = ()
    hangs_up: bool = False
    sites: int = 0  # 0: nobody tells them apart
    shards: Shards | None = None
