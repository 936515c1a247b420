"""Pages after the split, on the page: what the buttons build, and what is said of a run."""

from __future__ import annotations

import pytest

from playground.design.change import put, put_all
from playground.design.design import WebSystem
from playground.design.ladder import STAGES, stage
from playground.lessons.catalogue import LANGUAGES, translator
from playground.measure import pages, read_model
from playground.measure.identities import identities
from playground.run import run
from playground.ui.journey.joins import ANEW_S, TRIES, told, tries
from playground.ui.text import plain as as_text
from tests.measure import factory

WITH_QUEUE = [row.name for row in STAGES if row.is_built and row.design.queue is not None]


def calm(design: WebSystem) -> WebSystem:
    """The same with a thirtieth of the users."""
    found = put_all(design, {"workload.daily_users": design.workload.daily_users / 30})
    assert isinstance(found, WebSystem)
    return found


@pytest.mark.parametrize("name", WITH_QUEUE)
def test_every_button_builds_something_on_every_stage_with_a_queue(name: str) -> None:
    design = stage(name).design
    assert isinstance(design, WebSystem)
    found = tries(design)
    assert list(found) == list(TRIES)
    for tried in found.values():
        again = tries(tried)
        assert set(again) == {*TRIES, "none"} - {key for key, other in found.items() if other == tried}
        assert again["none"] == design, "one click takes out what another has built"


def test_other_faults_stay_and_what_does_not_fit_is_not_offered() -> None:
    dead = {"kind": "kill", "node": "web-2", "start_s": 5.0, "duration_s": 1.0}
    found = tries(put_all(stage("queue").design, {"faults": [dead]}))  # type: ignore[arg-type]
    assert [len(row.faults) for row in found.values()] == [2 if dies else 1 for _, dies in TRIES.values()]
    called = put(stage("queue").design, "queue.way", "call")
    assert set(tries(called)) == {"one_by_one", "batched"}  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["queue", "timelines"])
def test_what_the_buttons_show(name: str) -> None:
    design = stage(name).design
    assert isinstance(design, WebSystem)
    results = {key: run(calm(tried)) for key, tried in tries(design).items()}
    assert all(identities(result) == () for result in results.values())
    lags = {key: read_model.lag(result) for key, result in results.items()}
    model, kept, lost, anew, beside = (lags[key] for key in ("model", "kept", "lost", "anew", "beside"))
    assert model is not None
    assert kept is not None
    assert lost is not None
    assert anew is not None
    assert beside is not None
    assert model.lost == kept.lost == kept.divergent == 0
    assert lost.divergent == lost.lost > 0
    assert anew.divergent == beside.divergent == 0
    assert anew.cured == anew.lost > 0
    assert anew.rebuild_s is not None
    assert anew.rebuild_s + ANEW_S < design.seconds
    assert anew.old_share == 0
    assert (anew.absent_share or 0) > 2 * (beside.absent_share or 1)
    assert (beside.old_share or 0) > 0
    rows, batches = (pages.pages(results[key]) for key in ("one_by_one", "batched"))
    assert rows is not None
    assert batches is not None
    assert (rows.calls_mean or 0) > 15 * (batches.calls_mean or 100)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said(language: str) -> None:
    t, design = translator(language), stage("queue").design
    assert isinstance(design, WebSystem)
    assert told(factory.result(), t) == []
    lines = {key: told(run(calm(tried)), t) for key, tried in tries(design).items()}
    assert {key: len(found) for key, found in lines.items()} == {
        "one_by_one": 1, "batched": 1, "model": 2, "kept": 2, "lost": 2, "anew": 3, "beside": 3
    }  # fmt: skip
    assert not any("{" in line for found in lines.values() for line in found)
    unfinished = put_all(tries(design)["anew"], {"read_model.past_orders": 10**6})
    result = run(unfinished)
    restored = 0 if result.read_model is None else result.read_model.restored
    assert 0 < restored < 10**6
    assert told(result, t)[2] == as_text(t("ledger.rebuilding", restored=f"{restored:,}"))
