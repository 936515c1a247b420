"""`show` and `stages`: what there is, in every form, and back again."""

from __future__ import annotations

import pytest

from playground.design import catalogue, file, link
from playground.design.change import put_all
from playground.design.ladder import NAMES
from tests.plan.sequence import parse
from tests.shell.terminal import alone, said


@pytest.mark.parametrize("name", catalogue.names())
def test_yaml_and_back(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "show", name, "--yaml")
    assert (code, err) == (0, "")
    assert file.loads(out) == catalogue.find(name)
    assert said(capsys, "show", name).out == out


@pytest.mark.parametrize("name", catalogue.names())
def test_link_and_back(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "show", name, "--set", "seconds=123", "--link")
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    assert link.decode(out.strip()) == put_all(catalogue.find(name), {"seconds": 123})
    assert said(capsys, "show", out.strip(), "--link").out == out


def test_a_link_holds_faults(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("load-balancer", "--fault", "kill:web-2@30+60", "--fault", "lose*0.1:database@5")
    found = link.decode(said(capsys, "show", *words, "--link").out.strip())
    assert [(fault.kind, fault.node) for fault in found.faults] == [("kill", "web-2"), ("lose", "database")]


@pytest.mark.parametrize("name", catalogue.names())
def test_program_and_mermaid(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "show", name, "--program")
    assert (code, err) == (0, "")
    assert " SEND " in out
    code, out, err = said(capsys, "show", name, "--mermaid")
    assert (code, err) == (0, "")
    for drawing in out.strip().split("\n\n"):
        parse(drawing.split("\n", 1)[1])


def test_stages(capsys: pytest.CaptureFixture[str]) -> None:
    built = said(capsys, "stages")
    assert built.code == 0
    assert [line.split()[1] for line in built.out.splitlines()] == [n for n in NAMES if n in catalogue.names()]
    everything = said(capsys, "stages", "--all").out.splitlines()
    assert [line.split()[1] for line in everything[: len(NAMES)]] == list(NAMES)
    assert everything[-1].startswith("textbook: mm1, ")
    assert "150,000 daily users" in built.out


@pytest.mark.parametrize("words", [(), ("stages",), ("show",), ("run",), ("crossover",), ("bench",)])
def test_help(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, *words, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("usage: python -m playground")
    flags = {
        "run": ("--seed", "--seconds", "--set", "--fault", "--replications", "--gate", "--json", "--csv", "--journeys"),
        "show": ("--yaml", "--program", "--mermaid", "--link"),
        "stages": ("--all",),
        "crossover": ("--price-exponent", "--p99-ms", "--users", "--growth-share", "--seeds", "--json"),
        "bench": ("--json",),
    }
    for flag in flags.get(words[0] if words else "", ("stages", "show", "run", "crossover", "bench")):
        assert flag in out


def test_as_a_stranger_would() -> None:
    assert alone("--help").code == 0
    assert alone("stages").out.count("\n") == 12
    assert alone("show", "mm1", "--link") == (0, "1~mm1\n", "")


def test_whoever_reads_may_stop_early() -> None:
    """`show … | head -1` is no error."""
    import subprocess
    import sys

    from tests.shell.terminal import ROOT

    shown = subprocess.Popen(
        [sys.executable, "-m", "playground", "show", "load-balancer", "--program"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert shown.stdout is not None
    assert shown.stderr is not None
    shown.stdout.close()
    assert shown.stderr.read() == b""
    assert shown.wait() == 0
    shown.stderr.close()
