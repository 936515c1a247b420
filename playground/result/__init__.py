"""What a run left behind: counts, series per window, histograms, orders, and where to look closer.

A Result is a value: it contains no clock of the host, so the same design and seed give the same bytes. Times are
integer nanoseconds of the run; seconds and milliseconds appear only in `measure/` and later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

import numpy as np

from playground.design.design import Common
from playground.result.pages import Pages
from playground.result.people import Names, People, Sessions, Sites, Versions
from playground.result.queues import Queue, Sale
from playground.result.read_model import ReadModel
from playground.result.shards import Sharded
from playground.result.shelf import OwnCopies, Shelf
from playground.result.timelines import Timelines

S = 1_000_000_000  # nanoseconds in a second


@dataclass(frozen=True)
class Histogram:
    """Counts of times in log-spaced bins: bin b holds times t with edges_ns[b] <= t < edges_ns[b + 1]."""

    edges_ns: np.ndarray  # (B + 1,) float64
    counts: np.ndarray  # (B,) or (W, B) integers


@dataclass(frozen=True)
class Endpoint:
    """Totals of one kind of request, of those born in [warm-up, end).

    offered = served + failed + in flight, and sent = answered + errors + abandoned + in flight, exactly. `late` of the
    abandoned attempts were answered all the same. Of the writes, the client knows: acknowledged, rejected, or unknown.
    `is_request` is False for bundles of assets and for scans of our machines' own addresses, which are counted apart.
    """

    name: str
    is_request: bool
    writes: bool
    offered: int
    served: int
    failed: int
    latency_ns: int  # sum over the served
    failure_ns: int  # sum over the failed
    sent: int
    answered: int
    errors: int
    abandoned: int
    late: int
    acknowledged: int
    rejected: int
    unknown: int
    failures: dict[str, int]  # by reason, without zeros
    in_flight: int  # of the requests, counted one by one at the end
    attempts_in_flight: int  # of the attempts, counted one by one at the end
    placeholders: int = 0  # of the served: the user got a placeholder instead
    is_scan: bool = False


@dataclass(frozen=True)
class Series:
    """Counts per window: (W,) int64 each. `offered` by birth, the others by when they happened."""

    offered: np.ndarray
    served: np.ndarray
    failed: np.ndarray
    sent: np.ndarray
    answered: np.ndarray
    late: np.ndarray
    abandoned: np.ndarray


@dataclass(frozen=True)
class Station:
    """Slots and a line on a node.

    `measures_node`: its busy slots are the node's utilisation (cores, a link); others are limits (worker threads,
    connections). `is_front`: whoever is served here has been served by the node. `slots` is None where there is no
    limit. busy_ns, line_ns: (W,) int64, integrals of busy slots and of the line over each window; line_max: (W,) int64.
    """

    name: str
    node: str
    system: str
    is_front: bool
    measures_node: bool
    slots: int | None
    served: int
    refused: int
    stay_ns: int  # sum of the times spent here, waiting included, by those who have left
    left_ns: int  # the same for those still here at the end
    busy_ns: np.ndarray
    line_ns: np.ndarray
    line_max: np.ndarray


@dataclass(frozen=True)
class Node:
    """A machine: what is on it dies together. `state`: (W,) uint8 at each window's end: 0 up, 1 refusing, 2 silent."""

    name: str
    failed: int  # attempts and calls that failed here
    waiting_max: int  # longest sum of its lines
    state: np.ndarray


CACHE_COUNTS = (
    "hits", "misses", "evicted", "expired", "negative", "refused", "slipped", "coalesced", "refreshed",
    "stale", "stale_ns", "stale_max_ns", "dropped", "wronged",
)  # fmt: skip


