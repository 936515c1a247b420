"""Requests that are followed through the picture go along its lines, forward in time, and come home."""

from __future__ import annotations

import pytest

from playground.design.change import put_all
from playground.design.ladder import STAGES, stage
from playground.diagram.topology import topology
from playground.lessons.catalogue import translator
from playground.run import run
from playground.ui.journey.sampled import sampled

T = translator("en")


@pytest.mark.parametrize("name", [row.name for row in STAGES])
def test_they_go_along_the_lines_of_the_picture_and_come_home(name: str) -> None:
    design = put_all(stage(name).design, {"seconds": 8.0, "warmup_s": 2.0})
    lines = topology(design).to_undirected()
    rows = sampled(run(design), T)
    assert rows
    for row in rows:
        assert row["legs"]
        upto_s, at = row["born_s"], "users"
        for start_s, end_s, one, other in row["legs"]:
            assert lines.has_edge(one, other)
            assert one == at
            assert upto_s - 1e-5 <= start_s <= end_s <= row["end_s"] + 1e-5
            upto_s, at = end_s, other
        assert at == "users" or not row["is_served"]


def test_those_of_a_dead_server_say_what_became_of_them() -> None:
    faults = [{"kind": "kill", "node": "web-2", "start_s": 5.0, "duration_s": 20.0}]
    values = {"seconds": 30.0, "warmup_s": 2.0, "faults": faults}
    design = put_all(stage("load-balancer").design, values)
    bad = [row for row in sampled(run(design), T) if not row["is_served"]]
    assert bad
    assert all("web-2" in {leg[3] for leg in row["legs"]} for row in bad if row["outcome"] == T("reason.node_down"))
    assert any(row["outcome"] == T("reason.node_down") for row in bad)
