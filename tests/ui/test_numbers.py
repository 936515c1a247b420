"""The tiles: what they say of a run, and of its difference from another."""

from __future__ import annotations

import pytest

from playground.design.catalogue import find
from playground.design.change import put_all
from playground.lessons.catalogue import LANGUAGES, translator
from playground.lessons.number import short
from playground.measure import compare
from playground.run import run
from playground.ui import first
from playground.ui.journey.numbers import rows

EN = translator("en")
CALM = first.find(first.designs()["single-server-100000"], first.SEED)
BUSY = first.find(first.designs()["single-server-150000"], first.SEED)
CURE = first.find(first.designs()["split-tiers-150000"], first.SEED)
assert CALM is not None
assert BUSY is not None
assert CURE is not None


def _by_name(found: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in found}


def test_a_missed_promise_is_marked() -> None:
    calm, busy = (_by_name(rows(result, None, EN)) for result in (CALM, BUSY))
    assert (calm["p99"]["tone"], busy["p99"]["tone"]) == ("", "bad")
    assert (calm["errors"]["tone"], busy["errors"]["tone"]) == ("", "bad")


def test_changes_say_which_way_and_whether_that_is_good() -> None:
    told = _by_name(rows(CURE, BUSY, EN))
    assert told["p99"]["change"].startswith("▼")
    assert told["p99"]["change_tone"] == "good"
    assert told["cost"]["change"].startswith("▲")
    assert told["cost"]["change_tone"] == "bad"
    assert told["served"]["change_tone"] == "good"
    back = _by_name(rows(BUSY, CURE, EN))
    assert back["p99"]["change_tone"] == "bad"


def test_no_difference_is_no_change() -> None:
    assert {row["change"] for row in rows(CALM, CALM, EN)} == {EN("tile.same")}


def test_a_comparison_that_is_still_to_come_is_owed() -> None:
    assert {row["change"] for row in rows(CALM, None, EN, is_owed=True)} == {"…"}
    assert {row["change"] for row in rows(CALM, None, EN)} == {""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_are_those_of_the_measures(language: str) -> None:
    now = compare.tiles(CALM)
    told = _by_name(rows(CALM, None, translator(language)))
    assert now.latency_ms_p99 is not None
    assert float(told["p99"]["value"].replace(",", "")) == pytest.approx(now.latency_ms_p99, rel=0.01)
    assert now.cost_usd_month is not None
    assert told["cost"]["value"] == f"{now.cost_usd_month:,.0f}"


def test_without_a_result_there_are_no_numbers() -> None:
    assert {row["value"] for row in rows(None, None, EN)} == {EN("tile.none")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cache_has_a_tile_of_its_own(language: str) -> None:
    design = put_all(find("single-server"), {"seconds": 10.0, "warmup_s": 1.0, "web.cache_items": 5000})
    result = run(design)
    (cache,) = result.caches
    told = _by_name(rows(result, None, translator(language)))
    assert len(told) == 7
    assert told["hits"]["value"] == short(100 * cache.hits / (cache.hits + cache.misses))
    assert f"{cache.misses:,}" in told["hits"]["sub"]
    assert "hits" not in _by_name(rows(CALM, None, EN))


def test_many_bytes_are_told_in_terabytes() -> None:
    result = first.find(first.designs()["cdn-2200000"], first.SEED)
    assert result is not None
    told, gb = _by_name(rows(result, None, EN))["bytes"], compare.tiles(result).egress_gb_month
    assert gb is not None
    assert (told["value"], told["unit"]) == (short(gb / 1000), EN("unit.tb_month"))


def test_fewer_bytes_are_told_in_gigabytes() -> None:
    design = put_all(find("cdn"), {"workload.daily_users": 20_000, "seconds": 20.0})
    result = run(design, seed=1)
    told, gb = _by_name(rows(result, None, EN))["bytes"], compare.tiles(result).egress_gb_month
    assert gb is not None
    assert (told["value"], told["unit"]) == (f"{gb:,.0f}", EN("unit.gb_month"))
