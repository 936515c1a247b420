"""What the README says works: its Python runs, its commands parse and its files are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from playground.__main__ import COMMANDS, main

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
LONG = ("bench", "crossover", "road")  # half a minute and more; tests of their own give them with less to do
COMMAND_LINES = re.findall(r"^    python -m playground (.+)$", TEXT, re.MULTILINE)


def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - our own words
    first, *orders = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"p99 \d+ ms, \d+\.\d\d% failed", first)
    told = [line.split("  ")[1] for line in orders]
    assert told == ["kill web-2", "mark_down web-2", "revive web-2", "mark_up web-2"]


def test_it_shows_every_command() -> None:
    assert {line.split()[0] for line in COMMAND_LINES} == set(COMMANDS)


@pytest.mark.parametrize("line", [line for line in COMMAND_LINES if not line.startswith(LONG)])
def test_its_commands_work(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = '192.0.2.1 - - [01/Nov/2026:10:00:{:02d} +0000] "GET /page/{} HTTP/1.1" 200 5120\n'
    (tmp_path / "access.log.gz").write_text("".join(log.format(n // 4, n) for n in range(40)))
    monkeypatch.chdir(tmp_path)
    gate_is_missed = "--gate" in line
    assert main(shlex.split(line)) == int(gate_is_missed)
    assert capsys.readouterr().out


def test_its_files_are_there() -> None:
    named = re.findall(r"!\[[^]]*\]\(([^)]+)\)", TEXT) + re.findall(r"`((?:playground|tests)/[\w./]+)`", TEXT)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
