"""Files by a CDN: against closed forms, and what outages, purges and new versions do to users and to the origin."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.design.balancer import HealthCheck
from playground.design.cdn import Cdn
from playground.design.files import FileKind
from playground.design.workload import Region
from playground.measure import files, traffic
from playground.result import Result
from playground.result.shelf import Shelf
from playground.run import run
from playground.theory import lru_by_bytes, offload, purge, slow_start
from playground.traffic.files import shares, sizes
from tests.agree.one_cdn import CODE, file_system
from tests.agree.replications import agrees, many

TAIL = FileKind(name="pictures", objects=2000, zipf_exponent=0.8, mean_kb=50.0, size_cv=1.0)
LASTING = 86_400.0

# The edges' shelves


@pytest.mark.parametrize("edge_gb", [0.01, 0.03])
def test_a_shelf_hits_as_often_as_che_says_and_the_prelude_knows_it(edge_gb: float) -> None:
    """From its first second on: the prelude leaves the shelf as it is on any day."""
    design = file_system((TAIL,), Cdn(edges=1, edge_gb=edge_gb), files_rps=2000.0, seconds=20.0)
    popularity, bytes_ = shares(TAIL.objects, TAIL.zipf_exponent), sizes(TAIL).astype(float)
    expected = lru_by_bytes.hit_ratio(popularity, bytes_, edge_gb * 1e9)
    in_bytes = lru_by_bytes.byte_hit_ratio(popularity, bytes_, edge_gb * 1e9)
    assert np.mean(many(design, lambda r: files.files(r).hit_ratio, 8)) == pytest.approx(expected, abs=0.005)
    assert np.mean(many(design, lambda r: files.files(r).byte_hit_ratio, 8)) == pytest.approx(in_bytes, abs=0.006)
    early = many(design, lambda r: files.over_time(r, 20).hit_ratio[0], 8)
    assert np.mean(early) == pytest.approx(expected, abs=0.01)


def test_what_is_asked_for_is_as_large_as_it_should_be() -> None:
    """However few popular files there are: sizes are scaled to the mean of a request."""
    for kind in (TAIL, FileKind(name="few", objects=3, zipf_exponent=2.0, mean_kb=77.0, size_cv=3.0)):
        mean = float(shares(kind.objects, kind.zipf_exponent) @ sizes(kind))
        assert mean == pytest.approx(kind.mean_kb * 1000, rel=1e-3)
    spread = np.log(sizes(TAIL)).std()
    assert spread == pytest.approx(math.sqrt(math.log(2)), rel=0.02), "lognormal with a coefficient of variation of 1"


def test_the_long_tail_costs_most_and_hits_least() -> None:
    """Of the files by popularity, the first tenth is nearly always there, and the last hardly ever."""
    shelf = Cdn(edges=1, edge_gb=0.02)
    ratios = []
    for first, last in ((0, 200), (1800, 2000)):
        popularity = shares(TAIL.objects, TAIL.zipf_exponent)
        reads = lru_by_bytes.characteristic_reads(popularity, sizes(TAIL).astype(float), 0.02e9)
        part = popularity[first:last]
        ratios.append(float(part @ -np.expm1(-part * reads) / part.sum()))
    assert ratios[0] > 0.75
    assert ratios[1] < 0.35
    everything = files.files(run(file_system((TAIL,), shelf, files_rps=2000.0, seconds=10.0)))
    assert everything is not None
    assert ratios[1] < (everything.hit_ratio or 0.0) < ratios[0]


def test_keeping_on_the_second_request_spares_the_shelf_and_finds_more() -> None:
    """Files that are asked for once push nothing out any more."""
    tail = TAIL.model_copy(update={"objects": 50_000, "zipf_exponent": 0.9})
    found = {}
    for second in (False, True):
        net = Cdn(edges=1, edge_gb=0.02, admit_second=second, admit_within_s=2.0)
        result = run(file_system((tail,), net, files_rps=1000.0, seconds=120.0, warmup_s=20.0))
        found[second] = (sum(row.evicted for row in result.shelves), files.files(result).hit_ratio)
    assert found[True][0] < 0.5 * found[False][0]
    assert found[True][1] > found[False][1] + 0.01


def test_one_request_fetches_for_all() -> None:
    """The origin is 400 ms away; a hot file is flushed once."""
    far = (Region(rtt_ms=400.0, edge_rtt_ms=1.0),)
    fetches = {}
    for together in (True, False):
        net = Cdn(edges=1, coalesces=together)
        result = run(file_system((CODE,), net, files_rps=500.0, seconds=6.0, regions=far, faults=("flush:cdn@3",)))
        fetches[together] = result.shelves[0].fetched / 100_000
        assert result.shelves[0].misses == pytest.approx(500 * 0.4, rel=0.15)
    assert fetches[True] == 1
    assert fetches[False] == pytest.approx(500 * 0.4, rel=0.15)


def test_a_copy_whose_life_is_over_is_asked_about_and_not_sent_again() -> None:
    brief = CODE.model_copy(update={"ttl_s": 1.0})
    for asks, fetched in ((True, 300), (False, 100_000)):
        result = run(file_system((brief,), Cdn(edges=1, revalidates=asks), files_rps=200.0, seconds=20.0))
        (edge,) = result.shelves
        fetches = edge.misses - edge.coalesced
        assert fetches == pytest.approx(20 / 1.005, abs=1.5)
        assert edge.fetched == fetches * fetched


# New versions


def test_who_sees_old_bytes_after_a_purge() -> None:
    """Of an object that every edge holds, without a shield: the sum over the edges of their share times the chance
    that the order is still on its way."""
    regions = tuple(
        Region(name=f"r{place}", share=share, rtt_ms=0.0, edge_rtt_ms=0.0)
        for place, share in enumerate((0.16, 0.14, 0.14, 0.12, 0.12, 0.12, 0.1, 0.1))
    )
    every_s = 40.0
    dates = [every_s * place + 10 for place in range(30)]
    once = HealthCheck(interval_s=300.0)
    net = Cdn(edges=8, publishing="purge", purge_median_s=4.0, purge_p90_factor=2.5, check=once)
    design = file_system(
        (CODE,),
        net,
        files_rps=25.0,
        seconds=every_s * 30,
        pages=1.0,
        regions=regions,
        faults=tuple(f"publish:code@{date:g}" for date in dates),
    )
    shares_of = np.repeat([region.share / 8 for region in regions], 8)
    way = [purge.propagation(4.0, 10.0)] * 64
    at_first, in_all = [], []
    for result in many(design, lambda whole: whole, 40):
        assert result.window_ns == 10e9, "dates fall on windows, four of them from one to the next"
        old, asked = (np.sum([what(row) for row in result.shelves], axis=0)[1:] for what in (_old, _asked))
        at_first.append(old[::4].sum() / asked[::4].sum())
        in_all.append(old.sum() / asked.sum())
    for found, upto_s in ((at_first, 10.0), (in_all, 40.0)):
        inside = np.linspace(0.0, upto_s, 2001)
        theory = float(np.mean([purge.old_share(float(t), shares_of, way) for t in inside]))
        assert agrees(found, theory)


def _old(row: Shelf) -> np.ndarray:
    return row.old_in


def _asked(row: Shelf) -> np.ndarray:
    return row.hits_in + row.misses_in


def after(result: Result, at_s: float) -> tuple[int, int]:
    """Answers from then on, and how many of them were old."""
    first = math.ceil(at_s * 1e9 / result.window_ns)
    asked = sum(int((row.hits_in + row.misses_in)[first:].sum()) for row in files.edges(result))
    return asked, sum(int(row.old_in[first:].sum()) for row in files.edges(result))


def test_a_new_version_by_time_by_purge_and_by_url() -> None:
    """Waiting for the end of the copies' lives: all of them are old at first, and a life later none is. A purge is over
    when the slowest edge has heard. A new URL is new at once, and a miss at every edge."""
    brief = CODE.model_copy(update={"ttl_s": 8.0})
    old, misses = {}, {}
    for way in ("ttl", "purge", "versioned"):
        net = Cdn(edges=4, publishing=way, purge_median_s=0.5, purge_p90_factor=2.0)
        design = file_system((brief,), net, files_rps=400.0, seconds=40.0, faults=("publish:code@20",))
        result = run(design)
        asked, seen = after(result, 20.0)
        old[way] = seen / asked
        misses[way] = sum(int(row.misses_in[int(20e9 / result.window_ns) :].sum()) for row in result.shelves)
        assert after(result, 29.0)[1] == 0
    assert old["ttl"] == pytest.approx(0.5 * 8 / 20, rel=0.6), "what is left of a life, half of it on average, of 20 s"
    assert 0 < old["purge"] < 0.1
    assert old["versioned"] == 0
    assert misses["versioned"] >= 4


def test_a_new_url_does_nothing_where_the_key_ignores_the_query() -> None:
    net = Cdn(edges=2, publishing="versioned", key_ignores_query=True)
    asked, old = after(run(file_system((CODE,), net, files_rps=300.0, seconds=20.0, faults=("publish:code@10",))), 10.0)
    assert old == asked > 1000


def test_a_page_that_is_old_itself_names_the_old_version() -> None:
    """The page's age is even in 0 to 5 s: after t of them 1 - t / 5 still know the old one."""
    net = Cdn(edges=1, publishing="versioned", html_ttl_s=5.0)
    result = run(file_system((CODE,), net, files_rps=4000.0, seconds=20.0, faults=("publish:code@10",)))
    span_s = result.window_ns / 1e9
    for since_s in (1.0, 3.0):
        at = round((10.0 + since_s) / span_s)
        share = result.shelves[0].old_in[at] / (result.shelves[0].hits_in[at] + result.shelves[0].misses_in[at])
        assert share == pytest.approx(1 - (since_s + span_s / 2) / 5, abs=0.06)
    assert after(result, 15.1)[1] == 0


