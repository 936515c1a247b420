"""A database's machine for the same money: cores where work is heavy, memory and drives where data outgrow memory."""

from __future__ import annotations

import pytest

from playground.design.change import put_all
from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.disk import Disk
from playground.design.objective import LatencyP99
from playground.design.service import Deterministic, Exponential
from playground.design.web import Web
from playground.design.workload import Popularity
from playground.study.budget_split import Split, design_for, splits
from playground.theory.lru_che import hit_ratio
from playground.theory.popularity import zipf
from tests.agree.one_cache import one_cache

USD = 90.0
# cores, memory, and the rest for drives of 4 USD
SHARES = ((0.84, 0.05), (0.5, 0.25), (0.17, 0.45))
KEYS, PAGE_KB = 20_000, 1000.0  # 20 GB of data, 40 USD to have them all in memory


def _system(read_ms: float, exponent: float) -> WebSystem:
    """Nothing but the database takes time: a read works so long, and has to fetch what is not in memory in 2 ms."""
    disk = Disk(pages=KEYS, page_kb=PAGE_KB, read_ms=2.0, drive_gb=20.0)
    base = Database(
        read=Exponential(mean_ms=read_ms), hop_ms=0.0, pool_size=10_000, contention=0.0, coherency=0.0, disk=disk
    )
    web = Web(worker_threads=10_000)
    design = one_cache(1.0, 8.0, Popularity(keys=KEYS, zipf_exponent=exponent), web, database=base)
    changed = {
        "workload.rate_rps": None, "workload.daily_users": 500_000, "warmup_s": 0.5,
        "objectives": [LatencyP99(limit=60.0).model_dump(mode="json")],
    }  # fmt: skip
    found = put_all(design, changed)
    assert isinstance(found, WebSystem)
    return found


def _carries_rps(row: Split, design: WebSystem) -> float:
    """What cores and drives carry at most, by Che's hit ratio."""
    disk = design.database.disk
    assert disk is not None
    misses = 1 - hit_ratio(zipf(KEYS, design.workload.popularity.zipf_exponent), row.memory_pages)
    by_cores = row.cores / (design.database.read.mean_ms / 1000)
    return min(by_cores, row.drives / (disk.read_ms / 1000 * misses) if misses else by_cores)


def _best(rows: tuple[Split, ...]) -> Split:
    return max(rows, key=lambda row: row.rate_rps)


def test_the_best_split_is_not_the_same_for_work_and_for_data() -> None:
    """Heavy work on little that is asked for wants cores; light work on everything wants memory and drives. Each is the
    worst that the other could have."""
    heavy, wide = _system(4.0, 1.2), _system(0.1, 0.3)
    of_work, of_data = splits(heavy, USD, SHARES), splits(wide, USD, SHARES)
    assert [row.cores for row in of_work] == [row.cores for row in of_data] == [5, 3, 1]
    assert _best(of_work) is of_work[0]
    assert _best(of_data) is of_data[2]
    assert [row.rate_rps for row in of_work] == sorted((row.rate_rps for row in of_work), reverse=True)
    assert [row.rate_rps for row in of_data] == sorted(row.rate_rps for row in of_data)
    assert _best(of_work).rate_rps > 3 * of_work[2].rate_rps
    assert _best(of_data).rate_rps > 3 * of_data[0].rate_rps
    assert (of_work[2].station, of_data[0].station) == ("database cores", "disk")
    for design, rows in ((heavy, of_work), (wide, of_data)):
        for row in rows:
            # a lone core that works 4 ms has to be a third idle, or one in a hundred waits longer than 60 ms
            assert 0.65 * _carries_rps(row, design) < row.rate_rps < 1.08 * _carries_rps(row, design)


def test_between_the_ends_lies_the_best_where_both_count() -> None:
    """With one core the drives wait for work, with one drive the cores wait for pages."""
    rows = splits(_system(1.0, 0.7), USD, SHARES)
    assert _best(rows) is rows[1]


def test_no_more_is_spent_than_there_is() -> None:
    design = _system(1.0, 0.7)
    for share in SHARES:
        found = design_for(design, design.database.disk, USD, *share)  # type: ignore[arg-type]
        assert found is not None
        base, disk = found.database, found.database.disk
        assert disk is not None
        assert base.cores * 15 + disk.memory_gb * 2 + disk.drives * disk.drive_gb * 0.2 <= USD
        assert base.cores * 15 <= USD * share[0] < (base.cores + 1) * 15


def test_money_that_buys_no_machine_and_a_machine_without_a_disk() -> None:
    design = _system(1.0, 0.7)
    with pytest.raises(ValueError, match="10 USD a month buy no core"):
        splits(design, 10.0, SHARES)
    plain = put_all(design, {"database.disk": None, "database.read": Deterministic(mean_ms=1).model_dump(mode="json")})
    assert isinstance(plain, WebSystem)
    with pytest.raises(ValueError, match="only a machine with a disk"):
        splits(plain, USD, SHARES)
