"""Who is logged out when servers come, die and are deployed, against closed forms; how long sticky sessions weigh on
those who were there first; and what a store of sessions costs, that everybody shares."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.dataplane import opcodes as code
from playground.dataplane.seats import tables
from playground.dataplane.seats.tables import NOWHERE
from playground.design.autoscale import Autoscale
from playground.design.design import WebSystem
from playground.design.sessions import Kept, Sessions, SessionStore, Sticky, WithoutStore
from playground.design.shape import Spike
from playground.design.web import Release
from playground.measure import latency, people, traffic, utilisation
from playground.plan.sessions import LEADS, PLACEMENT
from playground.result import Result
from playground.result.people import WAYS_TO_LOSE
from playground.run import Run, run
from playground.theory import sticky_drain
from tests.agree.one_session import JOIN_S, growing, guest_system, in_time, logged_out, moved
from tests.agree.replications import agrees, many

SHARED = Sessions(kept=Kept.STORE, sticky=Sticky.NONE)
KNOWN = {"store": SHARED, **{str(sticky): Sessions(sticky=sticky) for sticky in Sticky}}
RUNS = 30


def here_again(span_s: float) -> float:
    """The share of the people who ask within so many seconds: each does so once a second, at random."""
    return -math.expm1(-span_s)


def by(result: Result) -> dict[str, int]:
    """How many were logged out, by how they lost their session."""
    found = people.sessions(result)
    assert found is not None
    return found.by


def test_the_design_and_the_kernel_name_ways_to_a_server_alike() -> None:
    assert [LEADS[sticky] for sticky in Sticky] == [code.FREELY, code.BY_COOKIE, code.BY_MAP, code.BY_MAP]
    assert PLACEMENT == {Sticky.MODULO: code.BY_MODULO, Sticky.RING: code.ON_RING}


# A server comes


@pytest.mark.parametrize("before", [1, 2, 4])
@pytest.mark.parametrize(("way", "guests"), [("modulo", 2000), ("ring", 6000)])
def test_a_server_that_is_added_logs_out_whom_the_map_moves(way: str, guests: int, before: int) -> None:
    """The balancer's map is dealt anew when the autoscaler's server joins."""
    design = growing(guests, KNOWN[way], before, before + 1, seconds=JOIN_S + 6)
    share = moved(KNOWN[way], before + 1, before)
    assert agrees(many(design, lambda r: logged_out(r, JOIN_S), RUNS), share * here_again(6))


def test_the_modulo_moves_nearly_everybody_and_the_ring_as_few_as_can_be() -> None:
    """n/(n+1) of all, and on the ring, by 100 points a server, 1/(n+1) give or take a tenth of it."""
    of_theory = []
    for now in range(2, 41):
        share = sticky_drain.users_who_lose_their_session(sticky_drain.Sessions.MODULO, now - 1, now)
        assert share == 1 - 1 / now
        assert moved(KNOWN["modulo"], now, now - 1) == pytest.approx(share, abs=0.003)
        share = sticky_drain.users_who_lose_their_session(sticky_drain.Sessions.RING, now - 1, now)
        of_theory.append(moved(KNOWN["ring"], now, now - 1) / share)
    assert np.mean(of_theory) == pytest.approx(1, abs=0.05)
    assert 0.05 < np.std(of_theory) < 0.15


@pytest.mark.parametrize("way", ["cookie", "store"])
def test_a_server_that_is_added_logs_out_nobody_by_cookie_or_from_a_store(way: str) -> None:
    """Though it gets requests: of whoever is new."""
    result = run(growing(1000, KNOWN[way], 2, 3, seconds=JOIN_S + 6, session_s=20.0))
    assert [order.what for order in result.orders] == ["scale_out", "join"]
    assert [server.name for server in result.servers if server.picked > 100] == ["web-1", "web-2", "web-3"]
    assert sum(by(result).values()) == 0


def test_what_old_servers_have_too_much_is_halved_every_10_s() -> None:
    """Two servers become four. Sessions last 14.4 s; a cookie leads them to where they began, and new ones anywhere."""
    before, after = 2, 4
    session_s = 10 / math.log(2)
    assert sticky_drain.excess_half_life_s(session_s) == pytest.approx(10)
    design = growing(8000, KNOWN["cookie"], before, after, seconds=JOIN_S + 20, session_s=session_s)
    led = 1 - 1 / design.workload.requests_per_session  # the first request of a session is led nowhere
    rows = many(design, lambda r: [_excess(r, before, JOIN_S + since_s) for since_s in (0, 10)], RUNS)
    for place, since_s in enumerate((0.0, 10.0)):
        inside = np.linspace(since_s, since_s + 10, 1001)
        old = [sticky_drain.sessions_per_old_server(float(t), led, before, after, session_s) for t in inside]
        assert agrees([row[place] for row in rows], float(np.mean(old)) - led / after)


def _excess(result: Result, old: int, from_s: float) -> float:
    """Of all requests of 10 s, the share of a server that was there before, less that of an even spread. Each request
    is the same work."""
    servers = [utilisation.measuring(result, server.name)[0].busy_ns for server in result.servers]
    busy = [in_time(result, busy_ns, from_s, from_s + 10) for busy_ns in servers]
    return sum(busy[:old]) / old / sum(busy) - 1 / len(busy)


# A server goes


@pytest.mark.parametrize(("way", "guests"), [("cookie", 6000), ("ring", 6000), ("modulo", 2000)])
def test_a_server_dies_and_comes_back(way: str, guests: int) -> None:
    """One of four. By a map the same users move there and back; a cookie leads nobody back."""
    share = 1 / 4 if way == "cookie" else moved(KNOWN[way], 4, 2)
    design = guest_system(guests, KNOWN[way], "kill:web-3@1+11", seconds=22.0)
    rows = many(design, lambda r: (logged_out(r, 0, 12), logged_out(r, 12), by(r)["elsewhere"]), RUNS)
    assert agrees([died for died, _, _ in rows], share * here_again(9))
    if way == "cookie":
        assert {elsewhere for _, _, elsewhere in rows} == {0}
    else:
        assert agrees([back for _, back, _ in rows], share * here_again(9))


def test_a_server_dies_and_nobody_is_logged_out_where_sessions_are_in_a_store() -> None:
    result = run(guest_system(1000, SHARED, "kill:web-3@1+11", seconds=22.0))
    assert traffic.failures(result)["node_down"] > 100
    assert sum(by(result).values()) == 0


@pytest.mark.parametrize("servers", [2, 4, 8])
def test_without_stickiness_a_request_finds_its_session_by_chance(servers: int) -> None:
    design = guest_system(2000, KNOWN["none"], seconds=10.0, servers=servers)
    rows = many(design, lambda r: sum(by(r).values()) / people.people(r).asked, RUNS)
    assert agrees(rows, (servers - 1) / servers)


@pytest.mark.parametrize("drain_s", [10.0, 20.0])
def test_of_sessions_that_a_cookie_leads_to_a_server_that_is_drained_some_outlive_the_drain(drain_s: float) -> None:
    """exp(-d / 20 s) of them, which are lost; without a drain it is all that are there when the server leaves."""
    at_once = many(leaving(0.0), _lost, RUNS)
    drained = many(leaving(drain_s), _lost, RUNS)
    shares = [after / there for after, there in zip(drained, at_once, strict=True)]
    assert agrees(shares, math.exp(-drain_s / 20))


def leaving(drain_s: float) -> WebSystem:
    """A crowd that needs two servers is over at 5 s, and at 10 s one of them leaves."""
    scale = Autoscale(target_utilisation=0.05, max_servers=2, interval_s=5.0, cooldown_s=0.0, drain_s=drain_s)
    crowd = Spike(start_s=0.0, duration_s=5.0, factor=2.0)
    knobs = {"servers": 1, "work_ms": 0.015, "asks_s": 0.5, "session_s": 20.0}
    return guest_system(5000, KNOWN["cookie"], seconds=11 + drain_s, autoscale=scale, shape=crowd, **knobs)


def _lost(result: Result) -> int:
    assert [(o.t_ns / 1e9, o.what) for o in result.orders][:1] == [(10.0, "drain")]
    assert result.sessions is not None
    return result.sessions.keepers[1].lost


# A deploy


@pytest.mark.parametrize(("way", "times"), [("cookie", 0.75 * ((4 / 3) ** 4 - 1)), ("modulo", 2.5), ("ring", 2.0)])
def test_a_rolling_deploy_logs_out_everybody_and_many_again(way: str, times: float) -> None:
    """One of four servers after the other, each away for 8 s.

    By a cookie: whoever is logged out by the k-th is then on one of three others, of which 4 - k are still to be
    restarted; so E(k) = 1 + (the sum of E(j) over j > k) / 3 = (4/3)^(4 - k), on average 1.62. On the ring: away from
    one's server, and back to it. By modulo: 3/4 move when the first leaves and when the last is back, and 1/3 at each
    of three changes between.
    """
    design = guest_system(2000, KNOWN[way], "deploy:web@1", seconds=41.0)
    assert agrees(many(design, logged_out, RUNS), times * here_again(8))


@pytest.mark.parametrize("way", ["cookie", "modulo", "ring"])
def test_after_a_rolling_deploy_nobody_has_the_session_any_more_that_they_had_before(way: str) -> None:
    """Whoever is here has one from after the restart of the server that keeps it."""
    playing = Run(guest_system(1000, KNOWN[way], "deploy:web@1", seconds=41.0))
    seats = playing._plane.world.seats
    assert set(seats["life"]) == {0}
    playing.advance()
    assert (seats["life"][seats["home"] != NOWHERE] > 0).all()


@pytest.mark.parametrize("way", Sticky)
def test_all_servers_at_once_log_out_everybody_who_asks_again_exactly_once(way: Sticky) -> None:
    release = Release(batch_share=1.0, drain_s=0.0, restart_s=1.0)
    result = run(guest_system(1000, KNOWN[way], "deploy:web@1", seconds=20.0, release=release))
    assert by(result)["deployed"] == pytest.approx(1000, abs=3), "a few have left before they asked again"


@pytest.mark.parametrize("batch_share", [0.25, 0.5, 1.0])
def test_a_deploy_logs_out_nobody_where_sessions_are_in_a_store(batch_share: float) -> None:
    release = Release(batch_share=batch_share, drain_s=0.5, restart_s=1.0)
    result = run(guest_system(1000, SHARED, "deploy:web@1", seconds=20.0, release=release))
    assert [order.what for order in result.orders][-1] == "deploy_ends"
    assert sum(by(result).values()) == 0


def test_who_logs_in_costs_a_core_its_time_and_a_deploy_is_a_storm_of_logins() -> None:
    """1 ms a page, 20 ms a login; a core does one thing at a time."""
    p99_ms = {}
    for login_ms in (0.0, 20.0):
        known = KNOWN["cookie"].model_copy(update={"login_ms": login_ms})
        result = run(guest_system(600, known, "deploy:web@10", seconds=60.0, work_ms=1.0))
        found = people.sessions(result)
        assert found is not None
        assert found.logins > 600 * 1.5
        busy_ns = sum(utilisation.measuring(result, row.name)[0].busy_ns.sum() for row in result.servers)
        served = traffic.requests(result).served
        assert busy_ns / 1e6 == pytest.approx(served + login_ms * found.logins, rel=1e-3)
        p99_ms[login_ms] = latency.summary(result).p99_ms
    assert p99_ms[20.0] > 20 * p99_ms[0.0]


# The store

CALM = {"cores": 192, "contention": 0.0, "coherency": 0.0}
STORE = SessionStore(work_ms=0.25, hop_ms=0.4, timeout_s=0.1, **CALM)
HOP_NS, STORE_NS, TIMEOUT_NS = 400_000, 650_000, 100_000_000  # nothing else takes time


def stored(*faults: str, **store: object) -> Result:
    """A thousand people, whose sessions are in a store that is never busy."""
    known = SHARED.model_copy(update={"store": STORE.model_copy(update=store)})
    return run(guest_system(1000, known, *faults, seconds=30.0))


def test_a_store_adds_its_way_and_its_work_to_every_page() -> None:
    without, with_it = run(guest_system(1000, KNOWN["none"], seconds=30.0)).endpoints[0], stored().endpoints[0]
    assert without.offered == without.served == with_it.served
    assert (without.latency_ns, with_it.latency_ns) == (0, STORE_NS * with_it.served)


@pytest.mark.parametrize("without", WithoutStore)
@pytest.mark.parametrize(
    ("how", "reason", "waited_ns"),
    [
        ("kill", "store_down", HOP_NS),
        ("kill-silent", "call_timed_out", TIMEOUT_NS),
        ("cut", "call_timed_out", TIMEOUT_NS),
    ],
)
def test_a_page_without_its_store_fails_or_does_not_know_who_asks(
    how: str, reason: str, waited_ns: int, without: WithoutStore
) -> None:
    """From 10 s to 20 s. A store that refuses says so at once; one that says nothing costs its timeout."""
    result = stored(f"{how}:session-store@10+10", without=without)
    (page,), found = result.endpoints, people.sessions(result)
    assert found is not None
    missed = page.failed + found.anonymous
    assert missed == pytest.approx(in_time(result, result.requests.offered, 10, 20), abs=5), "a few were on their way"
    assert page.latency_ns + page.failure_ns == STORE_NS * (page.offered - missed) + waited_ns * missed
    if without is WithoutStore.FAIL:
        assert page.failures == {reason: missed}
    else:
        assert (page.failed, page.served) == (0, page.offered)


@pytest.mark.parametrize("without", WithoutStore)
@pytest.mark.parametrize(("how", "forgets"), [("kill", True), ("kill-silent", True), ("kill", False), ("cut", True)])
def test_a_store_that_has_died_knows_nobody_unless_its_memory_outlives_it(
    how: str, forgets: bool, without: WithoutStore
) -> None:
    """One that was only out of reach has lost nothing either."""
    result = stored(f"{how}:session-store@10+10", forgets=forgets, without=without)
    lost = 0 if how == "cut" or not forgets else 1000
    assert by(result) == {
        "died": pytest.approx(lost, abs=3 * bool(lost)),
        "deployed": 0,
        "scaled_in": 0,
        "elsewhere": 0,
    }
    assert logged_out(result, 0, 20) == 0, "nobody can be told before it is back"


def test_ways_to_lose_a_session_have_the_numbers_of_the_data_plane() -> None:
    numbers = {"died": tables.DIED, "deployed": tables.DEPLOYED, "scaled_in": tables.SCALED_IN}
    assert {**numbers, "elsewhere": tables.ELSEWHERE} == {name: place for place, name in enumerate(WAYS_TO_LOSE)}
