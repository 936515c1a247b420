"""Who stands in the picture, and who talks to whom."""

from __future__ import annotations

import networkx as nx
import pytest

from playground.design.change import put, put_all
from playground.design.design import Common, WebSystem
from playground.design.exposure import hidden, possible_servers, reachable, server_names
from playground.design.ladder import STAGES, stage
from playground.diagram.moments import moments
from playground.diagram.topology import EDGE, ENTRY, EXTERNAL, MONITOR, SHIELD, USERS, killable, topology
from playground.run import run

BUILT = [row.design for row in STAGES if row.is_built]
PARTED = [
    put_all(stage(name).design, {"services.join": "batched", "services.parts.1.machines": 2})
    for name in ("split-tiers", "load-balancer", "multi-dc")
]
PARTED.append(put_all(stage("replicas").design, {"queue.way": "queue", "read_model.refresh_s": 1.0}))

NOT_OURS = (USERS, ENTRY, MONITOR, EXTERNAL, EDGE, SHIELD)


def _system(design: Common) -> WebSystem:
    assert isinstance(design, WebSystem)
    return design


def _short(design: WebSystem) -> WebSystem:
    short = put_all(
        design, {"seconds": 3.0, "warmup_s": 1.0, "workload.rate_rps": 20.0, "external.share_of_orders": 0.5}
    )
    assert isinstance(short, WebSystem)
    return short


@pytest.mark.parametrize("design", [*BUILT, *PARTED], ids=lambda design: design.name)
def test_nodes_are_those_of_a_run(design: WebSystem) -> None:
    result = run(_short(design))
    assert set(topology(_short(design))) - {"users"} == {node.name for node in result.nodes}


@pytest.mark.parametrize("design", [*BUILT, *PARTED], ids=lambda design: design.name)
def test_everything_is_reached_from_the_users_and_layers_only_rise(design: WebSystem) -> None:
    graph = topology(design)
    assert set(nx.descendants(graph, "users")) == set(graph) - {"users"}
    assert nx.is_directed_acyclic_graph(graph)
    layers = graph.nodes(data="layer")
    assert all(layers[a] <= layers[b] for a, b in graph.edges)


def test_single_server_holds_everything() -> None:
    graph = topology(put(stage("single-server").design, "web.cache_items", 100))
    assert graph.nodes["server"]["parts"] == ("web", "cache", "database")
    assert killable(graph) == ("server",)


def test_several_boxes_have_databases_of_their_own() -> None:
    design = put(stage("single-server").design, "web.servers", 3)
    assert killable(topology(design)) == ("web-1", "web-2", "web-3")
    apart = put(put(stage("split-tiers").design, "web.servers", 2), "database.shared", False)
    assert {"database-1", "database-2"} <= set(topology(apart))


@pytest.mark.parametrize("servers", [1, 2, 7])
@pytest.mark.parametrize("design", BUILT, ids=lambda design: design.name)
def test_every_machine_is_reachable_or_hidden(design: WebSystem, servers: int) -> None:
    """What is drawn as a machine of ours is what has an address, public or private, or may come later."""
    many = _system(put(design, "web.servers", servers))
    to_come = set(possible_servers(many)) - set(server_names(many))
    drawn = [name for name, kind in topology(many).nodes(data="kind") if kind not in NOT_OURS]
    ours = [name for name in drawn if name not in to_come]
    assert sorted(ours) == sorted((*reachable(many), *hidden(many)))


def test_servers_that_may_come_are_drawn_and_are_out_until_they_do() -> None:
    scale = {"max_servers": 4, "boot_s": 1.0, "interval_s": 1.0, "target_utilisation": 0.15}
    changes = {
        "web.servers": 2,
        "web.autoscale": scale,
        "seconds": 6.0,
        "warmup_s": 0.5,
        "workload.daily_users": 70_000,
        "start": "cold",
    }
    result = run(put_all(stage("load-balancer").design, changes))
    orders = [(order.what, order.node) for order in result.orders]
    assert orders == [("scale_out", "web-3"), ("join", "web-3")]
    assert possible_servers(result.design) == ("web-1", "web-2", "web-3", "web-4")
    found = moments(result)
    assert not any(found.is_out["web-2"])
    assert found.is_out["web-3"] == [end_s < 2.0 for end_s in found.end_s]
    assert all(found.is_out["web-4"])
