"""Who comes: one source of arrivals per region and kind, and one more for every crowd that a fault brings.

Each source is a stream that counts for itself; its number says what it is, so that adding one changes nobody else's
luck.
"""

from __future__ import annotations

from playground.design.fault import Crowd
from playground.plan.builder import Builder
from playground.traffic.rate import Segment, crowd

REQUESTS, BUNDLES, REPLAY = 1, 2, 3
REGION, CROWD = 16, 4096  # steps in the number of a stream


def stream(kind: int, region: int = 0, crowd_number: int = 0) -> int:
    """The number of a stream: what comes, from which region, and with which crowd (0: everyday)."""
    return kind + REGION * region + CROWD * crowd_number


def source(builder: Builder, number: int, segments: list[Segment], first_endpoint: int, endpoints: int) -> None:
    """A source whose requests are for `endpoints` consecutive endpoints, by their shares."""
    if not segments:
        return
    first = len(builder.rows.get("profile", []))
    for segment in segments:
        builder.row("profile", tuple(segment))
    index = len(builder.rows.get("sources", []))
    builder.row("sources", (0, 0, 0, 0.0, first, first + len(segments), index, first_endpoint, endpoints, 0, number))


def replay(builder: Builder, first_endpoint: int, endpoints: int) -> None:
    """A source whose times, keys and sizes come from a recorded log."""
    index = len(builder.rows.get("sources", []))
    builder.row("sources", (0, 0, 0, 0.0, 0, 0, index, first_endpoint, endpoints, 1, stream(REPLAY)))


def crowds(builder: Builder, number: int, segments: list[Segment], faults: tuple, first: int, count: int) -> None:
    """The extra arrivals of every dated crowd."""
    for nth, fault in enumerate((f for f in faults if isinstance(f, Crowd)), start=1):
        start_s = fault.start_s or 0.0
        end_s = segments[-1].end_s if fault.duration_s is None else start_s + fault.duration_s
        extra = crowd(segments, start_s, end_s, fault.factor - 1.0)
        source(builder, number + CROWD * nth, extra, first, count)