def test_a_browsers_own_copy_is_old_for_as_long_as_it_lives() -> None:
    """Nobody can purge it: of two in three who have one, 1 - t / 6 still see the old version after t seconds. Nothing
    of that is asked of an edge, which is purged soon."""
    code = CODE.model_copy(update={"browser_share": 2 / 3, "browser_ttl_s": 6.0})
    net = Cdn(edges=1, publishing="purge", purge_median_s=0.01, purge_p90_factor=1.0)
    result = run(file_system((code,), net, files_rps=2000.0, seconds=20.0, faults=("publish:code@10",)))
    (own,) = result.own_copies
    assert own.answered == pytest.approx(2 * (result.shelves[0].hits + result.shelves[0].misses), rel=0.03)
    span_s = result.window_ns / 1e9
    for since_s in (1.0, 4.0):
        at = round((10.0 + since_s) / span_s)
        expected = 1 - (since_s + span_s / 2) / 6
        assert own.old_in[at] / own.answered_in[at] == pytest.approx(expected, abs=0.05)
        assert files.over_time(result).old_share[at] == pytest.approx(2 / 3 * expected, abs=0.04)
    assert int(own.old_in[math.ceil(16.01 / span_s) :].sum()) == 0
    assert files.files(result).own == own.answered


def test_a_new_url_is_in_no_browser_either() -> None:
    """Three times as many ask the edges for a while, and nobody sees anything old."""
    code = CODE.model_copy(update={"browser_share": 2 / 3, "browser_ttl_s": 6.0})
    net = Cdn(edges=1, publishing="versioned")
    result = run(file_system((code,), net, files_rps=2000.0, seconds=20.0, faults=("publish:code@10",)))
    asked = result.shelves[0].hits_in + result.shelves[0].misses_in
    calm, at = asked[: round(9e9 / result.window_ns)].mean(), round(10e9 / result.window_ns)
    assert asked[at] / calm == pytest.approx(3, rel=0.15)
    assert asked[-5:].mean() / calm == pytest.approx(1, rel=0.05)
    assert files.files(result).old < 20, "who was on the way to the edge at that very instant"


