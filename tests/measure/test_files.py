"""What a run's shelves say, counted by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from playground.design.change import put_all
from playground.design.ladder import stage
from playground.measure import files
from playground.result.shelf import Shelf
from tests.measure import factory

MB = 1_000_000


def shelf(name: str, *, is_shield: bool = False, hits: tuple[int, ...], misses: tuple[int, ...], each: int) -> Shelf:
    """Every answer is `each` bytes, every miss a fetch of as many; one answer of each window is old."""
    hit, miss = factory.windows(*hits), factory.windows(*misses)
    sent, fetched = (hit + miss) * each, miss * each
    return Shelf(
        name=name,
        is_shield=is_shield,
        is_spare=False,
        hits=int(hit.sum()),
        misses=int(miss.sum()),
        expired=1,
        evicted=2,
        coalesced=3,
        dropped=4,
        sent=int(sent.sum()),
        fetched=int(fetched.sum()),
        old=4,
        rescued=5,
        hits_in=hit,
        misses_in=miss,
        old_in=factory.windows(1, 1, 1, 1),
        sent_in=sent,
        fetched_in=fetched,
    )


EDGES = (
    shelf("edge-1", hits=(9, 9, 9, 0), misses=(1, 1, 1, 10), each=MB),
    shelf("edge-2", hits=(10, 10, 10, 0), misses=(0, 0, 0, 10), each=3 * MB),
)
SHIELD = shelf("shield", is_shield=True, hits=(0, 0, 0, 15), misses=(1, 1, 1, 5), each=MB)


def test_without_a_cdn_there_is_nothing() -> None:
    assert files.files(factory.result()) is None


def test_all_edges_together() -> None:
    found = files.files(factory.result(shelves=EDGES))
    assert found is not None
    assert (found.hits, found.misses, found.coalesced, found.rescued, found.old) == (57, 23, 6, 10, 8)
    assert found.hit_ratio == 57 / 80
    assert found.sent_bytes == 40 * MB + 40 * 3 * MB
    assert found.origin_bytes == 13 * MB + 10 * 3 * MB
    assert found.byte_hit_ratio == pytest.approx(1 - 43 / 160)
    assert found.old_share == 0.1


def test_what_a_shield_has_does_not_come_from_the_origin() -> None:
    found = files.files(factory.result(shelves=(SHIELD, *EDGES)))
    assert found is not None
    assert found.hit_ratio == 57 / 80, "users ask the edges"
    assert found.origin_bytes == 8 * MB
    assert [row.name for row in files.last(factory.result(shelves=(SHIELD, *EDGES)))] == ["shield"]


def test_over_time() -> None:
    found = files.over_time(factory.result(shelves=EDGES))
    assert found.hit_ratio.tolist() == [0.95, 0.95, 0.95, 0.0]
    assert found.byte_hit_ratio.tolist() == [1 - 1 / 40, 1 - 1 / 40, 1 - 1 / 40, 0.0]
    assert found.old_share.tolist() == [0.1, 0.1, 0.1, 0.1]
    design = put_all(stage("cdn").design, {"entry.link_gbit_s": None})
    free = files.over_time(factory.result(shelves=EDGES, design=design))
    assert free.origin_gbit_s == pytest.approx([8e-4, 8e-4, 8e-4, 0.032]), "10 s a window"


def test_everything_that_leaves_through_the_links_counts() -> None:
    """The entry link is busy for a fifth of each window, the fallback's for a tenth."""
    stations = (
        factory.station("entry link", "entry", "entry", 1, (2,) * 4, measures_node=True),
        factory.station("own link", "own-link", "entry", 1, (1,) * 4, measures_node=True),
    )
    design = put_all(stage("cdn").design, {"entry.link_gbit_s": 5.0, "cdn.own_link_gbit_s": 2.0})
    found = files.over_time(factory.result(shelves=EDGES, design=design, stations=stations))
    assert found.origin_gbit_s == pytest.approx([1.2] * 4)


def test_the_region_that_waits_longest_counts_and_failures_have_no_end() -> None:
    page, order, bundle = factory.endpoints()
    far = (replace(page, name="page@america"), replace(order, name="order@america"))
    rows = (page, order, bundle, *far, replace(bundle, name="code@america", failed=10 * bundle.served))
    page_ms, order_ms, bundle_ms = factory.latencies()
    result = factory.result(
        design=stage("cdn").design,
        endpoints=rows,
        latency=(page_ms, order_ms, bundle_ms, page_ms, order_ms, bundle_ms),
    )
    home, america = files.by_region(result)
    assert (home.region, america.region) == ("home", "america")
    assert home.page_p50_ms == america.page_p50_ms
    assert math.isfinite(home.files_p95_ms or math.inf)
    assert america.files_p95_ms == files.worst_p95_ms(result) == math.inf


def test_nobody_asked() -> None:
    empty = shelf("edge-1", hits=(0, 0, 0, 0), misses=(0, 0, 0, 0), each=MB)
    result = factory.result(shelves=(empty,))
    found = files.files(result)
    assert found is not None
    assert (found.hit_ratio, found.byte_hit_ratio, found.old_share) == (None, None, None)
    assert np.isnan(files.over_time(result).hit_ratio).all()
