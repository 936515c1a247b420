"""Addresses looked up, kept and given up, timed by hand: one user, whose requests come on dates, and two servers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.change import parse
from playground.design.design import Common
from playground.traffic.trace import Trace
from tests.agree.engine import Story, engine, oracle

MS = 1_000_000
S = 1000 * MS
# The authority's probes leave at 0, 2, 4 … s, wait for 1 s and come back after 15 ms.
CHECK = {"interval_s": 2.0, "timeout_s": 1.0, "fall": 3, "rise": 2, "work_ms": 0.0}
DNS = {"hit_ms": 1.0, "miss_ms": 10.0, "resolvers": 1, "violator_share": 0.0, "check": CHECK, "check_rtt_ms": 15.0}


def told(
    teller: str, at_s: list[float], dns: dict[str, Any], *faults: dict[str, Any], keep_alive_s: float, retries: int = 0
) -> Story:
    """A round trip takes 4 ms, a connection another one; a page takes no time, patience ends after 1 s."""
    count = len(at_s)
    page = np.zeros(count, np.uint8)
    trace = Trace("dates", np.array(at_s), np.zeros(count, np.int64), page, np.full(count, np.nan))
    replay = trace.reference.model_copy(update={"speed_up": 1.0}).model_dump(mode="json")
    endpoint = {"name": "page", "web_work": {"kind": "deterministic", "mean_ms": 0.0}, "response_kb": 0.0}
    design = parse(
        {
            "kind": "web-system",
            "seconds": at_s[-1] + 3.0,
            "warmup_s": 0.0,
            "start": "cold",
            "workload": {
                "replay": replay,
                "rate_rps": 0.001,  # so seldom that there is one seat
                "write_share": 0.0,
                "endpoints": [endpoint],
                "bundle_kb": 0.0,
                "regions": [{"name": "home", "rtt_ms": 4.0}],
                "patience": {"timeout_s": 1.0, "retries": retries, "backoff": "none", "budget_share": None},
                "visits": {"session_s": 3600.0, "keep_alive_s": keep_alive_s, "handshake_round_trips": 1},
            },
            "dns": {**DNS, "violator_ttl_s": max(3600.0, dns["ttl_s"]), **dns},
            "web": {"servers": 2},
            "database": {"own_machine": True, "query_timeout_s": 1.0},
            "faults": list(faults),
        }
    )
    assert isinstance(design, Common)
    return (engine if teller == "engine" else oracle)(design, 1, trace)


def ends(story: Story) -> list[tuple[int, str, object]]:
    """How attempts end, and who hangs up: when, and with which server or why."""
    return [(at, what, last) for at, *_, what, last in story.steps if what in ("ANSWER", "FAILED", "HANG_UP")]


tellers = pytest.mark.parametrize("teller", ["engine", "oracle"])


@tellers
def test_browser_resolver_and_authority(teller: str) -> None:
    """A browser knows an address for 0.2 s, and a resolver for 1 s; who asks when that is over gets the next one."""
    dns = {"ttl_s": 1.0, "browser_s": 0.2}
    story = told(teller, [0.0, 0.1, 0.5, 0.6, 1.0, 1.5], dns, keep_alive_s=0.0)
    asks_all, knows, asks_resolver = 19 * MS, 8 * MS, 9 * MS
    assert ends(story) == [
        (asks_all, "ANSWER", 0),
        (100 * MS + knows, "ANSWER", 0),
        (500 * MS + asks_resolver, "ANSWER", 0),
        (600 * MS + knows, "ANSWER", 0),
        (1000 * MS + asks_all, "ANSWER", 1),
        (1500 * MS + asks_resolver, "ANSWER", 1),
    ]
    assert story.books["names"] == (4, 2)
    assert story.books["servers"] == [(4, True), (2, True), (1, True), (1, True)]


@tellers
def test_an_open_connection_needs_no_name(teller: str) -> None:
    """Not even when all know another address by now."""
    story = told(teller, [0.0, 1.5, 3.0], {"ttl_s": 1.0, "browser_s": 0.0}, keep_alive_s=60.0)
    assert ends(story) == [(19 * MS, "ANSWER", 0), (1504 * MS, "ANSWER", 0), (3004 * MS, "ANSWER", 0)]
    assert story.books["names"] == (1, 1)


@tellers
@pytest.mark.parametrize(("silent", "noticed_ns"), [(False, 16_015 * MS), (True, 17 * S)])
def test_a_server_dies(teller: str, silent: bool, noticed_ns: int) -> None:
    """At 11.0 s; the probes of 12, 14 and 16 fail. Who is connected hangs up, asks again, and is sent back to the dead,
    at 18 s although the authority knows better; until the resolver asks it, at 20 s."""
    kill = {"kind": "kill", "node": "web-1", "start_s": 11.0, "duration_s": None, "silent": silent}
    story = told(teller, [0.0, 12.0, 14.0, 18.0, 20.0], {"ttl_s": 20.0, "browser_s": 0.0}, kill, keep_alive_s=60.0)
    assert story.books["decisions"] == [(noticed_ns, "mark_down", "web-1")]
    assert story.books["names"] == (4, 2)
    assert [row[3] for row in story.books["people"]] == [1]
    refused = [
        (at_ns, what, last)
        for at_ns in (12_004 * MS, 14_009 * MS, 18_009 * MS)
        for what, last in (("HANG_UP", 0), ("FAILED", "node_down"))
    ]
    back = (20_019 * MS, "ANSWER", 1)
    assert ends(story) == [(19 * MS, "ANSWER", 0), *([] if silent else refused), back]
    assert story.books["servers"] == [(4, True), (1, True), (1, False), (1, True)]


@tellers
def test_patience_ends(teller: str) -> None:
    """A silent death of whose address the browser is sure until 3.5 s: attempts at 2 and 3 s hang, though the second
    opens a new connection; the third, at 4 s, asks and is sent elsewhere."""
    kill = {"kind": "kill", "node": "web-1", "start_s": 1.0, "duration_s": None, "silent": True}
    story = told(teller, [0.0, 2.0], {"ttl_s": 0.0, "browser_s": 3.5}, kill, keep_alive_s=60.0, retries=2)
    assert ends(story) == [(19 * MS, "ANSWER", 0), (4019 * MS, "ANSWER", 1)]
    assert [at for at, *_, what, _ in story.steps if what == "SEND"] == [0, 2 * S, 3 * S, 4 * S]
    assert story.books["endpoint page"]["abandoned"] == 2
    assert (3, 0, 0) in story.books["people"][0]  # connections opened


@tellers
def test_everybody_is_dead(teller: str) -> None:
    """From 0.5 s on, which is known after the probes of 2, 4 and 6 s: then all addresses are given out again."""
    kills = [{"kind": "kill", "node": f"web-{one}", "start_s": 0.5, "duration_s": None} for one in (1, 2)]
    story = told(teller, [0.0, 7.0, 8.0, 9.0], {"ttl_s": 0.0, "browser_s": 0.0}, *kills, keep_alive_s=0.0)
    assert [last for _, what, last in ends(story) if what == "HANG_UP"] == [1, 0, 1]
    assert [row[3] for row in story.books["people"]] == [3]
