import numpy as np
import pytest

from playground.design.catalogue import find
from playground.design.change import put_all
from playground.measure import caches
from playground.result import Cache
from tests.measure import factory

STALE = factory.windows(6, 14, 0, 0)
TWO = (
    Cache("cache-1", 60, 40, 3, 1, *[0] * 10, factory.windows(30, 30, 0, 0), factory.windows(0, 40, 0, 0), STALE),
    Cache("cache-2", 30, 70, *[0] * 12, factory.windows(0, 30, 0, 0), factory.windows(30, 40, 0, 0), STALE),
)


def test_members_of_a_tier_are_taken_together():
    assert caches.hit_ratio(factory.result(caches=TWO)) == {"cache": 90 / 200}


def test_a_window_without_look_ups_has_no_ratio():
    ratio = caches.over_time(factory.result(caches=TWO))["cache"]
    assert ratio[:2].tolist() == [30 / 60, 60 / 140]
    assert np.isnan(ratio[2:]).all()


def test_a_cache_that_nobody_asks_has_no_ratio():
    unused = Cache("cache", *[0] * 14, *[factory.windows(0, 0, 0, 0)] * 3)
    assert caches.hit_ratio(factory.result(caches=(unused,))) == {"cache": None}
    assert caches.hit_ratio(factory.result()) == {}


def test_windows_are_taken_together():
    ratio = caches.over_time(factory.result(caches=TWO), 2)["cache"]
    assert ratio[0] == 90 / 200
    assert np.isnan(ratio[1:]).all()


def test_a_tier_knows_how_many_of_its_answers_are_outdated():
    share = caches.stale_over_time(factory.result(caches=TWO, design=find("cache")))
    assert share is not None
    assert share[:2].tolist() == [12 / 60, 28 / 140]
    assert np.isnan(share[2:]).all()
    assert caches.stale_over_time(factory.result(caches=TWO)) is None


def test_all_caches_have_one_ratio():
    assert caches.all_together(factory.result(caches=TWO)) == 90 / 200
    assert caches.all_together(factory.result()) is None


def test_the_ceiling_is_known_where_popularity_is():
    design = put_all(find("single-server"), {"web.cache_items": 10, "workload.popularity.keys": 100})
    best = caches.ceiling(factory.result(design=design, caches=TWO))
    weights = np.arange(1, 101) ** -design.workload.popularity.zipf_exponent
    assert best == pytest.approx(weights[:10].sum() / weights.sum())
    attacked = put_all(design, {"workload.popularity.missing_share": 0.1})
    assert caches.ceiling(factory.result(design=attacked, caches=TWO)) is None
    assert caches.ceiling(factory.result(design=design)) is None
