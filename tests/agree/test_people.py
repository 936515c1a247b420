"""People, their sessions and their connections, against closed forms; and what a connection costs who is far away."""

from __future__ import annotations

import numpy as np
import pytest

from playground.design import catalogue, change
from playground.design.cdn import Cdn
from playground.design.design import Common
from playground.design.files import FileKind
from playground.design.visits import Visits
from playground.design.workload import Region
from playground.measure import files, latency, people
from playground.run import run
from playground.theory.connections import opened_share
from tests.agree.one_cdn import file_system
from tests.agree.replications import agrees, many

FAR = (Region(rtt_ms=100.0, edge_rtt_ms=10.0),)
NOBODY = (FileKind(name="code", objects=1, mean_kb=1.0, per_page=1e-6),)


def pages(
    visits: Visits, *, seconds: float = 400.0, rate_rps: float = 100.0, net: Cdn | None = None, start: str = "normal"
) -> Common:
    """Ten requests a session for pages that take no time, and hardly a file."""
    design = file_system(NOBODY, net, files_rps=rate_rps / 2, seconds=seconds, regions=FAR, pages=2.0)
    people_of = {"workload.visits": visits.model_dump(), "workload.pages_per_session": 5.0}
    return change.put_all(design, {**people_of, "start": start})


@pytest.mark.parametrize(("session_s", "keep_alive_s"), [(60.0, 10.0), (20.0, 1.0), (60.0, 60.0)])
def test_who_opens_a_connection(session_s: float, keep_alive_s: float) -> None:
    """And who is here at the beginning has one or not as on any day: nothing changes while the run lasts."""
    design = pages(Visits(session_s=session_s, keep_alive_s=keep_alive_s))
    rate_rps = 9 / session_s  # ten requests a session, of which the first begins it
    theory = opened_share(rate_rps, session_s, keep_alive_s)
    assert agrees(many(design, lambda r: people.people(r).opened_share, 40), theory)
    sessions = many(design, lambda r: people.people(r).sessions / people.people(r).asked, 40)
    assert agrees(sessions, 0.1)


def test_as_many_are_here_as_sessions_go_on_at_once() -> None:
    """1/10 of 100 requests a second begin a session of 60 s: 600 people, and 67 seats that are just free."""
    found = people.people(run(pages(Visits(session_s=60.0), seconds=20.0)))
    assert found is not None
    assert found.seats == round(600 * 10 / 9)


@pytest.mark.parametrize("round_trips", [0, 1, 2, 3])
def test_a_connection_costs_round_trips(round_trips: int) -> None:
    """To the origin, 100 ms away, and once a session; pages take no time."""
    visits = Visits(session_s=60.0, keep_alive_s=86_400.0, handshake_round_trips=round_trips)
    result = run(pages(visits))
    found = people.people(result)
    assert found is not None
    expected_ms = 100 + 100 * round_trips * (found.opened["origin"] / found.asked)
    assert latency.summary(result).mean_ms == pytest.approx(expected_ms, rel=0.005)


def test_an_edge_nearby_ends_the_connection() -> None:
    """Then it is opened over 10 ms instead of 100; the page itself still comes from the origin."""
    visits = Visits(session_s=60.0, keep_alive_s=0.0)
    found = {}
    for carries in (False, True):
        result = run(pages(visits, net=Cdn(edges=1, carries_pages=carries), seconds=100.0))
        found[carries] = latency.summary(result).mean_ms
    assert found[False] == pytest.approx(100 + 2 * 100, rel=0.002)
    assert found[True] == pytest.approx(100 + 2 * 10, rel=0.002)


def test_far_users_of_the_stage_pay_for_three_round_trips_without_a_cdn_and_for_little_with_one() -> None:
    """178 ms across the ocean, twice to connect and once to ask; the edge is 20 ms away."""
    stage = change.put_all(
        catalogue.find("cdn"), {"workload.daily_users": 100_000.0, "workload.visits.keep_alive_s": 0.0}
    )
    waits = {}
    for given in ({}, {"cdn": None}):
        _, america = files.by_region(run(change.put_all(stage, given)))
        waits["cdn" in given] = america.page_p50_ms
    assert waits[True] == pytest.approx(3 * 178, rel=0.05)
    assert waits[False] == pytest.approx(178 + 2 * 20, rel=0.1)


def test_a_cold_start_has_no_connections() -> None:
    warm, cold = (run(pages(Visits(session_s=60.0), seconds=5.0, start=start)) for start in ("normal", "cold"))
    early = [people.people(result) for result in (warm, cold)]
    assert early[1].opened_share > 0.6
    assert early[0].opened_share < 0.25
    assert np.isclose(early[0].asked, early[1].asked)