@dataclass(frozen=True)
class Cache:
    """hit ratio = hits / (hits + misses); an expired entry is a miss, a remembered absence (negative) a hit.

    refused: look-ups that the filter in front answered, which are neither; wronged: those of them whose key exists;
    slipped: those for what does not exist that it let through. coalesced: misses that waited for somebody else's fetch;
    refreshed: fetches that began before the end of their entry's life. stale: hits on what a write has outdated, be it
    that there is nothing; stale_ns: sum of their ages since the first write that it misses; dropped: entries deleted
    because of a write. (Nobody keeps track of caches in a server's process: 0.)
    hits_in, misses_in, stale_in: (W,) int64 per window.
    """

    name: str
    hits: int
    misses: int
    evicted: int
    expired: int
    negative: int
    refused: int
    slipped: int
    coalesced: int
    refreshed: int
    stale: int
    stale_ns: int
    stale_max_ns: int
    dropped: int
    wronged: int
    hits_in: np.ndarray
    misses_in: np.ndarray
    stale_in: np.ndarray


@dataclass(frozen=True)
class Log:
    """Writes on one database: durable ones, and how many of them were a request's second."""

    name: str
    durable: int
    duplicates: int


@dataclass(frozen=True)
class Copy:
    """A replicated database: the reads it answered, and how far behind it was.

    stale: reads that missed a change to their key; stale_ns: sum of their ages, each that of the first change missed.
    refused: writes that it turned away as read-only. reads_in, stale_in: (W,) int64 per window. received_lag_ns,
    applied_lag_ns: (W,) int64 at each window's end, the age of the first change that it has not received or applied.
    """

    name: str
    reads: int
    stale: int
    stale_ns: int
    stale_max_ns: int
    refused: int
    reads_in: np.ndarray
    stale_in: np.ndarray
    received_lag_ns: np.ndarray
    applied_lag_ns: np.ndarray


@dataclass(frozen=True)
class Gone:
    """A write that was durable and is not part of the history any more: lost, or diverged (alive on a branch).

    `position`: its number in the history (0 for one written on a branch). `acknowledged`: its client was told.
    """

    position: int
    key: int
    t_ns: int
    node: str
    acknowledged: bool
    diverged: bool


@dataclass(frozen=True)
class Replication:
    """What became of the writes of replicated databases.

    Every durable write is one of `kept` (in the history at the end), `lost` and `diverged`. overwritten: of the kept,
    those that another primary's later write to the same key has undone. gone: the first of the lost and diverged.
    degraded_ns: how long a semi-synchronous commit waited for nobody.
    """

    primary: str
    copies: tuple[Copy, ...]
    kept: int
    lost: int
    lost_acknowledged: int
    diverged: int
    conflicts: int
    overwritten: int
    degradations: int
    degraded_ns: int
    gone: tuple[Gone, ...]
    stale_ages: Histogram


@dataclass(frozen=True)
class Unflushed:
    """A key whose writes were lost with a cache node: how many, and when the first of them was taken."""

    key: int
    t_ns: int
    writes: int
    node: str


@dataclass(frozen=True)
class Behind:
    """What became of the writes that cache nodes have taken and answered: taken = flushed + coalesced + lost + dirty.

    flushed: writes that the database got; coalesced: those it was spared, as a later one to the same key made them
    needless; lost: with their node; dirty: not written yet at the end. gone: the first keys that lost some.
    """

    taken: int
    flushed: int
    coalesced: int
    lost: int
    dirty: int  # counted key by key at the end
    gone: tuple[Unflushed, ...]


@dataclass(frozen=True)
class Server:
    """A member of a group behind a balancer: how often it was picked, and whether it is believed up at the end."""

    name: str
    picked: int
    believed_up: bool


@dataclass(frozen=True)
class Link:
    """A link and how many it has lost."""

    name: str
    lost: int


@dataclass(frozen=True)
class Order:
    """A dated act of the control plane, or the beginning or end of a fault.

    It happens at t_ns before the data plane's events of that instant, or, when `wakes` have stopped the data plane so
    far, right after the last of them. `row` and `value` are what the act needs; `why` is for people.
    """

    t_ns: int
    wakes: int
    what: str
    node: str
    why: str
    row: int = 0
    value: float = 0.0