def test_a_new_version_is_a_miss_at_every_edge_and_a_shield_takes_the_burst() -> None:
    """200 files are published at once, and each of 8 edges fetches all of them; or the shield does, for all."""
    code = CODE.model_copy(update={"objects": 200, "zipf_exponent": 0.0, "mean_kb": 10.0})
    fetched = {}
    for shield in (False, True):
        net = Cdn(edges=8, publishing="versioned", shield=shield)
        result = run(file_system((code,), net, files_rps=4000.0, seconds=16.0, faults=("publish:code@8",)))
        at = math.ceil(8e9 / result.window_ns)
        fetched[shield] = sum(int(row.fetched_in[at:].sum()) for row in files.last(result)) / 10_000
    assert fetched[False] == 8 * 200
    assert fetched[True] == 200


def test_an_edge_that_is_purged_before_its_shield_fetches_the_old_bytes_again() -> None:
    """And keeps them for the rest of their life, which was a day. Without a shield nobody has old bytes to give."""
    left = {}
    for shield in (False, True):
        net = Cdn(edges=8, publishing="purge", purge_median_s=1.0, purge_p90_factor=3.0, shield=shield)
        design = file_system((CODE,), net, files_rps=800.0, seconds=60.0, faults=("publish:code@10",))
        asked, old = np.sum([after(run(design, seed=seed), 50.0) for seed in (1, 2, 3, 4)], axis=0)
        left[shield] = old / asked
    assert left[False] == 0
    assert left[True] > 0.2


# Outages


def origin_gbit_s(result: Result, start_s: float, end_s: float) -> float:
    """What left the origin between two instants."""
    first, last = (round(at_s * 1e9 / result.window_ns) for at_s in (start_s, end_s))
    return float(np.mean(files.over_time(result).origin_gbit_s[first:last]))


def test_an_outage_multiplies_the_origins_bytes_by_one_over_what_it_missed() -> None:
    net = Cdn(edges=2, edge_gb=0.03, fallback="origin")
    design = file_system(
        (TAIL,), net, files_rps=1500.0, seconds=40.0, faults=("kill:cdn@20+20",), link_gbit_s=50.0, patience_s=None
    )
    result = run(design)
    calm, outage = origin_gbit_s(result, 2.0, 20.0), origin_gbit_s(result, 21.0, 40.0)
    before = slice(0, round(20e9 / result.window_ns))
    sent = sum(int(row.sent_in[before].sum()) for row in result.shelves)
    missed = sum(int(row.fetched_in[before].sum()) for row in result.shelves)
    assert outage / calm == pytest.approx(offload.outage_factor(1 - missed / sent), rel=0.04)
    assert outage == pytest.approx(1500 * 50_000 * 8 / 1e9, rel=0.03)


