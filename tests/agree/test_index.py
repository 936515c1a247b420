"""Rows that grow beyond memory, and the index that leads to them: against theory, and by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from playground.design.change import put_all
from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.disk import Disk
from playground.design.endpoint import Call, Endpoint
from playground.design.patience import Patience
from playground.design.problem import BadDesign
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Popularity, Region, Workload
from playground.measure import disks
from playground.result import Result
from playground.run import run
from playground.theory import index_depth, outgrown_memory
from playground.theory.paged_index import disk_reads_mean
from playground.traffic.trace import PAGE, Trace
from tests.agree.engine import differences, engine
from tests.agree.one_cache import AT_ONCE, one_cache

MS = 1_000_000
RUNS = 30
READS_RPS = 10_000.0


def _growing(keys: int, exponent: float, disk: Disk, seconds: float) -> WebSystem:
    """Nothing takes time: only which pages are in memory is looked at."""
    base = Database(read=AT_ONCE, write=AT_ONCE, hop_ms=0.0, pool_size=10_000, disk=disk)
    popularity = Popularity(keys=keys, zipf_exponent=exponent)
    return one_cache(READS_RPS, seconds, popularity, Web(worker_threads=10_000), database=base)


def _reads(result: Result, levels: int) -> float:
    """Pages that each query read from disk."""
    (pages,) = result.page_caches
    return pages.misses * levels / (pages.hits + pages.misses)


@pytest.mark.parametrize("fanout", [None, 50])
@pytest.mark.parametrize(("keys", "exponent"), [(20_000, 0.8), (80_000, 0.8), (80_000, 0.0)])
def test_as_many_pages_are_read_as_theory_says(keys: int, exponent: float, fanout: int | None) -> None:
    """Eight rows a page and 2 000 pages of memory: 20 000 rows take 2 500 pages, 80 000 take 10 000."""
    disk = Disk(row_bytes=1000, page_kb=8, memory_pages=2_000, read_ms=0.0, index_fanout_pages=fanout)
    levels = len(disk.level_pages(keys))
    theory = disk_reads_mean(keys, 8, 2_000, exponent, fanout)
    found = [_reads(run(_growing(keys, exponent, disk, 3.0), seed=seed), levels) for seed in range(1, RUNS + 1)]
    error = float(np.std(found, ddof=1)) / math.sqrt(RUNS)
    assert error <= 0.005 * theory
    assert abs(float(np.mean(found)) - theory) <= 4 * error


def test_up_to_the_knee_everything_is_in_memory() -> None:
    """16 000 rows of which eight stand on a page fill the memory; a run of any length reads none of them again."""
    disk = Disk(row_bytes=1000, page_kb=8, memory_pages=2_000, read_ms=0.0)
    knee = outgrown_memory.knee_rows(8, 2_000)
    below, beyond = (_reads(run(_growing(keys, 0.0, disk, 2.0)), 1) for keys in (knee, 2 * knee))
    assert below == 0.0
    assert beyond == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("rows", "fits", "fanout"), [(1, 8, 2), (1_000, 8, 2), (100_000, 80, 300), (10_000_000, 3, 50)]
)
def test_levels_are_those_of_the_textbook(rows: int, fits: int, fanout: int) -> None:
    disk = Disk(row_bytes=8000 / fits, index_fanout_pages=fanout)
    assert list(disk.level_pages(rows)) == index_depth.level_pages(rows, fits, fanout)


READ = Endpoint(name="page", web_work=AT_ONCE, calls=(Call(),), response_kb=0.0)


def _story(lines: list[tuple[float, int]], disk: Disk) -> tuple[list[float], Result]:
    """What becomes of reads at these ms, each for a key of 100; work at the database takes 1 ms."""
    at_ms, keys = (np.array(column) for column in zip(*lines, strict=True))
    kinds = np.full(len(lines), PAGE, np.uint8)
    trace = Trace("index", at_ms / 1000, keys, kinds, np.zeros(len(lines)))
    workload = Workload(
        replay=trace.reference.model_copy(update={"speed_up": 1.0}),
        endpoints=(READ,),
        write_share=0.0,
        popularity=Popularity(keys=100),
        regions=(Region(),),
        patience=Patience(timeout_s=10.0, retries=0),
    )
    work = Deterministic(mean_ms=1.0)
    base = Database(read=work, hop_ms=0.0, pool_size=100, cores=8, contention=0.0, coherency=0.0, disk=disk)
    given: dict[str, Any] = {"workload": workload, "database": base, "start": Start.COLD}
    design = WebSystem.model_validate({"seconds": 2.0, "warmup_s": 0.0, "web": Web(contention=0.0), **given})
    assert differences(design, 1, trace) == []
    ends = {step[1]: step[0] / MS for step in engine(design, 1, trace).steps if step[4] == "ANSWER"}
    return [ends[number] - at for number, at in enumerate(at_ms)], run(design, trace=trace)


def test_the_root_is_read_once_and_each_row_needs_its_own_way() -> None:
    """Five rows a page: 20 pages, four above them, and a root. Key 1 is on page 1 below inner page 1, key 5 on page 5
    below the same, key 2 on page 2 below inner page 2; key 21 on page 1 again."""
    disk = Disk(row_bytes=1600, page_kb=8, memory_pages=10, read_ms=5.0, index_fanout_pages=5)
    assert disk.level_pages(100) == (20, 4, 1)
    took_ms, result = _story([(0, 1), (20, 5), (40, 2), (60, 21)], disk)
    assert took_ms == [16.0, 6.0, 11.0, 1.0]
    (pages,) = result.page_caches
    assert (pages.hits, pages.misses, pages.evicted) == (6, 6, 0)


def test_pages_of_the_index_take_the_place_of_rows() -> None:
    """With three places a query fills the memory with its own way: another row's page drives the first one's out."""
    disk = Disk(row_bytes=1600, page_kb=8, memory_pages=3, read_ms=5.0, index_fanout_pages=5)
    took_ms, result = _story([(0, 1), (20, 5), (40, 1)], disk)
    assert took_ms == [16.0, 6.0, 6.0]
    assert result.page_caches[0].evicted == 2


def test_data_grow_with_the_keys() -> None:
    """The disk of a design is asked for no more pages than its rows take, and must have room for them."""
    disk = Disk(row_bytes=1000, page_kb=8, read_ms=1.0)
    (use,) = disks.disks(run(_growing(80_000, 0.0, disk, 1.0)))
    assert use.hit_ratio == 1.0
    assert disk.data_gb(80_000) == pytest.approx(0.08)
    design = _growing(80_000, 0.0, disk, 1.0)
    with pytest.raises(BadDesign, match=r"drives times drive_gb must be at least 0\.08, the GB that 80,000 rows"):
        put_all(design, {"database.disk.drive_gb": 0.05})
    with pytest.raises(BadDesign, match="row_bytes must be from 1 to 8000, which fit on a page, not 9000"):
        put_all(design, {"database.disk.row_bytes": 9000})