@dataclass(frozen=True)
class Chain:
    """How requests came to their end: outcome (`served` or a reason), causes from first to last, and some of them."""

    outcome: str
    causes: tuple[str, ...]
    count: int
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Split:
    """Where the time of the served went.

    parts: (system, waiting | service | network) per column; ns: (B, P) int64, per latency bin of the whole-run
    histogram. numbers: (B, K) int64, numbers of some served requests of each bin, -1 where there is none.
    """

    parts: tuple[tuple[str, str], ...]
    ns: np.ndarray
    numbers: np.ndarray


@dataclass(frozen=True)
class Little:
    """Little's law as an identity: inside_ns = stay_ns + left_ns, to the nanosecond, over the whole run."""

    inside_ns: int  # integral of the number of requests on their way
    stay_ns: int  # sum of the times spent by those who have left
    left_ns: int  # sum of the times spent so far by those still on their way


@dataclass(frozen=True)
class Result:
    """Everything a run left behind. Windows are numbered from 0 and `window_ns` long; the last may be shorter."""

    design: Common
    seed: int
    runs: int  # replications merged
    end_ns: int
    until_ns: int  # how far the run has come; end_ns when it is complete
    window_ns: int
    warmup_ns: int
    events: int
    endpoints: tuple[Endpoint, ...]
    latency: tuple[Histogram, ...]  # per endpoint, of the served, 1 % wide
    time_to_failure: Histogram
    requests: Series
    assets: Series
    scans: Series
    window_latency: Histogram  # (W, B) of the served requests, 4 % wide
    reasons: tuple[str, ...]
    window_failures: np.ndarray  # (W, reasons) int64
    stations: tuple[Station, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    servers: tuple[Server, ...]
    caches: tuple[Cache, ...]
    page_caches: tuple[Cache, ...]  # of databases with disks
    shelves: tuple[Shelf, ...]  # of a CDN: its edges, and the shield
    own_copies: tuple[OwnCopies, ...]  # in browsers, by kind of file
    people: tuple[People, ...]  # by region, where requests come from somebody
    sessions: Sessions | None  # where somebody keeps them
    names: Names | None  # where they are looked up
    sites: Sites | None  # where there are several
    versions: Versions | None  # where a new one is rolled out
    logs: tuple[Log, ...]
    replication: Replication | None
    sharded: Sharded | None
    behind: Behind | None
    queues: tuple[Queue, ...]  # of each site
    sale: Sale | None
    split: Split
    chains: tuple[Chain, ...]
    smallest: tuple[int, ...]  # numbers of the requests with the smallest luck
    orders: tuple[Order, ...]  # without probes
    probes: np.ndarray  # (n, 4) int64: t_ns, wakes, row of the server's check, number of orders given before it
    probe_counts: tuple[int, int, int]  # answered, refused, missed
    little: Little
    asleep: tuple[str, ...]  # faults on a node that is not there
    over_budget: bool
    timelines: Timelines | None = None
    pages: Pages | None = None  # where services were split off
    read_model: ReadModel | None = None

    @property
    def is_complete(self) -> bool:
        return self.until_ns >= self.end_ns

    @property
    def windows(self) -> int:
        """Windows that have begun."""
        return len(self.requests.offered)

    def digest(self) -> str:
        """SHA-256 over every byte of the result; equal for equal results."""
        digest = hashlib.sha256()
        for piece in _pieces(self):
            digest.update(piece)
        return digest.hexdigest()


def _pieces(value: object) -> Iterator[bytes]:
    """Every byte of a value, in a fixed order, with its type's name where lengths could be confused."""
    if isinstance(value, Common):
        yield value.text().encode()
    elif is_dataclass(value):
        for field in fields(value):
            yield field.name.encode()
            yield from _pieces(getattr(value, field.name))
    elif isinstance(value, np.ndarray):
        yield f"{value.dtype}{value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, tuple | list):
        yield f"({len(value)}".encode()
        for item in value:
            yield from _pieces(item)
    elif isinstance(value, dict):
        yield f"{{{len(value)}".encode()
        for key, item in value.items():
            yield from _pieces(key)
            yield from _pieces(item)
    else:
        yield f"{type(value).__name__}:{value!r};".encode()
