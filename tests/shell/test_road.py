"""`road` from a shell: its table, its JSON, and bad input."""

from __future__ import annotations

import json

import pytest

from playground.__main__ import main
from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.study import road

NAMES = ("single-server", "split-tiers", "load-balancer")


def _small() -> tuple[WebSystem, ...]:
    found = [put_all(stage(name).design, {"seconds": 12.0, "warmup_s": 2.0}) for name in NAMES]
    return tuple(row for row in found if isinstance(row, WebSystem))


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road, "open_stages", _small)


def test_a_line_for_each_stage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["road", "--processes", "1"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert "a good day" in head
    assert [line.split()[1] for line in lines] == list(NAMES)
    assert lines[0].split()[3:] == ["latency_ms_p99", "0", "error_rate", "-"]


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["road", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    last = told["stages"][-1]
    assert [row["name"] for row in told["stages"]] == list(NAMES)
    assert last["number"] == 3
    assert last["bad_day"]["faults"][0]["node"] == "web-1"
    assert last["before"]["users"] == 0
    assert last["bad"]["users"] <= last["good"]["users"]


@pytest.mark.parametrize("given", ["0", "-1", "two", "1.5", "99"])
def test_processes_that_cannot_be(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["road", f"--processes={given}"]) == 2
    said = capsys.readouterr().err
    assert said == f"error: --processes must be a whole number from 1 to 64, not {given}\n"
