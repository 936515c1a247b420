"""The bad days of the ladder: every open stage has one, of parts that are there, and its limits name their sources."""

from __future__ import annotations

import pytest

from playground.design.bad_day import BAD_DAYS, STARTS_S, BadDay
from playground.design.change import put, put_all
from playground.design.facts import value
from playground.design.ladder import NAMES, STAGES, Stage
from playground.lessons.catalogue import LANGUAGES, strings
from playground.run import run
from playground.study.bad_day import AFTER_S, design_for

BUILT = [stage for stage in STAGES if stage.is_built]


def test_every_open_stage_has_a_bad_day_and_no_other_name_has() -> None:
    assert {stage.name for stage in BUILT} <= set(BAD_DAYS) <= set(NAMES)


@pytest.mark.parametrize("stage", BUILT, ids=lambda stage: stage.name)
def test_what_happens_hits_something_there(stage: Stage) -> None:
    day = BAD_DAYS[stage.name]
    assert day.faults or day.knobs
    assert all(fault.start_s == STARTS_S for fault in day.faults)
    played = put_all(design_for(stage.design, day, 10_000.0), {"seconds": STARTS_S + 2.0, "warmup_s": 1.0})
    result = run(played)
    assert result.asleep == ()
    quiet = run(put(played, "faults", []))
    assert len(result.orders) > len(quiet.orders), "somebody or something acts"


@pytest.mark.parametrize("stage", BUILT, ids=lambda stage: stage.name)
def test_a_limit_that_differs_from_the_usual_says_where_it_comes_from(stage: Stage) -> None:
    day, usual = BAD_DAYS[stage.name], BadDay((), 0.0)
    told = " ".join(day.sources)
    assert "recovered:" in told
    for name in ("lost_writes_s", "failing_share", "slower", "logged_out_share", "orders_within_s"):
        assert getattr(day, name) == getattr(usual, name) or f"{name}:" in told, name


def test_names_lead_elsewhere_after_the_probes_and_everybody_s_memory() -> None:
    day = BAD_DAYS["multi-dc"]
    assert day.recovered_within_s == 3 * 10.0 + value("dns.ttl_failover_s") + value("dns.chrome_min_cache_s")
    assert day.failing_share == value("dns.straggler_after_ttl_share")
    assert day.lost_writes_s == value("multidc.rpo_aurora_global_s")


@pytest.mark.parametrize("stage", BUILT, ids=lambda stage: stage.name)
def test_a_day_counts_from_its_recovery_on(stage: Stage) -> None:
    day = BAD_DAYS[stage.name]
    played = design_for(stage.design, day, 123_456.0)
    assert played.warmup_s == STARTS_S + day.recovered_within_s
    assert played.seconds == played.warmup_s + AFTER_S
    assert played.workload.daily_users == 123_456.0
    assert played.faults == day.faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_of_the_ladder_has_words_for_its_day(language: str) -> None:
    words = strings(language)
    assert [name for name in NAMES if not words[f"road.day.{name}"]] == []