@pytest.mark.parametrize(("own_link", "suffers"), [(None, True), (0.4, False)])
def test_pages_fail_with_their_files_only_where_they_share_the_way_out(own_link: float | None, suffers: bool) -> None:
    """0.6 Gbit/s of files through a link of 0.3."""
    net = Cdn(edges=2, edge_gb=0.08, fallback="origin", own_link_gbit_s=own_link)
    design = file_system(
        (TAIL,),
        net,
        files_rps=1500.0,
        seconds=40.0,
        warmup_s=1.0,
        faults=("kill:cdn@10+25",),
        link_gbit_s=0.3,
        patience_s=5.0,
    )
    result = run(design)
    failed = traffic.requests(result).failed
    assert (failed > 0.2 * traffic.requests(result).offered) is suffers
    assert failed == 0 or suffers


def test_what_a_page_does_without_its_cdn() -> None:
    """Nothing: its files fail. A second CDN begins cold, so that the origin sees a burst first. A placeholder costs
    nobody anything."""
    faults = ("kill:cdn@10+30",)
    ends = {}
    for way in ("none", "second", "placeholder"):
        design = file_system(
            (TAIL,), Cdn(edges=2, fallback=way), files_rps=1000.0, seconds=40.0, faults=faults, link_gbit_s=10.0
        )
        ends[way] = run(design)
    dead = 30 * 1000
    assert traffic.requests(ends["none"], assets=True).failed == pytest.approx(dead, rel=0.03)
    assert (
        traffic.requests(ends["second"], assets=True).failed
        == traffic.requests(ends["placeholder"], assets=True).failed
        == 0
    )
    assert files.files(ends["placeholder"]).placeholders == pytest.approx(dead, rel=0.03)
    assert origin_gbit_s(ends["second"], 10.0, 11.0) > 5 * origin_gbit_s(ends["second"], 35.0, 40.0)
    assert origin_gbit_s(ends["placeholder"], 20.0, 30.0) == 0


def test_a_dead_edge_leaves_its_users_to_the_next_one_once_it_is_noticed() -> None:
    design = file_system((CODE,), Cdn(edges=4), files_rps=1000.0, seconds=40.0, faults=("kill:edge-2@10.5+20",))
    result = run(design)
    noticed = next(order.t_ns / 1e9 for order in result.orders if order.what == "mark_down")
    assert noticed == pytest.approx(16.001, abs=0.001), "probes at 12, 14 and 16 s, and half a round trip each way"
    failed = traffic.requests(result, assets=True).failed
    assert failed == pytest.approx(250 * (noticed - 10.5), rel=0.05)


def test_old_bytes_rather_than_none_while_the_origin_is_gone() -> None:
    brief = CODE.model_copy(update={"ttl_s": 2.0})
    failed = {}
    for old in (False, True):
        net = Cdn(edges=1, stale_if_error=old)
        result = run(file_system((brief,), net, files_rps=200.0, seconds=30.0, faults=("kill:web-1@10+15",)))
        failed[old] = traffic.requests(result, assets=True).failed
        assert (files.files(result).rescued > 0) is old
    assert failed[False] > 2000
    assert failed[True] == 0


# The way to the user


@pytest.mark.parametrize(("kb", "rtt_ms"), [(10.0, 178.0), (14.6, 178.0), (14.7, 178.0), (832.0, 178.0), (832.0, 20.0)])
def test_a_file_takes_as_many_round_trips_as_slow_start_says(kb: float, rtt_ms: float) -> None:
    """Over a connection that is open, from a server that takes no time."""
    kind = FileKind(name="one", objects=1, mean_kb=kb)
    far = (Region(rtt_ms=rtt_ms, edge_rtt_ms=rtt_ms / 10),)
    without = run(file_system((kind,), None, files_rps=20.0, seconds=20.0, regions=far, window_kb=14.6))
    (waits,) = files.by_region(without)
    theory_ms = 1000 * slow_start.last_byte_s(round(kb * 1000), rtt_ms / 1000, slow_start.Connection.OPEN)
    assert waits.files_p50_ms == pytest.approx(theory_ms, rel=0.01)
    by_edge = run(file_system((kind,), Cdn(edges=1), files_rps=20.0, seconds=20.0, regions=far, window_kb=14.6))
    (near,) = files.by_region(by_edge)
    assert near.files_p50_ms == pytest.approx(theory_ms / 10, rel=0.01)
