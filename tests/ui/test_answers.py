"""A first answer, then the same run, exactly; finished runs are kept, others only as long as somebody looks."""

from __future__ import annotations

import gc

import pytest

from playground.design.change import put_all
from playground.design.ladder import STAGES, stage
from playground.measure import counted
from playground.run import run
from playground.ui import answers
from playground.ui.answers import KEPT, Answer, Shelf

SMALL = {"seconds": 20.0, "warmup_s": 2.0, "workload.rate_rps": 50.0}
FAULT = {"kind": "kill", "node": "web-1", "start_s": 8.0, "duration_s": 6.0}
DESIGN = put_all(stage("load-balancer").design, {**SMALL, "faults": [FAULT]})


def test_the_run_goes_on_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "FIRST_BIRTHS", 100)
    answer = Answer(DESIGN, 1, None)
    first = answer.result
    assert not answer.is_done
    assert not first.is_complete
    assert first.until_ns > first.warmup_ns, "something is counted in the first answer"
    steps = 0
    while not answer.is_done:
        answer.more()
        steps += 1
    assert steps > 2
    assert answer.result.digest() == run(DESIGN, seed=1).digest()
    answer.more()  # nothing is left to do
    assert answer.result.is_complete


def test_the_page_stops_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "FIRST_BIRTHS", 100)
    monkeypatch.setattr(answers, "MOST_BIRTHS", 300)
    answer = Answer(DESIGN, 1, None)
    while not answer.is_done:
        answer.more()
    assert not answer.result.is_complete


@pytest.mark.parametrize("users", [20_000, 5_000_000])
@pytest.mark.parametrize("length", [{}, {"seconds": 20.0, "warmup_s": 3.3}])
@pytest.mark.parametrize("name", [row.name for row in STAGES if row.is_built])
def test_on_the_slowest_machine_a_window_is_counted(
    monkeypatch: pytest.MonkeyPatch, name: str, length: dict[str, float], users: int
) -> None:
    monkeypatch.setattr(answers, "FIRST_S", 0.0)
    design = put_all(stage(name).design, {**length, "workload.daily_users": users})
    assert counted.windows(Answer(design, 1, None).result).is_counted.any()


def test_what_fits_is_there_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "FIRST_S", 60.0)
    assert Answer(DESIGN, 1, None).is_done


def test_finished_runs_stay_and_others_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "FIRST_S", 60.0)
    shelf, done = Shelf(), Answer(DESIGN, 1, None)
    shelf.put(("done", 1), done)
    monkeypatch.setattr(answers, "FIRST_BIRTHS", 100)
    begun = Answer(DESIGN, 1, None)
    shelf.put(("begun", 1), begun)
    assert shelf.find(("begun", 1)) is begun
    del done, begun
    gc.collect()
    assert shelf.find(("begun", 1)) is None
    assert shelf.find(("done", 1)) is not None
    assert shelf.find(("never", 1)) is None


def test_the_shelf_is_not_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "FIRST_S", 60.0)
    shelf = Shelf()
    for number in range(KEPT + 2):
        shelf.put(("done", number), Answer(DESIGN, 1, None))
    gc.collect()
    assert shelf.find(("done", 0)) is None
    assert shelf.find(("done", KEPT + 1)) is not None
