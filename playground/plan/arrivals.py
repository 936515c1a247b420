"""Who comes: one source of arrivals per region and kind, and one more for every crowd that a fault brings.

Each source is a stream that counts for itself; its number says what it is, so that adding one changes nobody else's
luck.
"""

from __future__ import annotations

from playground.design.fault import ALL_CACHES, EVERYBODY, Attack, Crowd, Fault, Sale, Scan
from playground.plan.builder import Builder, EndpointInfo
from playground.traffic.rate import Segment, crowd

REQUESTS, BUNDLES, REPLAY, ATTACK, SCAN, FILES, SALE = 1, 2, 3, 4, 5, 6, 11  # FILES + k: the k-th kind of file
REGION, CROWD = 16, 4096  # steps in the number of a stream
ANYTHING, NEVER_TWICE = -1, -2  # what a source's requests ask for; of k missing keys: NEVER_TWICE - k


def stream(kind: int, region: int = 0, crowd_number: int = 0) -> int:
    """The number of a stream: what comes, from which region, and with which crowd (0: everyday)."""
    return kind + REGION * region + CROWD * crowd_number


def source(
    builder: Builder,
    number: int,
    segments: list[Segment],
    first_endpoint: int,
    endpoints: int,
    asks_for: int = ANYTHING,
) -> None:
    """A source whose requests are for `endpoints` consecutive endpoints, by their shares. `asks_for`: the keys that
    they want, as the column of TOKEN says it."""
    if not segments:
        return
    first = len(builder.rows.get("profile", []))
    for segment in segments:
        builder.row("profile", tuple(segment))
    index = len(builder.rows.get("sources", []))
    upto = first + len(segments)
    builder.row("sources", (0, 0, 0, 0.0, first, upto, index, first_endpoint, endpoints, 0, number, asks_for))


def replay(builder: Builder, first_endpoint: int, endpoints: int) -> None:
    """A source whose times, keys and sizes come from a recorded log."""
    index = len(builder.rows.get("sources", []))
    builder.row("sources", (0, 0, 0, 0.0, 0, 0, index, first_endpoint, endpoints, 1, stream(REPLAY), ANYTHING))


def crowds(builder: Builder, number: int, segments: list[Segment], faults: tuple, first: int, count: int) -> None:
    """The extra arrivals of every dated crowd that comes for everything."""
    for nth, fault in enumerate((f for f in faults if isinstance(f, Crowd)), start=1):
        if fault.node != EVERYBODY:
            continue
        start_s = fault.start_s or 0.0
        end_s = segments[-1].end_s if fault.duration_s is None else start_s + fault.duration_s
        extra = crowd(segments, start_s, end_s, fault.factor - 1.0)
        source(builder, number + CROWD * nth, extra, first, count)


def crowds_for(
    builder: Builder, number: int, segments: list[Segment], faults: tuple, row: int, name: str, share: float
) -> None:
    """The same of those that come for this endpoint alone, of which everyday users make this share."""
    for nth, fault in enumerate((f for f in faults if isinstance(f, Crowd)), start=1):
        if fault.node != name:
            continue
        start_s = fault.start_s or 0.0
        end_s = segments[-1].end_s if fault.duration_s is None else start_s + fault.duration_s
        extra = crowd(segments, start_s, end_s, (fault.factor - 1.0) * share)
        source(builder, number + CROWD * nth, extra, row, 1)


def attacks(faults: tuple[Fault, ...], caches: list[str]) -> list[Attack]:
    """The attacks that meet one of these caches."""
    return [fault for fault in faults if isinstance(fault, Attack) and caches and fault.node in (ALL_CACHES, *caches)]


def hostile(
    builder: Builder,
    kind: int,
    nth: int,
    fault: Attack | Scan,
    until_s: float,
    endpoint: int,
    asks_for: int = ANYTHING,
) -> None:
    """What the nth fault of its kind (from 1 on) brings: a steady stream of its own, all of it for one endpoint."""
    start_s = fault.start_s or 0.0
    end_s = until_s if fault.duration_s is None else min(start_s + fault.duration_s, until_s)
    if end_s > start_s:
        segment = Segment(start_s, end_s, fault.rate_rps, 0.0, 0.0, fault.rate_rps * (end_s - start_s))
        source(builder, stream(kind, 0, nth), [segment], endpoint, 1, asks_for)


def buyers(builder: Builder, given: Sale, until_s: float, first: int, count: int) -> None:
    """Those who come for a ticket, evenly while the sale begins."""
    start_s = given.start_s or 0.0
    end_s = min(start_s + (given.duration_s or 0.0), until_s)
    if end_s > start_s:
        segment = Segment(start_s, end_s, given.rate_rps, 0.0, 0.0, given.rate_rps * (end_s - start_s))
        source(builder, stream(SALE), [segment], first, count)


def endpoint(
    builder: Builder,
    name: str,
    counts_as: int,
    start_pc: int,
    *,
    writes: bool = False,
    upto: float = 1.0,
    kb: float = 0.0,
    patience: int = 0,
    posts: bool = False,
) -> int:
    """Something that can be asked for: what it counts as, where its program starts, and how patient (a row) its clients
    are. `posts`: its write is a post. Its row."""
    builder.endpoints.append(EndpointInfo(name, counts_as, writes))
    return builder.row(
        "endpoints", (upto, kb * 1000, start_pc, counts_as, int(writes), patience, *[0] * 14, int(posts))
    )
