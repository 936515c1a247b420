"""The autoscaler, timed by hand: it looks at 1, 2, 3 ... s, a server boots for 3 s, and none leaves within 5 s of a
change. Every request is 5 ms of work for servers of one core, so 100 a second are one server's at a target of a half.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from playground.controlplane.autoscale import servers_wanted
from playground.design.autoscale import Autoscale
from playground.design.catalogue import find
from playground.design.change import put_all
from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.endpoint import Call, CallKind
from playground.design.fault import Kill
from playground.design.service import Deterministic
from playground.result import Result, S
from playground.run import Run, run
from tests.controlplane.stories import BALANCER, CHECK, PAGE, ROUND_TRIP_NS, WEB, story

QUIET = BALANCER.model_copy(update={"check": CHECK.model_copy(update={"work_ms": 0.0})})
CALM_RPS, SURGE_S = 20, 4.0  # until the surge begins, and after its end


def web(servers: int = 1, threads: int = 200, queue: int = 100, **changes: Any) -> Any:
    """Servers of which more come, at most four together."""
    given = Autoscale(target_utilisation=0.5, max_servers=4, boot_s=3.0, cooldown_s=5.0, interval_s=1.0)
    scale = given.model_copy(update=changes)
    return WEB.model_copy(
        update={"servers": servers, "worker_threads": threads, "accept_queue": queue, "autoscale": scale}
    )


def births_s(surge_rps: int, until_s: float, end_s: float = 24.0) -> tuple[float, ...]:
    """Evenly: few, then many from 4 s on, then few again."""
    spans = ((0.0, SURGE_S, CALM_RPS), (SURGE_S, until_s, surge_rps), (until_s, end_s, CALM_RPS))
    return tuple(round(since + n / rps, 6) for since, until, rps in spans for n in range(int((until - since) * rps)))


@pytest.mark.parametrize(
    ("busy_ms", "cores", "target", "wanted"),
    [(0, 1, 500, 0), (1, 1, 500, 1), (500, 1, 500, 1), (501, 1, 500, 2), (4000, 4, 500, 2), (4000, 4, 800, 2)],
)
def test_servers_that_the_work_of_a_second_needs(busy_ms: int, cores: int, target: int, wanted: int) -> None:
    found = servers_wanted(busy_ms * 1_000_000, cores=cores, interval_ns=S, target_permille=target)
    assert found == wanted == math.ceil(busy_ms / cores / target)


def test_nothing_happens_while_the_target_is_kept() -> None:
    told = story(at_s=births_s(90, 20.0), seconds=24.0, web=web(), balancer=QUIET)
    assert told.marks() == []
    assert set(told.picks.values()) == {0}


def test_a_surge_starts_a_server_at_the_next_look_and_it_serves_when_it_has_booted() -> None:
    """150 a second are 0.75 of a core, or 1.5 servers."""
    at_s = births_s(150, 20.0, 20.0)
    told = story(at_s=at_s, seconds=21.0, web=web(), balancer=QUIET)
    assert told.marks() == [(5 * S, "scale_out", "web-2"), (8 * S, "join", "web-2")]
    assert {told.picks[at] for at in at_s if at < 7.99} == {0}
    later = [told.picks[at] for at in at_s if at > 8.01]
    assert {one + other for one, other in zip(later[::2], later[1::2], strict=False)} == {1}  # in turns
    assert set(told.fates.values()) == {"served"}


def test_errors_end_with_the_new_server() -> None:
    """250 a second are more than one core can do, and its line is short; two can, and a third is not allowed."""
    at_s = births_s(250, 16.0, 16.0)
    told = story(at_s=at_s, seconds=16.0, web=web(threads=1, queue=10, max_servers=2), balancer=QUIET)
    assert told.marks() == [(5 * S, "scale_out", "web-2"), (8 * S, "join", "web-2")]
    failed = [at for at, fate in told.fates.items() if fate == "queue_full"]
    assert min(failed) > SURGE_S
    assert 7.9 < max(failed) < 8.02  # one or two more while the first in line is at work
    assert len(failed) == pytest.approx((250 - 200) * 4.0, abs=15)  # what one core cannot do, less its line


def test_there_are_never_more_than_allowed() -> None:
    """450 a second on one server are seen as one busy core: two servers, then as two: four, of which three may be."""
    told = story(at_s=births_s(450, 20.0), seconds=24.0, web=web(threads=1, queue=10, max_servers=3), balancer=QUIET)
    assert told.marks()[:4] == [
        (5 * S, "scale_out", "web-2"),
        (8 * S, "join", "web-2"),
        (9 * S, "scale_out", "web-3"),
        (12 * S, "join", "web-3"),
    ]
    assert "web-4" not in {node for _, _, node in told.marks()}


@pytest.mark.parametrize(("cooldown_s", "left_s"), [(5.0, 13), (5.5, 14), (0.0, 10)])
def test_a_server_leaves_when_the_cooldown_is_over(cooldown_s: float, left_s: int) -> None:
    """web-2 joined at 8 s, and nobody needs it from 9 s on, which the look of 10 s sees."""
    told = story(at_s=births_s(190, 9.0), seconds=24.0, web=web(cooldown_s=cooldown_s), balancer=QUIET)
    assert told.marks() == [
        (5 * S, "scale_out", "web-2"),
        (8 * S, "join", "web-2"),
        (left_s * S, "drain", "web-2"),
    ]


def test_all_that_lack_come_at_once_and_leave_one_by_one() -> None:
    """0.95 of a core at a target of a quarter: four servers."""
    told = story(at_s=births_s(190, 9.0), seconds=24.0, web=web(target_utilisation=0.25), balancer=QUIET)
    new = ("web-2", "web-3", "web-4")
    assert told.marks() == [
        *((5 * S, "scale_out", name) for name in new),
        *((8 * S, "join", name) for name in new),
        *((left_s * S, "drain", name) for left_s, name in zip((13, 18, 23), reversed(new), strict=True)),
    ]


def test_nobody_leaves_while_somebody_boots() -> None:
    """web-3 was started for the second from 9 to 10 s; when it joins at 13, nobody needs even web-2 any more."""
    spans = ((0.0, 4.0, 20), (4.0, 9.0, 190), (9.0, 10.0, 290), (10.0, 20.0, 20))
    at_s = tuple(round(since + n / rps, 6) for since, until, rps in spans for n in range(int((until - since) * rps)))
    told = story(at_s=at_s, seconds=20.0, web=web(cooldown_s=0.0), balancer=QUIET)
    assert told.marks() == [
        (5 * S, "scale_out", "web-2"),
        (8 * S, "join", "web-2"),
        (10 * S, "scale_out", "web-3"),
        (13 * S, "join", "web-3"),
        (13 * S, "drain", "web-3"),
        (14 * S, "drain", "web-2"),
    ]


def test_a_drain_ends_when_its_time_is_over_or_another_server_takes_the_place() -> None:
    """web-2 is drained from 13 s on: for 2 s, or not at all, or until it is started again."""
    for drain_s, left_s in ((2.0, 15), (0.0, 13)):
        told = story(at_s=births_s(190, 9.0), seconds=24.0, web=web(drain_s=drain_s), balancer=QUIET)
        assert told.marks()[-2:] == [(13 * S, "drain", "web-2"), (left_s * S, "retire", "web-2")]
    again = tuple(sorted({*births_s(190, 9.0, 16.0), *(16.0 + n / 190 for n in range(1140))}))
    told = story(at_s=again, seconds=22.0, web=web(drain_s=60.0), balancer=QUIET)
    assert told.marks()[-3:] == [(17 * S, "scale_out", "web-2"), (20 * S, "retire", "web-2"), (20 * S, "join", "web-2")]


def test_there_are_as_many_at_the_start_as_the_first_requests_want() -> None:
    """100 a second of 5 ms are half a core: with a target of a quarter two servers, or one from cold; and no look
    changes it."""
    knobs = {"workload.rate_rps": 100.0, "workload.write_share": 0.0, "workload.endpoints": [PAGE.model_dump()]}
    design = put_all(find("load-balancer"), {**knobs, "web": web(target_utilisation=0.25).model_dump()})
    assert isinstance(design, WebSystem)
    assert design.first_servers == 2
    assert put_all(design, {"start": "cold"}).first_servers == 1
    night = put_all(design, {"workload.shape": {"kind": "day", "max_to_min": 4.0}})
    assert night.first_servers == 1
    crowd = put_all(design, {"workload.rate_rps": 10_000.0})
    assert crowd.first_servers == 4


def test_draining_loses_no_request() -> None:
    """Of two requests that are inside at 13.0 s one is on the server that leaves then; later ones meet the other."""
    inside = (12.997, 12.998)
    at_s = tuple(sorted({*births_s(190, 9.0), *inside}))
    told = story(at_s=at_s, seconds=24.0, web=web(), balancer=QUIET)
    assert told.marks()[-1] == (13 * S, "drain", "web-2")
    assert {told.picks[at] for at in inside} == {0, 1}
    assert {told.picks[at] for at in at_s if at >= 13.0} == {0}
    assert set(told.fates.values()) == {"served"}
    assert [server.believed_up for server in told.result.servers] == [True, False, False, False]


def test_the_next_server_of_a_name_is_as_cold_as_the_first() -> None:
    """Two surges, between which web-2 leaves. All ask for one key: each of its two lives begins with a miss."""
    at_s = tuple(
        round(since + n / rps, 6)
        for since, until, rps in ((0.0, 4.0, 20), (4.0, 9.0, 190), (9.0, 16.0, 20), (16.0, 22.0, 190))
        for n in range(int((until - since) * rps))
    )
    told = story(
        at_s=at_s,
        seconds=22.0,
        web=web().model_copy(update={"cache_items": 5}),
        balancer=QUIET,
        page=PAGE.model_copy(update={"calls": (Call(kind=CallKind.READ),)}),
        database=Database(read=Deterministic(mean_ms=1.0)),
    )
    seconds = {"scale_out": (5, 17), "retire": (20,), "join": (8, 20), "drain": (13,)}
    marks = [(t * S, what, "web-2") for what, all_s in seconds.items() for t in all_s]
    assert told.marks() == sorted(marks, key=lambda mark: mark[0])
    caches = {cache.name: cache for cache in told.result.caches}
    assert caches["cache-2"].misses == 2
    assert caches["cache-2"].hits == list(told.picks.values()).count(1) - 2


def test_who_is_not_there_is_not_probed() -> None:
    """The check of 8.0 s has passed when web-2 joins; that of 14.0 s finds it gone."""
    told = story(at_s=births_s(190, 9.0), seconds=24.0, web=web(), balancer=QUIET)
    assert told.probes_s(1) == [10.0, 12.0]
    assert told.probes_s(2) == told.probes_s(3) == []
    assert told.result.probe_counts == (12 + 2, 0, 0)


def test_a_machine_that_is_not_there_cannot_die() -> None:
    """Not before it is started, and not while it boots; once it is there, it can."""
    kills = (
        Kill(node="web-2", start_s=2.0, duration_s=None),
        Kill(node="web-2", start_s=6.0, duration_s=None),
        Kill(node="web-2", start_s=9.5, duration_s=1.0),
    )
    told = story(*kills, at_s=births_s(150, 20.0, 20.0), seconds=20.0, web=web(), balancer=QUIET)
    assert told.result.asleep == ("kill:web-2",)
    assert [(t, what) for t, what, _ in told.marks("web-2")] == [
        (5 * S, "scale_out"),
        (8 * S, "join"),
        (int(9.5 * S), "kill"),
        (int(10.5 * S), "revive"),
    ]


def test_who_is_marked_down_is_missed_and_made_up_for() -> None:
    """Two servers share 150 a second. One dies at 5 s and misses the probes of 6, 8 and 10; the look of 11 starts a
    third, as what one does is as much as two should."""
    told = story(
        Kill(node="web-2", start_s=5.0, duration_s=None),
        at_s=births_s(150, 20.0, 20.0),
        seconds=20.0,
        web=web(servers=2),
        balancer=QUIET,
    )
    assert told.marks() == [
        (5 * S, "kill", "web-2"),
        (10 * S + ROUND_TRIP_NS, "mark_down", "web-2"),
        (11 * S, "scale_out", "web-3"),
        (14 * S, "join", "web-3"),
    ]


def busy(**knobs: Any) -> WebSystem:
    """Four servers of which a crowd makes more than four, from 60 s on; nothing else is in its way."""
    crowd = {"kind": "spike", "start_s": 60.0, "duration_s": 80.0, "factor": 2.0}
    scale = {"boot_s": 25.0, "interval_s": 20.0, "cooldown_s": 20.0, "max_servers": 8}
    design = put_all(
        find("load-balancer"),
        {
            "seconds": 220.0,
            "workload.daily_users": 296_000,
            "web.contention": 0.0,
            "web.coherency": 0.0,
            "database.cores": 32,
            "database.pool_size": 200,
            "web.autoscale": scale,
            "faults": [crowd],
            **knobs,
        },
    )
    assert isinstance(design, WebSystem)
    return design


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_crowd_is_met_as_theory_says(seed: int) -> None:
    """Rate x work of a request / cores / target, at the first look at which the crowd has been there all the time."""
    design = busy()
    load = design.workload
    work_s = sum(load.share_of(row) * row.web_work.mean_ms for row in load.endpoints) / 1000
    wanted = 2 * load.requests_rps * work_s / design.web.cores / 0.5
    assert math.ceil(wanted + 0.4) == math.ceil(wanted - 0.4) > 4  # no noise makes it another number
    result = run(design, seed=seed)
    started = [order for order in result.orders if order.what == "scale_out"]
    assert {order.t_ns for order in started} == {80 * S}
    assert len(started) == math.ceil(wanted) - 4
    joined = [order.t_ns for order in result.orders if order.what == "join"]
    assert joined == [105 * S] * len(started)
    left = [order.t_ns for order in result.orders if order.what == "drain"]
    assert left == [(160 + 20 * n) * S for n in range(len(started))]


def _left_behind(result: Result) -> list[Any]:
    """What users noticed, and what those did who were there."""
    there = [row for row in result.stations if row.served]
    return [
        result.endpoints,
        result.window_latency.counts.tolist(),
        result.requests.served.tolist(),
        [(row.node, row.name, row.busy_ns.tolist(), row.line_ns.tolist()) for row in there],
    ]


def test_with_an_infinite_boot_nothing_changes() -> None:
    plain = run(busy(**{"web.autoscale": None}))
    waiting = run(busy(**{"web.autoscale.boot_s": 86_400.0}))
    assert {order.what for order in waiting.orders} == {"scale_out", "spike_begins", "spike_ends"}
    assert _left_behind(waiting) == _left_behind(plain)
    assert _left_behind(run(busy())) != _left_behind(plain)


def test_recorded_orders_give_the_same_run() -> None:
    """Nobody looks any more, and servers come and go as before."""
    first = run(busy(faults=[{"kind": "spike", "start_s": 60.0, "duration_s": 60.0, "factor": 3.0}]))
    assert {"scale_out", "join", "drain"} <= {order.what for order in first.orders}
    again = Run(first.design, orders_of=first)
    again.advance()
    assert again.result().digest() == first.digest()
