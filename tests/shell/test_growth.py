"""`growth` from a shell: both tables, JSON, and bad input."""

from __future__ import annotations

import json

import pytest

from playground.study import data_growth, larger_or_more
from tests.shell.terminal import said

ON_DISK = ("--set", "database.disk.row_bytes=1000", "--set", "database.disk.memory_pages=500", "--set", "seconds=20")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children find what they are told, so that few sizes are enough here."""
    monkeypatch.setattr(data_growth.designs, "__defaults__", (("ssd", "hdd"), (1.0, 16.0)))
    monkeypatch.setattr(larger_or_more, "CORES", (2,))
    monkeypatch.setattr(larger_or_more, "SHARDS", (2,))


def test_ever_more_rows(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "growth", "split-tiers", *ON_DISK)
    assert code == 0
    head, *lines = out.splitlines()
    assert "query ms" in head
    assert [line.split()[:2] for line in lines] == [
        ["ssd", "4,000"], ["ssd", "64,000"], ["hdd", "4,000"], ["hdd", "64,000"],
    ]  # fmt: skip
    assert lines[0].endswith("-")
    assert lines[3].endswith("latency_ms_p99, error_rate")


def test_larger_or_more(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "growth", "replicas", "--of", "machines", "--json")
    assert code == 0
    one, two = json.loads(out)["rows"]
    assert (one["way"], one["cores"], one["lost_share"]) == ("up", 2, 1.0)
    assert (two["way"], two["machines"]) == ("out", 2)
    assert one["users"] < two["users"]


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (("split-tiers",), "database.disk.row_bytes must be given"),
        (("split-tiers", "--set", "database.disk.row_bytes=0"), "database.disk.row_bytes must be"),
        (("queueing", "--of", "machines"), "there is no design and no file"),
    ],
)
def test_bad_input(words: tuple[str, ...], begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "growth", *words)
    assert (code, out) == (2, "")
    assert begins in err
    assert err.count("\n") == 1
