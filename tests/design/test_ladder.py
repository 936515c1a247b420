"""The ladder: twelve names, those that are built, and their sizes from the facts."""

from __future__ import annotations

import pytest

from playground.design.catalogue import find, names
from playground.design.facts import value
from playground.design.ladder import NAMES, STAGES, Stage, stage
from playground.design.problem import BadDesign

BUILT = [row for row in STAGES if row.is_built]


def test_twelve_names_in_the_order_of_growth() -> None:
    assert [row.name for row in STAGES] == list(NAMES)
    assert [row.number for row in STAGES] == list(range(12))
    assert len(set(NAMES)) == 12
    assert NAMES[:3] == ("single-server", "split-tiers", "load-balancer")


def test_the_first_stages_are_built() -> None:
    assert {"single-server", "split-tiers", "load-balancer"} <= {row.name for row in BUILT}


@pytest.mark.parametrize("row", STAGES, ids=NAMES)
def test_the_users_are_the_facts(row: Stage) -> None:
    assert row.daily_users == value("ladder.users")[row.number]


@pytest.mark.parametrize("row", BUILT, ids=[row.name for row in BUILT])
def test_a_stage_has_the_sizes_of_the_facts(row: Stage) -> None:
    design = row.design
    assert design.name == row.name
    assert design.workload.daily_users == value("ladder.users")[row.number]
    if row.name != "stateless":  # 6 to 20, see facts.md
        assert design.web.servers * design.places == value("ladder.web_servers")[row.number]
    assert design.seconds == value("ladder.window_s")[row.number]
    assert design.web.cores == value("ladder.cores")
    assert design.web.worker_threads == value("ladder.worker_threads")
    assert design.web.accept_queue == value("ladder.accept_queue")
    assert design.workload.write_share == value("ladder.write_share")
    assert design.faults == ()
    assert find(row.name) == design


def test_what_sets_the_first_three_stages_apart() -> None:
    single, split, balanced = (stage(name).design for name in NAMES[:3])
    assert (single.database.own_machine, split.database.own_machine) == (False, True)
    assert (single.balancer, split.balancer) == (None, None)
    assert balanced.balancer is not None
    assert not balanced.web.public
    assert single.database.hop_ms == value("network.rtt_same_host_ms")
    assert split.database.hop_ms == value("ladder.hop_ms")
    assert single.entry.link_gbit_s == value("ladder.link_gbit_one_box")
    assert balanced.entry.link_gbit_s == value("ladder.link_gbit_balancer")
    assert {row.kind for row in single.objectives} == {"latency_ms_p99", "error_rate"}
    assert {row.kind for row in balanced.objectives} == {"latency_ms_p99", "error_rate", "survives_one_server"}


def test_the_rate_worked_by_hand() -> None:
    """100 000 users x 3 sessions x 5 pages x 3.16 requests / 86 400 s x 2.6 at the peak."""
    assert stage("single-server").design.workload.requests_rps == pytest.approx(142.64, abs=0.01)


def test_a_stage_that_is_not_built_says_so() -> None:
    ahead = [row for row in STAGES if not row.is_built]
    for row in ahead:
        with pytest.raises(LookupError, match=f"{row.name} is not built yet"):
            _ = row.design
        with pytest.raises(BadDesign, match=f"{row.name} is not built yet; there are single-server"):
            find(row.name)


def test_a_name_that_is_none() -> None:
    with pytest.raises(LookupError, match="no stage called attic; there are single-server"):
        stage("attic")
    for name in ("attic", "", "a\nb", None, 3, [], {"stage": 1}):
        with pytest.raises(BadDesign, match="there is no design called") as caught:
            find(name)
        assert "\n" not in str(caught.value)


def test_the_textbook_stands_beside_the_ladder() -> None:
    assert names()[-7:] == ("mm1", "mmc", "mmck", "md1", "mg1", "tandem", "web-chain")
