"""What a click on a part offers, and the design that it makes."""

from __future__ import annotations

from playground.design.change import plain, put
from playground.design.ladder import stage
from playground.ui import faults
from playground.ui.journey.acting import acts

DESIGN = stage("load-balancer").design
DEAD = {"kind": "kill", "node": "web-2", "silent": False}


def test_a_part_can_be_killed_at_a_moment_of_the_run() -> None:
    hit = faults.at(DESIGN, DEAD, 31.25)
    [row] = plain(hit)["faults"]
    assert (row["kind"], row["node"], row["start_s"]) == ("kill", "web-2", 31.2)
    assert row["start_s"] + row["duration_s"] <= DESIGN.seconds
    assert [row["start_s"] for row in plain(faults.at(hit, DEAD, 40.0))["faults"]] == [40.0], "it is moved, not doubled"
    late = plain(faults.at(DESIGN, DEAD, DESIGN.seconds))["faults"][0]
    assert late["start_s"] < DESIGN.seconds


def test_without_a_moment_it_is_killed_at_the_usual_one() -> None:
    assert faults.at(DESIGN, DEAD, None) == faults.toggle(DESIGN, DEAD)


def test_what_is_offered_follows_the_design() -> None:
    assert acts(DESIGN)["web-2"] == ["kill", "slow", "fewer"]
    assert acts(DESIGN)["database"] == ["kill", "slow"]
    assert "heal" in acts(faults.at(DESIGN, DEAD, 10.0))["web-2"]
    assert "users" not in acts(DESIGN)
    assert "fewer" not in acts(put(DESIGN, "web.servers", 1))["web-1"]
