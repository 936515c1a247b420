"""Names, windows, links, streams, and what the builder refuses."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.dataplane import opcodes as code
from playground.dataplane.tables import STACK
from playground.design import catalogue
from playground.design.change import put_all
from playground.plan import make
from playground.plan.arrivals import BUNDLES, REPLAY, REQUESTS, stream
from playground.plan.builder import Builder
from playground.plan.client import no_patience
from playground.plan.plan import window_ns
from playground.plan.walk import Walk

WEBS = ("web-1", "web-2", "web-3", "web-4")


@pytest.mark.parametrize(
    ("name", "nodes"),
    [
        ("single-server", ("entry", "server")),
        ("split-tiers", ("entry", "web-1", "database")),
        ("load-balancer", ("entry", *WEBS, "balancer", "database")),
        ("mm1", ("station",)),
        ("tandem", ("station", "second")),
        ("web-chain", (*WEBS[:3], "cache", "database")),
    ],
)
def test_node_names(name: str, nodes: tuple[str, ...]) -> None:
    plan = make(catalogue.find(name))
    assert plan.nodes == nodes
    assert [plan.node(node) for node in nodes] == list(range(len(nodes)))
    assert plan.node("web-99") is None


@pytest.mark.parametrize(
    ("changes", "nodes"),
    [
        ({"web.servers": 2}, {"web-1", "web-2"}),
        ({"web.autoscale.max_servers": 6}, {"web-1", "web-6"}),
        ({"database.shared": False}, {"database-1", "database-4"}),
        ({"external.share_of_orders": 0.5}, {"external-api"}),
    ],
)
def test_nodes_that_a_knob_brings(changes: dict[str, object], nodes: set[str]) -> None:
    assert nodes <= set(make(put_all(catalogue.find("load-balancer"), changes)).nodes)


def test_links_of() -> None:
    plan = make(catalogue.find("load-balancer"))

    def named(node: str) -> list[str]:
        return [plan.links[row] for row in plan.links_of(node)]

    assert named("web-2") == ["balancer>web-2", "web-2>database"]
    assert named("database") == [f"{web}>database" for web in WEBS]
    assert named("balancer") == [*(f"balancer>{web}" for web in WEBS), "users>balancer"]
    assert named("balancer>web-3") == ["balancer>web-3"]
    assert named("web") == []
    assert named("web-9") == []
    assert named("users") == []


ANY = ("web", "b-web", "worker", "b-worker", "cdn", "dns")


def test_every_link_joins_what_there_is() -> None:
    for name in catalogue.names():
        plan = make(catalogue.find(name))
        for link in plan.links:
            near, far = link.split(">")
            # probes of a CDN know each edge by its place; any web server, worker, or edge of a region is meant by one
            assert far in plan.nodes or link == "cdn>edges"
            assert near in plan.nodes or near.startswith(("users", "edges")) or near in ANY


def test_stations_stand_on_their_nodes() -> None:
    plan = make(catalogue.find("load-balancer"))
    rows = [(info.name, info.node) for info in plan.stations]
    assert ("cores", "web-3") in rows
    assert ("pool", "web-4") in rows
    assert ("database cores", "database") in rows
    assert [plan.nodes[int(row["node"])] for row in plan.layout.stations] == [info.node for info in plan.stations]
    measured = [info.node for info in plan.stations if info.measures_node]
    assert sorted(measured) == sorted(set(measured))


def test_a_check_for_every_server() -> None:
    plan = make(catalogue.find("load-balancer"))
    assert [(check.server, check.place, check.prober) for check in plan.checks] == [
        (web, place, "balancer") for place, web in enumerate(WEBS)
    ]
    assert {check.start_pc for check in plan.checks} == {plan.programs["probe"][0]}
    assert make(catalogue.find("split-tiers")).checks == ()


ROUND = {digit * 10**power for digit in (1, 2, 5) for power in range(6, 24)}


@given(st.floats(0.01, 1e6), st.floats(0.001, 200_000))
def test_windows_are_round_few_and_full_enough(seconds: float, rate_rps: float) -> None:
    """At most 300; with 200 requests in each, or with a fiftieth of all where there are not enough."""
    found_ns = window_ns(seconds, rate_rps)
    assert found_ns in ROUND
    windows = seconds / (found_ns / 1e9)
    assert windows <= 300 * (1 + 1e-9)
    wanted = min(200.0, seconds * rate_rps / 50)
    assert found_ns / 1e9 * rate_rps >= wanted * (1 - 1e-9)
    smaller = max((w for w in ROUND if w < found_ns), default=0) / 1e9
    assert found_ns == 10**6 or seconds > 300 * smaller * (1 - 1e-9) or smaller * rate_rps < wanted * (1 + 1e-9)


@pytest.mark.parametrize(("name", "window_s"), [("single-server", 2.0), ("split-tiers", 1.0), ("load-balancer", 0.5)])
def test_windows_of_the_stages(name: str, window_s: float) -> None:
    plan = make(catalogue.find(name))
    assert plan.window_ns == window_s * 1e9
    assert math.ceil(plan.end_ns / plan.window_ns) <= 300


def test_streams_have_numbers_of_their_own() -> None:
    numbers = {
        stream(kind, region, crowd)
        for kind in (REQUESTS, BUNDLES, REPLAY)
        for region in range(8)
        for crowd in range(33)
    }
    assert len(numbers) == 3 * 8 * 33
    assert 0 not in numbers


def _two_walks(first: tuple[str, str], second: tuple[str, str]) -> Builder:
    """Two programs, each of which takes two stations in this order."""
    builder = Builder()
    no_patience(builder)
    places = {name: builder.station(name, builder.node(name), 1, system=name, slots=1) for name in ("a", "b", "c")}
    for number, wants in enumerate((first, second)):
        walk = Walk(builder, f"walk-{number}", on_failure=code.VANISH)
        for name in wants:
            walk.seize(places[name])
        for name in reversed(wants):
            walk.release(places[name])
        walk.end(code.VANISH, "gone")
    return builder


def test_nobody_waits_in_a_circle() -> None:
    for refused in ((("a", "b"), ("b", "a")), (("a", "a"), ("b", "c"))):
        with pytest.raises(ValueError, match="wait in a circle: a -> "):
            _two_walks(*refused).layout(orphan_pc=0, drops_abandoned=False)
    builder = _two_walks(("a", "b"), ("b", "c"))
    builder.waits.add(("c", "a"))
    with pytest.raises(ValueError, match="a -> b -> c -> a"):
        builder.layout(orphan_pc=0, drops_abandoned=False)


def test_an_order_is_no_circle() -> None:
    layout = _two_walks(("a", "b"), ("b", "c")).layout(orphan_pc=0, drops_abandoned=False)
    assert len(layout.stations) == 3


def test_children_wait_for_what_their_parent_holds() -> None:
    """A parent that keeps a slot while its children want the same one could wait for ever."""
    builder = Builder()
    no_patience(builder)
    place = builder.station("a", builder.node("a"), 1, system="a", slots=1)
    walk = Walk(builder, "walk", on_failure=code.VANISH)
    walk.seize(place)
    with walk.in_parallel(2):
        walk.seize(place)
        walk.release(place)
    walk.release(place)
    walk.end(code.VANISH, "gone")
    with pytest.raises(ValueError, match="a -> a"):
        builder.layout(orphan_pc=0, drops_abandoned=False)


def test_a_program_may_not_hold_too_much() -> None:
    builder = Builder()
    walk = Walk(builder, "greedy", on_failure=code.VANISH)
    place = builder.station("a", builder.node("a"), 1, system="a", slots=1)
    for _ in range(STACK - 1):
        walk.seize(place)
    with pytest.raises(OverflowError, match=f"greedy holds more than {STACK - 1} things"):
        walk.seize(place)


def test_there_is_no_plan_for_anything_else() -> None:
    with pytest.raises(TypeError, match="no plan for a str"):
        make("load-balancer")  # type: ignore[arg-type]
