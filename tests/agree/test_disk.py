"""A database's disk and page cache, against Che, against queues with a constant service time, and by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from playground.design.change import put_all
from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.disk import Disk
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.fault import Flush, Kill
from playground.design.patience import Patience
from playground.design.replication import Replication
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Popularity, Region, Workload
from playground.measure import caches, disks, utilisation
from playground.result import Result
from playground.run import run
from playground.theory.lru_che import hit_ratio
from playground.theory.md1 import md1
from playground.theory.popularity import zipf
from playground.traffic.trace import ORDER, PAGE, Trace
from tests.agree.engine import differences, engine
from tests.agree.one_cache import AT_ONCE, one_cache

MS = 1_000_000
RUNS = 30


def _with_disk(disk: Disk, **more: Any) -> Database:
    """A database whose disk is all that takes time."""
    return Database(read=AT_ONCE, write=AT_ONCE, hop_ms=0.0, pool_size=10_000, disk=disk, **more)


def _reading(rate_rps: float, seconds: float, keys: Popularity, disk: Disk, **more: Any) -> WebSystem:
    return one_cache(rate_rps, seconds, keys, Web(worker_threads=10_000), database=_with_disk(disk), **more)


@pytest.mark.parametrize("exponent", [0.64, 0.99])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.3])
def test_pages_are_in_memory_as_often_as_che_says(exponent: float, share: float) -> None:
    """Four keys on each page: a page is wanted as often as its keys together."""
    keys, pages = 20_000, 5_000
    memory = round(share * pages)
    popularity = zipf(keys, exponent).reshape(-1, pages).sum(axis=0)
    theory = hit_ratio(popularity, memory)
    look_ups = max(20_000, (1 - theory) / (theory * 0.003**2) / RUNS)
    disk = Disk(pages=pages, memory_pages=memory, read_ms=0.0)
    design = _reading(10_000.0, round(look_ups / 10_000, 1), Popularity(keys=keys, zipf_exponent=exponent), disk)
    ratios = [caches.hit_ratio(run(design, seed=seed))["pages"] or 0.0 for seed in range(1, RUNS + 1)]
    error = float(np.std(ratios, ddof=1)) / math.sqrt(RUNS)
    assert error <= 0.005 * theory
    assert abs(float(np.mean(ratios)) - theory) <= 4 * error


def _cold(drives: int, rate_rps: float, seconds: float) -> WebSystem:
    """Hardly any page is asked for twice: every read of 1 ms goes to the drives."""
    disk = Disk(pages=10_000_000, memory_pages=1, read_ms=1.0, drives=drives)
    keys = Popularity(keys=10_000_000, zipf_exponent=0.0)
    return _reading(rate_rps, seconds, keys, disk, warmup_s=min(5.0, seconds / 10))


def _mean_ms(result: Result) -> float:
    page = result.endpoints[0]
    return page.latency_ns / page.served / 1e6


def test_one_drive_is_a_queue_with_a_constant_service_time() -> None:
    """M/D/1 at 70 %: the mean time that a miss takes is that of Pollaczek and Khinchine."""
    theory = md1(700.0, 1.0).time_ms_mean
    times = [_mean_ms(run(_cold(1, 700.0, 60.0), seed=seed)) for seed in range(1, RUNS + 1)]
    error = float(np.std(times, ddof=1)) / math.sqrt(RUNS)
    assert error <= 0.005 * theory
    assert abs(float(np.mean(times)) - theory) <= 4 * error


@pytest.mark.parametrize("drives", [1, 4])
def test_a_disk_is_full_at_its_iops(drives: int) -> None:
    """Twice as many reads as it can do: it does drives / read_ms of them, and is what is busiest."""
    result = run(put_all(_cold(drives, 2000.0 * drives, 10.0), {"workload.patience.timeout_s": 60.0}))
    (disk,) = disks.disks(result)
    assert disk.utilisation == pytest.approx(1.0, abs=1e-3)
    assert disk.iops == pytest.approx(1000.0 * drives, rel=1e-3)
    busiest = utilisation.busiest(result)
    assert busiest is not None
    assert (busiest.station.node, busiest.station.name) == ("database", "disk")


def test_half_the_iops_is_half_busy() -> None:
    (disk,) = disks.disks(run(_cold(4, 2000.0, 20.0)))
    assert disk.utilisation == pytest.approx(0.5, rel=0.02)


# By hand

READ = Endpoint(name="page", web_work=AT_ONCE, calls=(Call(),), response_kb=0.0)
WRITE = Endpoint(name="order", writes=True, web_work=AT_ONCE, calls=(Call(kind=CallKind.WRITE),), response_kb=0.0)
SLOW = Disk(pages=10, memory_pages=2, read_ms=5.0, fsync_ms=3.0)


def _story(lines: list[tuple[float, int, int]], *, faults: tuple[object, ...] = (), **more: Any) -> Any:
    """What becomes of requests at these ms, each for a key, to read or to write; work at the database takes 1 ms."""
    at_ms, keys, kinds = (np.array(column) for column in zip(*lines, strict=True))
    trace = Trace("disk", at_ms / 1000, keys, kinds.astype(np.uint8), np.zeros(len(lines)))
    workload = Workload(
        replay=trace.reference.model_copy(update={"speed_up": 1.0}),
        endpoints=(READ, WRITE),
        popularity=Popularity(keys=100),
        regions=(Region(),),
        patience=Patience(timeout_s=10.0, retries=0),
    )
    work = Deterministic(mean_ms=1.0)
    base = Database(read=work, write=work, hop_ms=0.0, pool_size=100, cores=8, contention=0.0, coherency=0.0, disk=SLOW)
    given = {"workload": workload, "database": base, "faults": faults, "start": Start.COLD, **more}
    design = WebSystem.model_validate({"seconds": 2.0, "warmup_s": 0.0, "web": Web(contention=0.0), **given})
    assert differences(design, 1, trace) == []
    ends = {step[1]: step[0] / MS for step in engine(design, 1, trace).steps if step[4] in ("ANSWER", "FAILED")}
    result = run(design, trace=trace)
    return [ends[number] - at for number, at in enumerate(at_ms)], result


def test_a_read_that_misses_waits_for_the_disk_and_then_for_a_core() -> None:
    """Keys 1 and 11 are on one page of ten. The third read finds it; those that come while it is read read it, too."""
    took_ms, result = _story([(0, 1, PAGE), (1, 11, PAGE), (20, 21, PAGE), (30, 2, PAGE), (40, 3, PAGE), (50, 1, PAGE)])
    assert took_ms == [6.0, 10.0, 1.0, 6.0, 6.0, 6.0]  # the last one was given up for pages 2 and 3
    (pages,) = result.page_caches
    assert (pages.hits, pages.misses, pages.evicted) == (1, 5, 2)


def test_a_write_reads_its_page_and_is_durable_when_it_has_been_flushed() -> None:
    """5 ms for the page, 1 ms of work, 3 ms for the flush, for which two commits wait in turn."""
    took_ms, result = _story([(0, 1, ORDER), (20, 1, ORDER), (20, 1, ORDER), (40, 1, PAGE)])
    assert took_ms == [9.0, 4.0, 7.0, 1.0]
    assert sum(log.durable for log in result.logs) == 3


def test_after_a_restart_and_after_a_flush_the_page_cache_is_cold() -> None:
    lines = [(0, 1, PAGE), (20, 1, PAGE), (200, 1, PAGE), (300, 1, PAGE)]
    kill = Kill(node="database", start_s=0.1, duration_s=0.05)
    flush = Flush(node="pages", start_s=0.25)
    assert _story(lines, faults=(kill, flush))[0] == [6.0, 1.0, 6.0, 6.0]
    assert _story(lines)[0] == [6.0, 1.0, 1.0, 1.0]


def test_whoever_dies_between_page_and_flush_has_written_nothing() -> None:
    kill = Kill(node="database", start_s=0.007, duration_s=0.05)
    _, result = _story([(0, 1, ORDER)], faults=(kill,))
    assert result.endpoints[1].failures == {"died_with_server": 1}
    assert sum(log.durable for log in result.logs) == 0


def test_each_copy_has_pages_and_a_disk_of_its_own() -> None:
    """The replica applies the write: it reads the page and flushes, too, and then its reader finds the page there."""
    given = Replication(replicas=1, ship_delay_s=0.0, appliers=1, apply=Deterministic(mean_ms=1.0))
    took_ms, result = _story([(0, 1, ORDER), (50, 1, PAGE), (60, 2, PAGE)], replication=given)
    assert took_ms == [9.0, 1.0, 6.0]
    assert [(pages.hits, pages.misses) for pages in result.page_caches] == [(0, 1), (1, 2)]
    assert [disk.node for disk in disks.disks(result)] == ["database", "replica-1"]


def test_without_a_disk_nothing_is_read_and_nothing_is_told() -> None:
    result = run(one_cache(100.0, 1.0, Popularity(keys=10), Web()))
    assert disks.disks(result) == ()
    assert result.page_caches == ()
