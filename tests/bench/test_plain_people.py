"""People, edges and sites of the plain SimPy programs, against times worked out by hand."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace

import pytest
import simpy

from playground.bench import plain
from playground.bench.plain.cdn import Edge, Net
from playground.bench.plain.kinds import catalogue
from playground.bench.plain.names import by_distance, by_weight
from playground.bench.plain.people import Audience
from playground.bench.plain.seat import Resolver, Seat
from playground.bench.plain.shelf import Shelf
from playground.bench.plain.trip import rounds
from playground.bench.plain.within import within
from playground.design import catalogue as stages
from playground.design.change import put_all
from playground.design.design import WebSystem

OPEN_MS, HIT_MS, MISS_MS = 40.0, 20.0, 130.0  # two round trips; a resolver that knows, and one that has to ask


def quiet(**knobs: object) -> WebSystem:
    """Few people of two regions, each near one of two sites; all that is read stands in the caches."""
    work = {"kind": "deterministic", "mean_ms": 8.0}
    alone = {f"{part}.{knob}": 0.0 for part in ("web", "database", "sessions.store") for knob in USL}
    few = {
        "seconds": 300.0,
        "workload.rate_rps": 1.0,
        "workload.popularity.keys": 10,
        "cache.size_items": 400,
        "workload.files.pictures.objects": 10,
        "workload.endpoints.page.web_work": work,
        "workload.endpoints.order.web_work": work,
        "database.write": {"kind": "deterministic", "mean_ms": 4.0},
        "replication.apply": {"kind": "deterministic", "mean_ms": 0.0},
        "web.cores": 8,
        "web.servers": 2,
        "balancer.check.interval_s": 300.0,
        "dns.check.interval_s": 300.0,
    }
    design = put_all(stages.find("multi-dc"), {**few, **alone, **knobs})
    assert isinstance(design, WebSystem)
    return design


USL = ("contention", "coherency")
STORE_MS = CACHE_MS = 0.3 + 0.013889  # there, work and back
BALANCED_MS, SENT_MS = 2 * 0.175, 0.0094752  # to a server and back; 5922 bytes at 5 Gbit/s


def ways_to_connect() -> list[float]:
    """It is open; it has to be opened; the resolver has to be asked before; and so has the authority."""
    return [0.0, OPEN_MS, OPEN_MS + HIT_MS, OPEN_MS + HIT_MS + MISS_MS]


def off(latencies_s: list[float], values_ms: list[float]) -> list[float]:
    """Those that are none of the values: who meets somebody waits."""
    return [ms for ms in (one * 1e3 for one in latencies_s) if all(abs(ms - value) > 1e-6 for value in values_ms)]


def test_a_page_takes_the_sum_of_its_parts() -> None:
    """20 ms there and back, the balancer, the store, 8 ms of work, two reads of the cache, the entry link; and more
    where there is no connection or no address."""
    outcome = plain.simulate(quiet(**{"workload.write_share": 0.0}), 1)
    by_hand_ms = 20.0 + BALANCED_MS + STORE_MS + 8.0 + 2 * CACHE_MS + SENT_MS
    assert len(outcome.latencies_s) > 200
    others = off(outcome.latencies_s, [by_hand_ms + more_ms for more_ms in ways_to_connect()])
    assert len(others) < 0.03 * len(outcome.latencies_s), others
    for more_ms in (0.0, OPEN_MS + HIT_MS + MISS_MS):
        assert len(off(outcome.latencies_s, [by_hand_ms + more_ms])) < len(outcome.latencies_s), more_ms


def test_an_order_at_the_second_site_writes_at_the_first() -> None:
    """One read of the cache, and a write of 4 ms: half a millisecond away, or 178 more."""
    outcome = plain.simulate(quiet(**{"workload.write_share": 1.0}), 1)
    near_ms = 20.0 + BALANCED_MS + STORE_MS + 8.0 + CACHE_MS + 0.5 + 4.0 + SENT_MS
    both = [near_ms + far_ms + more_ms for far_ms in (0.0, 178.0) for more_ms in ways_to_connect()]
    others = off(outcome.latencies_s, both)
    assert len(others) < 0.03 * len(outcome.latencies_s), others
    far = len(off(outcome.latencies_s, both[:4]))
    assert 0.3 < far / len(outcome.latencies_s) < 0.7


def test_a_file_of_an_edge_comes_in_rounds() -> None:
    """20 ms there and back, and as much for each of four rounds after the first: 14.6 + 29.2 + 58.4 + 116.8 + 233.6 is
    452.6 kB, and the file has 286.7."""
    outcome = plain.simulate(quiet(**{"workload.files": [{"name": "code", "objects": 20, "mean_kb": 286.7}]}), 1)
    assert len(outcome.files_s) > 60
    assert off(list(outcome.files_s), [100.0 + more_ms for more_ms in ways_to_connect()]) == []


def test_who_hears_nothing_from_the_edge_in_time_fails() -> None:
    outcome = plain.simulate(quiet(**{"cdn.timeout_s": 0.011}), 1)
    assert list(outcome.files_s) == []
    assert outcome.files_failed > 100


@pytest.mark.parametrize(("kb", "count"), [(5.9, 0), (14.6, 0), (14.7, 1), (43.8, 1), (286.7, 4), (452.7, 5)])
def test_rounds_by_hand(kb: float, count: int) -> None:
    assert rounds(kb, 14.6) == count


def test_a_shelf_gives_up_what_was_not_used_for_longest() -> None:
    """Ten bytes, files of 4, 4 and 6: the third takes the first one's place, and that then the second one's."""
    shelf = Shelf([4.0, 4.0, 6.0], room=10.0)
    for file in (0, 1, 2):
        shelf.keep(file, 100.0, 0.0)
    assert list(shelf.expires_s) == [1, 2]
    shelf.keep(0, 100.0, 0.0)
    assert list(shelf.expires_s) == [2, 0]
    assert shelf.look_up(2, 99.0)
    assert not shelf.look_up(2, 100.0)
    assert list(shelf.expires_s) == [0, 2]


def test_a_shelf_that_keeps_what_is_asked_for_twice() -> None:
    shelf = Shelf([4.0], room=10.0, within_s=60.0)
    shelf.keep(0, 1e9, 0.0)
    shelf.keep(0, 1e9, 61.0)
    assert list(shelf.expires_s) == []
    shelf.keep(0, 1e9, 120.0)
    assert list(shelf.expires_s) == [0]


def test_files_are_as_large_as_the_design_says() -> None:
    design = quiet(**{"workload.files.pictures.objects": 5000})
    files = catalogue(design)
    pictures = files.kinds[1]
    shares = [high - low for high, low in zip(pictures.upto, [0.0, *pictures.upto], strict=False)]
    assert sum(s * b for s, b in zip(shares, files.sizes[pictures.first :], strict=True)) == pytest.approx(545_300)
    assert files.sizes[0] == 286_700
    assert len(set(files.sizes)) > 4000


def fetching_net(env: simpy.Environment, fetched: list[float]) -> tuple[Net, Edge]:
    class Slow(Net):
        def _fetch(self, audience, edge, file):
            fetched.append(env.now)
            yield env.timeout(1.0)
            edge.shelf.keep(file, 100.0, env.now)

    edge = Edge(Shelf([4.0], room=10.0))
    given = SimpleNamespace(coalesces=True, revalidates=True, timeout_s=5.0)
    files = SimpleNamespace(rounds=[0])
    return Slow(env, Random(1), given, files, [], [edge]), edge  # type: ignore[arg-type]  # noqa: S311 - a simulation


def test_a_file_is_fetched_once_for_all_who_wait() -> None:
    """Three ask at 0, 0.5 and 1.5 s, half a second from the edge; the file is there at 1.5 s."""
    env = simpy.Environment()
    fetched: list[float] = []
    done: list[float] = []
    net, _ = fetching_net(env, fetched)
    audience = Audience(env, Random(1), 1.0, 60.0, 0, [0.0], 0.5, [0], None)  # noqa: S311 - a simulation

    def one(at_s: float) -> plain.web_system.Steps:
        yield env.timeout(at_s)
        yield from net.get(audience, Seat(), 0)
        done.append(env.now)

    for at_s in (0.0, 0.5, 1.5):
        env.process(one(at_s))
    env.run(until=10.0)
    assert fetched == [0.5]
    assert done == [2.0, 2.0, 2.5]


def test_who_gives_up_fetching_lets_the_next_one_fetch() -> None:
    env = simpy.Environment()
    fetched: list[float] = []
    net, edge = fetching_net(env, fetched)
    audience = Audience(env, Random(1), 1.0, 60.0, 0, [0.0], 0.0, [0], None)  # noqa: S311 - a simulation

    def hasty() -> plain.web_system.Steps:
        assert (yield from within(env, 0.25, net._by_edge(audience, Seat(), 0))) is False

    for process in (hasty(), net.get(audience, Seat(), 0)):
        env.process(process)
    env.run(until=10.0)
    assert fetched == [0.0, 0.25]
    assert list(edge.shelf.expires_s) == [0]


def test_names_lead_to_sites_that_are_up() -> None:
    sites = [SimpleNamespace(place=place, up=True, weight=weight, current=0) for place, weight in ((0, 3), (1, 1))]
    near, weighted = by_distance(sites), by_weight(sites)  # type: ignore[arg-type]
    here = Resolver(60.0, [1, 0])
    assert near(here) == 1
    assert [weighted(here) for _ in range(8)] == [0, 0, 1, 0, 0, 0, 1, 0]
    sites[1].up = False
    assert near(here) == 0
    assert {weighted(here) for _ in range(4)} == {0}
    sites[0].up = False
    assert near(here) == 1
    assert [weighted(here) for _ in range(3)] == [1, 0, 1]
