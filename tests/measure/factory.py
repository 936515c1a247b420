"""A Result made by hand: four windows of 10 s, the first of them warm-up, two web servers and a database.

Latency bins are 10 ms wide, so the percentiles below are the middles 5, 15, 25 … ms. Whatever a test needs otherwise it
replaces.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from playground.design.ladder import stage
from playground.result import Histogram, Link, Little, Log, Node, Order, Result, S, Series, Server
from tests.measure.parts import (
    BINS,
    EDGES_NS,
    MS,
    PARTS,
    REASONS,
    bins,
    endpoints,
    latencies,
    series,
    split,
    station,
    stations,
    window_latency,
    windows,
)

__all__ = [
    "BINS",
    "EDGES_NS",
    "MS",
    "PARTS",
    "REASONS",
    "Histogram",
    "Node",
    "S",
    "Series",
    "bins",
    "endpoints",
    "latencies",
    "orders",
    "replace",
    "result",
    "series",
    "split",
    "station",
    "stations",
    "window_latency",
    "windows",
]


def orders() -> tuple[Order, ...]:
    """web-2 dies at 20 s, is marked down at 24 s, comes back at 30 s and is marked up at 33 s."""
    return (
        Order(20 * S, 0, "kill", "web-2", "fault"),
        Order(24 * S, 1, "mark_down", "web-2", "3 probes missed"),
        Order(30 * S, 2, "revive", "web-2", "fault over"),
        Order(33 * S, 3, "mark_up", "web-2", "2 probes answered"),
    )


def result(**changes: Any) -> Result:
    """The Result described above, with some fields replaced."""
    up = np.zeros(4, np.uint8)
    values: dict[str, Any] = {
        "design": stage("load-balancer").design,
        "seed": 1,
        "runs": 1,
        "end_ns": 40 * S,
        "until_ns": 40 * S,
        "window_ns": 10 * S,
        "warmup_ns": 10 * S,
        "events": 5000,
        "endpoints": endpoints(),
        "latency": latencies(),
        "time_to_failure": Histogram(EDGES_NS, bins(b10=51)),
        "requests": series(),
        "assets": Series(*(windows(20, 20, 25, 25) for _ in range(7))),
        "scans": Series(*(windows(0, 0, 0, 0) for _ in range(7))),
        "window_latency": window_latency(),
        "reasons": REASONS,
        "window_failures": np.array([[0, 0, 0], [0, 0, 0], [0, 20, 31], [0, 0, 0]], np.int64),
        "stations": stations(),
        "nodes": (
            Node("entry", 0, 0, up),
            Node("web-1", 3, 7, up),
            Node("web-2", 5, 0, np.array([0, 0, 1, 0], np.uint8)),
            Node("database", 0, 0, up),
            Node("external-api", 0, 0, up),
        ),
        "links": (Link("balancer>web-1", 0),),
        "servers": (Server("web-1", 600, True), Server("web-2", 500, True)),
        "caches": (),
        "page_caches": (),
        "shelves": (),
        "own_copies": (),
        "people": (),
        "sessions": None,
        "names": None,
        "sites": None,
        "versions": None,
        "logs": (Log("database", 110, 4),),
        "replication": None,
        "sharded": None,
        "behind": None,
        "queues": (),
        "sale": None,
        "timelines": None,
        "pages": None,
        "read_model": None,
        "split": split(),
        "chains": (),
        "smallest": (),
        "orders": orders(),
        "probes": np.zeros((0, 4), np.int64),
        "probe_counts": (20, 3, 0),
        "little": Little(100, 90, 10),
        "asleep": (),
        "over_budget": False,
    }
    return Result(**{**values, **changes})
