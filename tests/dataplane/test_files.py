"""Shelves of files: what they hold, step by step, and every byte of it accounted for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dataplane.files.warm import missed_rps
from playground.design import change
from playground.design.cdn import Cdn
from playground.design.device import Device
from playground.design.files import FileKind
from playground.run import Run
from tests.agree.one_cdn import file_system

CASES = st.fixed_dictionaries(
    {
        "edges": st.integers(1, 3),
        "edge_gb": st.sampled_from([0.001, 0.002, 0.01, 1.0]),
        "admit_second": st.booleans(),
        "shield": st.booleans(),
        "shield_gb": st.sampled_from([0.001, 0.02]),
        "publishing": st.sampled_from(["ttl", "purge", "versioned"]),
        "purge_median_s": st.just(0.5),
        "coalesces": st.booleans(),
    }
)
FAULTS = ("publish:code@2", "purge:cdn@3", "flush:edge-1@4", "kill:edge-1@5+1", "publish:code@6")


@settings(max_examples=40, deadline=None)
@given(CASES, st.sampled_from([0.0, 1.0, 3.0]))
def test_a_shelf_knows_how_many_bytes_it_holds(net: dict, size_cv: float) -> None:
    kind = FileKind(name="code", objects=40, zipf_exponent=0.8, mean_kb=150.0, size_cv=size_cv, ttl_s=2.0)
    run = Run(file_system((kind,), Cdn(**net), files_rps=300.0, seconds=9.0, faults=FAULTS))
    for until_s in (0.001, 2.5, 4.5, 5.5, 9.0):
        run.advance(int(until_s * 1e9))
        world = run._plane.world
        for shelf in world.shelves:
            cache = world.caches[int(shelf["cache"])]
            held = on_shelf(world, shelf)
            assert sum(int(world.file_bytes[file]) for file in held) == cache["held_bytes"] <= shelf["capacity"]
            assert len(held) == cache["count"] <= cache["size"]


def on_shelf(world: Any, shelf: Any) -> list[int]:
    """Which files, the one that was used last first."""
    row, held = int(world.queues[int(world.caches[int(shelf["cache"])]["queue"])]["newest"]), list[int]()
    while row < len(world.entries):
        held.append(int(world.entries[row]["key"]) % len(world.file_bytes))
        row = int(world.entries[row]["older"])
    return held


def test_who_is_never_asked_for_is_on_no_shelf_and_is_never_fetched() -> None:
    """Also where there is room for everything, so that a shelf keeps what it has for ever."""
    kinds = tuple(
        FileKind(name=name, objects=5, mean_kb=10.0, device=device)
        for name, device in (("code", Device.WEB), ("pictures", Device.ANY))
    )
    for shield in (False, True):
        net = Cdn(edges=1, edge_gb=1.0, shield=shield, shield_gb=1.0)
        design = change.put(file_system(kinds, net, files_rps=300.0, seconds=2.0), "workload.app_share", 1.0)
        run = Run(design)
        for at_ns in (0, 2_000_000_000):
            run.advance(at_ns)
            world = run._plane.world
            assert [sorted(on_shelf(world, shelf)) for shelf in world.shelves] == [[5, 6, 7, 8, 9]] * (1 + shield)
        assert [row.offered for row in run.result().endpoints if row.name == "code"] == [0]


def test_a_shield_is_asked_for_what_its_edges_are_asked_for() -> None:
    """For each file at most as often; where all of it is kept for ever, once in a life and a wait."""
    rates_rps, ttl_s = np.array([0.0, 2.0]), np.array([10.0, 10.0])
    assert missed_rps(rates_rps, ttl_s, np.inf).tolist() == pytest.approx([0.0, 1 / 10.5])
    assert missed_rps(rates_rps, ttl_s, 0.0).tolist() == [0.0, 2.0]


def test_the_oldest_makes_room() -> None:
    """Three files of 400 kB each on a shelf of one megabyte: whatever is asked for, two of them are there."""
    kind = FileKind(name="code", objects=3, zipf_exponent=0.0, mean_kb=400.0)
    design = file_system((kind,), Cdn(edges=1, edge_gb=0.001), files_rps=300.0, seconds=20.0, start="cold")
    run = Run(design)
    run.advance()
    (shelf,) = run.result().shelves
    assert shelf.evicted == shelf.misses - shelf.coalesced - 2, "all but the first two fetches push one out"
    assert shelf.hits / (shelf.hits + shelf.misses) == pytest.approx(2 / 3, abs=0.025)
    assert shelf.fetched == (shelf.misses - shelf.coalesced) * 400_000
    assert shelf.sent == (shelf.hits + shelf.misses) * 400_000
