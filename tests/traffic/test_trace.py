"""A trace: its identity, what a Design holds of it, and how fast it is replayed."""

from __future__ import annotations

import numpy as np
import pytest

from playground.design.catalogue import find
from playground.design.change import get, put
from playground.traffic.trace import Trace


def trace(count: int = 4, seconds: float = 2.0, name: str = "a.log") -> Trace:
    return Trace(
        name=name,
        at_s=np.linspace(0, seconds, count),
        key=np.arange(count),
        kind=np.zeros(count, np.uint8),
        size=np.full(count, np.nan),
    )


def test_its_hash_is_that_of_what_it_holds() -> None:
    assert trace().sha256 == trace(name="b.log").sha256
    assert trace().sha256 != trace(seconds=2.5).sha256
    assert len(trace().sha256) == 64


def test_a_design_holds_a_reference() -> None:
    reference = trace(name="x" * 500).reference
    assert (reference.sha256, reference.lines, len(reference.name)) == (trace().sha256, 4, 120)
    design = put(find("load-balancer"), "workload.replay", reference.model_dump())
    assert get(design, "workload.replay.lines") == 4
    assert set(get(design, "workload.replay")) == {"sha256", "name", "lines", "speed_up"}


def test_the_speed_up_makes_a_mean_of_a_hundred_a_second() -> None:
    row = trace(count=1000, seconds=500.0)
    assert row.speed_up(None) == pytest.approx(50.0)
    assert len(row) / (row.seconds / row.speed_up(None)) == pytest.approx(100.0)
    assert row.speed_up(3.0) == 3.0


def test_a_trace_of_one_request() -> None:
    one = trace(count=1, seconds=0.0)
    assert one.seconds == 0
    assert one.speed_up(None) > 0
