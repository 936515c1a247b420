"""Two sites, timed by hand: one user, whose requests come on dates, and who lives near the first of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.change import parse
from playground.design.design import Common
from playground.traffic.trace import ORDER, PAGE, Trace
from tests.agree.engine import Story, engine, oracle
from tests.agree.oracle.chance import mix

MS = 1_000_000
S = 1000 * MS
TO_A, TO_B = 4 * MS, 100 * MS  # there and back; a connection takes as long again
ASKS = 11 * MS  # a resolver that has to ask the authority
NONE = {"kind": "deterministic", "mean_ms": 0.0}
# The authority's probes leave at 0, 10, 20 … s, wait for 2 s, come back after 15 ms; those of the balancers at once.
CHECK = {"interval_s": 10.0, "timeout_s": 2.0, "fall": 3, "rise": 2, "work_ms": 0.0}
DNS = {"hit_ms": 1.0, "miss_ms": 10.0, "resolvers": 1, "violator_share": 0.0, "browser_s": 0.0, "check_rtt_ms": 15.0}
# The monitor's probes leave each second, and come back after 0.5 ms; those from the second site 100 ms later.
WATCH = {
    "interval_s": 1.0, "timeout_s": 0.5, "fall": 3, "rise": 2, "work_ms": 0.0, "election_s": 1.0, "promotion_s": 2.0,
    "reroute_s": 1.0, "fenced": False,
}  # fmt: skip

tellers = pytest.mark.parametrize("teller", ["engine", "oracle"])


def told(
    teller: str,
    at_s: list[float],
    *faults: dict[str, Any],
    sites: dict[str, Any] | None = None,
    check: dict[str, Any] | None = None,
    ttl_s: float = 0.0,
    watch: dict[str, Any] | None = None,
    seconds: float | None = None,
    key: int = 0,
    kind: int = PAGE,
) -> Story:
    """Nothing takes time but the ways. `check`, `watch`: how the authority and the monitor differ from above."""
    count = len(at_s)
    kinds, sizes = np.full(count, kind, np.uint8), np.full(count, np.nan)
    trace = Trace("dates", np.array(at_s), np.full(count, key, np.int64), kinds, sizes)
    endpoint = {"web_work": NONE, "response_kb": 0.0}
    write = {"kind": "write", "times": 1}
    design = parse(
        {
            "kind": "web-system",
            "seconds": seconds or at_s[-1] + 3.0,
            "warmup_s": 0.0,
            "start": "cold",
            "workload": {
                "replay": trace.reference.model_copy(update={"speed_up": 1.0}).model_dump(mode="json"),
                "rate_rps": 0.001,  # so seldom that there is one seat
                "write_share": 0.5,
                "endpoints": [
                    {"name": "page", **endpoint},
                    {"name": "order", "writes": True, "calls": [write], **endpoint},
                ],
                "bundle_kb": 0.0,
                "regions": [{"name": "home", "rtt_ms": 4.0}],
                "popularity": {"keys": 10},
                "patience": {"timeout_s": 1.0, "retries": 0, "backoff": "none", "budget_share": None},
                "visits": {"session_s": 3600.0, "keep_alive_s": 60.0, "handshake_round_trips": 1},
            },
            "dns": {**DNS, "ttl_s": ttl_s, "check": {**CHECK, **(check or {})}},
            "sites": {"count": 2, "rtt_ms": 100.0, "lag_s": 2.0, **(sites or {})},
            "balancer": {"rtt_ms": 0.0, "proxy_ms": 0.0, "check": {"interval_s": 1.0, "work_ms": 0.0}},
            "web": {"servers": 1},
            "database": {"own_machine": True, "query_timeout_s": 0.9, "write": NONE, "hop_ms": 0.5},
            "replication": {"replicas": 1, "apply": NONE, "failover": {**WATCH, **(watch or {"automatic": False})}},
            "faults": list(faults),
        }
    )
    assert isinstance(design, Common)
    return (engine if teller == "engine" else oracle)(design, 1, trace)


def kill(node: str, start_s: float, duration_s: float | None = None, *, silent: bool = False) -> dict[str, Any]:
    return {"kind": "kill", "node": node, "start_s": start_s, "duration_s": duration_s, "silent": silent}


def ends(story: Story) -> list[tuple[int, str, object]]:
    """How attempts end: when, and why."""
    return [(at, what, last if what == "FAILED" else "") for at, *_, what, last in story.steps if what in ENDS]


ENDS = ("ANSWER", "FAILED")


def of_doors(story: Story) -> list[tuple[int, str, str]]:
    return [row for row in story.books["decisions"] if row[2].endswith("balancer")]


def of_databases(story: Story) -> list[tuple[int, str, str]]:
    """All that is done about them but who reads."""
    told_by_probes = ("mark_up", "mark_down")
    return [row for row in story.books["decisions"] if row[1] not in told_by_probes]


def led(story: Story) -> list[tuple[int, int]]:
    """Whom each request has been sent to, in the order of windows."""
    rows = story.books["sites"]["led"]
    return [(window, site) for window, row in enumerate(rows) for site in range(2) for _ in range(row[site])]


@tellers
@pytest.mark.parametrize(("silent", "noticed_ns"), [(False, 40_015 * MS), (True, 42 * S)])
def test_names_lead_elsewhere(teller: str, silent: bool, noticed_ns: int) -> None:
    """The first site is dead from 11 to 61 s; the probes of 20, 30 and 40 miss it, those of 70 and 80 do not. Resolvers
    keep for 20 s what they know: the answer of 25 s holds until 45 s, and the connection of 46 s until it has been idle
    for a minute."""
    dates_s = [0.0, 12.0, 15.0, 25.0, 43.0, 46.0, 90.0, 151.0]
    dead = kill("site-a", 11.0, 50.0, silent=silent)
    story = told(teller, dates_s, dead, ttl_s=20.0)
    assert of_doors(story) == [(noticed_ns, "mark_down", "balancer"), (80_015 * MS, "mark_up", "balancer")]
    refused = [12 * S + 4 * MS, 15 * S + 1 * MS + 8 * MS, 25 * S + ASKS + 8 * MS, 43 * S + 1 * MS + 8 * MS]
    assert ends(story) == [
        (ASKS + 2 * TO_A, "ANSWER", ""),
        *([] if silent else [(at, "FAILED", "node_down") for at in refused]),
        (46 * S + ASKS + 2 * TO_B, "ANSWER", ""),
        (90 * S + TO_B, "ANSWER", ""),
        (151 * S + ASKS + 2 * TO_A, "ANSWER", ""),
    ]
    assert story.books["names"] == (6, 4)
    assert [row[3] for row in story.books["people"]] == [1]  # misled at 43 s
    assert led(story) == [(0, 0), (2, 0), (3, 0), (5, 0), (8, 0), (9, 1), (18, 1), (30, 0)]  # windows of 5 s
    here = [row.index(1) for row in story.books["sites"]["here"]]
    assert here == [0] * 9 + [1] * 21 + [0]


@tellers
def test_anycast_leads_elsewhere(teller: str) -> None:
    """One address, and a network that hears within 8 s: the site is alive, but the probes of 20, 30 and 40 s are lost;
    it is withdrawn when the last of them is, and announced again after those of 60 and 70 s. Connections end twice."""
    cut = {"kind": "cut", "node": "dns>balancer", "start_s": 11.0, "duration_s": 44.0}
    sites = {"route": "anycast", "converge_s": 8.0, "converge_tail_s": 8.0}
    story = told(teller, [0.0, 41.0, 51.0, 69.0, 79.0], cut, sites=sites, ttl_s=1000.0)
    assert of_doors(story) == [(42 * S, "mark_down", "balancer"), (70_015 * MS, "mark_up", "balancer")]
    knows = 1 * MS  # its resolver, from the first request on
    assert ends(story) == [
        (ASKS + 2 * TO_A, "ANSWER", ""),
        (41 * S + TO_A, "ANSWER", ""),
        (51 * S + knows + 2 * TO_B, "ANSWER", ""),
        (69 * S + TO_B, "ANSWER", ""),
        (79 * S + knows + 2 * TO_A, "ANSWER", ""),
    ]
    assert sum(story.books["sites"]["broken"]) == 2
    assert [site for _, site in led(story)] == [0, 0, 1, 1, 0]
    assert [row[3] for row in story.books["people"]] == [0]


@tellers
def test_another_site_leads(teller: str) -> None:
    """The first one is dead from 10.5 s on: the monitor misses it at 11, 12 and 13 s, and DNS does. The order of 20 s
    fails with its connection, and that of 21 s is taken by the other site. That of 9 s is lost, though acknowledged:
    nobody else had it yet. Those at the first site may read at the new primary."""
    dates_s, check, watch = [3.0, 9.0, 20.0, 21.0], {"interval_s": 1.0}, {"automatic": True}
    story = told(teller, dates_s, kill("site-a", 10.5), check=check, watch=watch, kind=ORDER)
    noticed_ns = 13 * S + MS // 2
    assert of_databases(story) == [
        (noticed_ns, "elect", "database"),
        (noticed_ns + S, "elected", "b-database"),
        (noticed_ns + S, "caught_up", "b-database"),
        (noticed_ns + 3 * S, "promote", "b-database"),
        (noticed_ns + 3 * S, "lend", "b-database"),
        (noticed_ns + 3 * S + S // 2, "send_to", "web-1"),
        (noticed_ns + 4 * S, "send_to", "b-web-1"),
    ]
    assert of_doors(story) == [(13_015 * MS, "mark_down", "balancer")]
    hop = MS // 2
    assert ends(story) == [
        (3 * S + ASKS + 2 * TO_A + hop, "ANSWER", ""),
        (9 * S + TO_A + hop, "ANSWER", ""),
        (20 * S + TO_A, "FAILED", "node_down"),
        (21 * S + ASKS + 2 * TO_B + hop, "ANSWER", ""),
    ]
    assert story.books["primary"] == "b-database"
    assert [story.books[name] for name in ("kept", "lost", "lost_acknowledged")] == [2, 1, 1]


@tellers
def test_keys_have_a_home(teller: str) -> None:
    """A key of the other site's, whose database is dead from 10.5 to 20.5 s: who writes it goes there, from 13 s on to
    the database here, and back after the probes of 21 and 22 s."""
    key = next(key for key in range(10) if mix(303, key) % 2 == 1)
    dates_s = [3.0, 12.0, 15.0, 25.0]
    dead, watch = kill("b-database", 10.5, 10.0), {"automatic": True}
    story = told(teller, dates_s, dead, sites={"writers": "home"}, watch=watch, key=key, kind=ORDER)
    hop, far = MS // 2, 100 * MS
    assert of_databases(story) == [
        (13 * S + far + hop + S, "send_to", "site-b"),
        (22 * S + far + hop + S, "send_to", "site-b"),
    ]
    assert ends(story) == [
        (3 * S + ASKS + 2 * TO_A + far + hop, "ANSWER", ""),
        (12 * S + TO_A + far + hop, "FAILED", "node_down"),
        (15 * S + ASKS + 2 * TO_A + hop, "ANSWER", ""),
        (25 * S + TO_A + far + hop, "ANSWER", ""),
    ]
    assert story.books["conflicts"] == 0


@tellers
def test_a_server_dies_while_an_error_is_on_its_way_to_it(teller: str) -> None:
    """The other site's database refuses a write at 3.067 s, which its server would know 50 ms later; but that dies at
    3.1 s. Who is told so, 2 ms later, hangs up."""
    key = next(key for key in range(10) if mix(303, key) % 2 == 1)
    dead = [kill("b-database", 0.5), kill("web-1", 3.1)]
    story = told(teller, [3.0], *dead, sites={"writers": "home"}, key=key, kind=ORDER)
    found = [(at, what, last) for at, *_, what, last in story.steps if what in (*ENDS, "HANG_UP")]
    assert found == [(3102 * MS, "HANG_UP", 0), (3102 * MS, "FAILED", "died_with_server")]
