"""Who comes, and when: sources that count for themselves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from playground.design.fault import EVERYBODY, Attack, Crowd, Fault, Sale, Scan
from playground.traffic.rate import Segment, crowd
from tests.agree.oracle.chance import Luck, mix, number
from tests.agree.oracle.scheduler import ARRIVAL, EVENT, Moment, Walk

if TYPE_CHECKING:
    from tests.agree.oracle.client import Kind
    from tests.agree.oracle.world import World

REQUESTS, BUNDLES, REPLAY, ATTACK, SCAN, FILES, SALE = 1, 2, 3, 4, 5, 6, 11
REGION, CROWD = 16, 4096

Shares = list[tuple[float, "Kind"]]  # cumulative shares, in the endpoints' order


def from_segments(stream_luck: int, segments: list[Segment]) -> Iterator[tuple[int, int]]:
    """Instants and lucks: arrivals fall where the cumulative rate reaches a running sum of unit exponentials."""
    total, n = 0.0, 0
    rest = list(segments)
    while True:
        luck = mix(stream_luck, n)
        n += 1
        total += Luck(luck).exponential("gap")
        while rest and total >= rest[0].after:
            rest.pop(0)
        if not rest:
            return
        start_s, _, rate, slope, before, _ = rest[0]
        more = total - before
        span_s = more / rate if slope == 0.0 else 2.0 * more / (rate + math.sqrt(rate * rate + 2.0 * slope * more))
        yield int((start_s + span_s) * 1e9 + 0.5), luck


def begin_source(world: World, stream: int, segments: list[Segment], shares: Shares) -> None:
    """A source of users who want one of several things each."""
    if segments:
        coming = from_segments(mix(world.seed, stream), segments)
        place = world.next_source()
        world.clock.process(_come(world, place, ((at, luck, _choice(luck, shares), None, None) for at, luck in coming)))


def begin_replay(world: World, lines: Iterable[tuple[int, Kind, int, float]]) -> None:
    """A source from a log: instants, kinds, keys and sizes."""
    stream_luck = mix(world.seed, REPLAY)
    coming = ((at, mix(stream_luck, n), kind, key, size) for n, (at, kind, key, size) in enumerate(lines))
    world.clock.process(_come(world, world.next_source(), coming))


def begin_crowds(
    world: World,
    stream: int,
    segments: list[Segment],
    faults: tuple[Fault, ...],
    shares: Shares,
    wanted_by: str = EVERYBODY,
    share: float = 1.0,
) -> None:
    """What every dated crowd adds that comes for everything; or for one endpoint (`wanted_by`), of which everyday users
    make this share."""
    for nth, fault in enumerate((fault for fault in faults if isinstance(fault, Crowd)), start=1):
        if fault.node != wanted_by:
            continue
        start_s = fault.start_s or 0.0
        end_s = segments[-1].end_s if fault.duration_s is None else start_s + fault.duration_s
        begin_source(world, stream + CROWD * nth, crowd(segments, start_s, end_s, (fault.factor - 1.0) * share), shares)


def begin_hostile(world: World, nth: int, fault: Attack | Scan, until_s: float, kind: Kind) -> None:
    """Requests at a steady rate for keys that do not exist, or attempts to connect to a machine's own address."""
    start_s = fault.start_s or 0.0
    end_s = min(math.inf if fault.duration_s is None else start_s + fault.duration_s, until_s)
    if start_s < end_s:
        segment = Segment(start_s, end_s, fault.rate_rps, 0.0, 0.0, fault.rate_rps * (end_s - start_s))
        stream = SCAN if isinstance(fault, Scan) else ATTACK
        begin_source(world, stream + CROWD * nth, [segment], [(1.0, kind)])


def begin_buyers(world: World, given: Sale, until_s: float, wanted: Shares) -> None:
    """Those who come for a ticket."""
    start_s, span_s = given.start_s or 0.0, given.duration_s or 0.0
    end_s = min(start_s + span_s, until_s)
    if start_s < end_s:
        rate_rps = given.buyers / span_s
        begin_source(world, SALE, [Segment(start_s, end_s, rate_rps, 0.0, 0.0, rate_rps * (end_s - start_s))], wanted)


def _choice(luck: int, shares: Shares) -> Kind:
    if len(shares) > 1:
        u = number(luck, "endpoint")
        for upto, kind in shares[:-1]:
            if u < upto:
                return kind
    return shares[-1][1]


def _come(world: World, place: int, coming: Iterator[tuple[int, int, Kind, int | None, float | None]]) -> Walk:
    for at_ns, luck, kind, key, size in coming:
        yield Moment(world.clock, at_ns, (EVENT, ARRIVAL, place, 0, 0))
        (kind.client or world.client).asks(kind, luck, kind.size if size is None else size, key)
