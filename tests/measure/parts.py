"""The parts of the Result made by hand (factory.py): endpoints, stations, series and histograms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from playground.result import (
    Endpoint,
    Histogram,
    S,
    Series,
    Split,
    Station,
)

MS = 1_000_000
BINS = 100
EDGES_NS = np.arange(BINS + 1, dtype=np.float64) * 10 * MS
REASONS = ("none", "queue_full", "timed_out")
PARTS = (("network", "network"), ("web", "waiting"), ("web", "service"), ("database", "service"))


def bins(**counts: int) -> np.ndarray:
    """(B,) counts by the bin's name: `b3=7` is seven of 30 to 40 ms."""
    row = np.zeros(BINS, np.int64)
    for name, count in counts.items():
        row[int(name[1:])] = count
    return row


def windows(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def station(name: str, node: str, system: str, slots: int | None, busy_s: tuple[float, ...], **more: Any) -> Station:
    """Busy slot seconds per window; nobody waits unless the test says so."""
    busy_ns = np.array([int(value * S) for value in busy_s], np.int64)
    values: dict[str, Any] = {
        "is_front": False,
        "measures_node": False,
        "served": 0,
        "refused": 0,
        "line_ns": np.zeros_like(busy_ns),
        "line_max": np.zeros_like(busy_ns),
        **more,
    }
    stay_ns = int(busy_ns.sum() + values["line_ns"].sum())
    return Station(
        name=name, node=node, system=system, slots=slots, stay_ns=stay_ns, left_ns=0, busy_ns=busy_ns, **values
    )


def stations() -> tuple[Station, ...]:
    """web-1 half busy, web-2 a quarter, the database four fifths; threads of web-1 at nine tenths."""
    line_ns = windows(0, 2 * S, 4 * S, 0)
    front = {"is_front": True, "served": 500}
    return (
        station("worker threads", "web-1", "web", 10, (10, 90, 90, 90), line_ns=line_ns, **front),
        station("cores", "web-1", "web", 2, (1, 10, 10, 10), measures_node=True),
        station("worker threads", "web-2", "web", 10, (1, 10, 10, 10), **front),
        station("cores", "web-2", "web", 2, (1, 5, 5, 5), measures_node=True),
        station("database cores", "database", "database", 2, (16, 16, 16, 16), measures_node=True, **front),
        station("external API", "external-api", "external", None, (1, 1, 1, 1), **front),
    )


def endpoints() -> tuple[Endpoint, ...]:
    """Of 1 000 pages 940 were served, 50 failed and 10 are on their way; of 100 orders 99 were served; 70 bundles."""
    page = Endpoint(
        name="page",
        is_request=True,
        writes=False,
        offered=1000,
        served=940,
        failed=50,
        latency_ns=940 * 20 * MS,
        failure_ns=50 * 100 * MS,
        sent=1100,
        answered=940,
        errors=60,
        abandoned=90,
        late=40,
        acknowledged=0,
        rejected=0,
        unknown=0,
        failures={"queue_full": 20, "timed_out": 30},
        in_flight=10,
        attempts_in_flight=10,
    )
    order = replace(
        page,
        name="order",
        writes=True,
        offered=100,
        served=99,
        failed=1,
        latency_ns=99 * 40 * MS,
        failure_ns=100 * MS,
        sent=100,
        answered=99,
        errors=0,
        abandoned=1,
        late=0,
        acknowledged=99,
        unknown=1,
        failures={"timed_out": 1},
        in_flight=0,
        attempts_in_flight=0,
    )
    bundle = replace(
        order,
        name="bundle",
        is_request=False,
        writes=False,
        offered=70,
        served=70,
        failed=0,
        latency_ns=70 * 5 * MS,
        failure_ns=0,
        sent=70,
        answered=70,
        abandoned=0,
        acknowledged=0,
        unknown=0,
        failures={},
    )
    return (page, order, bundle)


def series(**changes: np.ndarray) -> Series:
    """400 requests in the warm-up and 1 100 after it."""
    values = {
        "offered": windows(400, 400, 400, 300),
        "served": windows(390, 400, 300, 339),
        "failed": windows(0, 0, 51, 0),
        "sent": windows(400, 400, 450, 350),
        "answered": windows(390, 400, 300, 339),
        "late": windows(0, 0, 20, 20),
        "abandoned": windows(0, 0, 91, 0),
    }
    return Series(**{**values, **changes})


def split() -> Split:
    """Of those of 10 to 20 ms all time is web service; of those of 90 to 100 ms half of it is waiting."""
    ns = np.zeros((BINS, len(PARTS)), np.int64)
    ns[1] = (0, 0, 900 * 16 * MS, 0)
    rest = 940 * 20 * MS + 99 * 40 * MS - 900 * 16 * MS
    ns[3] = (39 * MS, 0, 39 * 10 * MS, 0)
    ns[9] = (0, rest // 2, rest - rest // 2 - 39 * 11 * MS, 0)
    return Split(PARTS, ns, np.full((BINS, 16), -1, np.int64))


def latencies() -> tuple[Histogram, ...]:
    """Of the 1 039 served 900 took 10 to 20 ms, 39 took 30 to 40 ms, 100 took 90 to 100 ms."""
    return (
        Histogram(EDGES_NS, bins(b1=840, b9=100)),
        Histogram(EDGES_NS, bins(b1=60, b3=39)),
        Histogram(EDGES_NS, bins(b0=70)),
    )


def window_latency() -> Histogram:
    """The windows' served: all at 5 ms; half at 15, half at 35; 200 at 15, 100 at 95; 99 at 15, 240 at 25."""
    rows = [bins(b0=390), bins(b1=200, b3=200), bins(b1=200, b9=100), bins(b1=99, b2=240)]
    return Histogram(EDGES_NS, np.array(rows))
