"""Parts stand inside the picture and beside each other, for every size of the web tier."""

from __future__ import annotations

from itertools import combinations

import pytest

from playground.design.change import put_all
from playground.design.ladder import stage
from playground.diagram import bands
from playground.diagram.layout import Box, Layout, narrow, wide
from playground.diagram.topology import topology


def _overlap(a: Box, b: Box) -> bool:
    return abs(a.x - b.x) * 2 < a.w + b.w - 1e-6 and abs(a.y - b.y) * 2 < a.h + b.h - 1e-6


def _check(layout: Layout) -> None:
    for box in layout.boxes.values():
        assert box.x - box.w / 2 >= 0
        assert box.x + box.w / 2 <= layout.width + 1e-6
        assert box.y - box.h / 2 >= 0
        assert box.y + box.h / 2 <= layout.height + 1e-6
    assert [pair for pair in combinations(layout.boxes, 2) if _overlap(*(layout.boxes[name] for name in pair))] == []


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("servers", [*range(1, 13), 16, 17, 28, 33, 64])
def test_nobody_stands_on_anybody(servers: int, shared: bool) -> None:
    values = {"web.servers": servers, "database.shared": shared, "external.share_of_orders": 0.2}
    graph = topology(put_all(stage("load-balancer").design, values))
    _check(wide(graph))
    _check(narrow(graph))


def test_from_left_to_right_and_from_top_to_bottom() -> None:
    graph = topology(stage("load-balancer").design)
    across, down = wide(graph).boxes, narrow(graph).boxes
    order = ["users", "entry", "balancer", "web-1", "database"]
    assert sorted(order, key=lambda name: across[name].x) == order
    assert sorted(order, key=lambda name: down[name].y) == order


def test_a_picture_keeps_its_height_along_the_ladder() -> None:
    heights = {wide(topology(stage(name).design)).height for name in ("single-server", "split-tiers", "load-balancer")}
    assert len(heights) == 1


@pytest.mark.parametrize("sites", [2, 3, 4])
@pytest.mark.parametrize("servers", [1, 3, 5, 9, 14, 16])
def test_sites_stand_in_bands_of_their_own(servers: int, sites: int) -> None:
    graph = topology(put_all(stage("multi-dc").design, {"web.servers": servers, "sites.count": sites}))
    for found in (bands.wide(graph), bands.narrow(graph)):
        _check(found)
        assert [band.site for band in found.bands] == list(range(sites))
        for name, box in found.boxes.items():
            inside = [band.site for band in found.bands if abs(box.y - band.y - band.h / 2) * 2 <= band.h - box.h]
            inside = [
                site for site in inside if found.bands[site].x <= box.x <= found.bands[site].x + found.bands[site].w
            ]
            assert inside == ([] if graph.nodes[name]["site"] is None else [graph.nodes[name]["site"]]), name
