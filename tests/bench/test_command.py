"""The bench command's report, on runs so short that only its form says anything."""

from __future__ import annotations

import argparse
import json
from statistics import median

import pytest

from playground.bench import timing
from playground.bench.child import in_child
from playground.bench.command import add_arguments, run_bench
from playground.bench.fresh import Memory
from playground.bench.length import born_rps, with_requests
from playground.design import catalogue
from playground.design.change import put
from playground.design.problem import BadDesign
from playground.run import Run


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


def test_the_report_has_a_ratio_and_a_rate_for_each_design(capsys: pytest.CaptureFixture[str]) -> None:
    code = run_bench(arguments("--json", "--pairs", "3", "--requests", "2000", "--scaling"))
    report = json.loads(capsys.readouterr().out)
    assert code == 0
    assert list(report["ratio_to_simpy"]) == list(report["requests_per_s"]) == ["load-balancer", "web-chain", "cache"]
    for name, ratios in report["ratios"].items():
        assert len(ratios) == 3
        assert report["ratio_to_simpy"][name] == median(ratios) > 0
        assert report["requests_per_s"][name] > 0
        assert report["twice"][name] > 0
        assert report["latency_ms_mean"][name]["ok"]


def test_without_json_the_same_names_stand_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_bench(arguments("--design", "mm1", "--pairs", "1", "--requests", "1000")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ratio_to_simpy:"
    assert lines[1].startswith("  mm1: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--pairs", "0"), "--pairs must be 1 to 1,000, not 0"),
        (("--requests", "10"), "--requests must be 1,000 to 100,000,000, not 10"),
        (("--design", "nothing"), "there is no design called nothing"),
    ],
)
def test_bad_input_gets_a_sentence(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(BadDesign) as error:
        run_bench(arguments(*words))
    assert said in str(error.value)


def test_the_means_must_agree(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A plain program of another system makes the ratio worthless: exit code 1."""
    simulate = timing.plain.simulate
    monkeypatch.setattr(
        timing.plain, "simulate", lambda design, seed: simulate(put(design, "station.service_ms", 5.0), seed)
    )
    assert run_bench(arguments("--design", "mm1", "--pairs", "1", "--requests", "1000", "--json")) == 1
    assert not json.loads(capsys.readouterr().out)["latency_ms_mean"]["mm1"]["ok"]


def test_both_sides_count_the_same_arrivals() -> None:
    """Within five standard deviations of a Poisson count, files and bundles included."""
    for name in ("load-balancer", "web-chain", "mm1", "multi-dc"):
        design = with_requests(catalogue.find(name), 4000)
        assert design.seconds == pytest.approx(4000 / born_rps(design))
        assert abs(timing.engine(design, 1) - 4000) < 5 * 4000**0.5
        assert abs(timing.plain.simulate(design, 1).born - 4000) < 5 * 4000**0.5


def test_arrivals_are_those_of_the_result() -> None:
    design = with_requests(catalogue.find("load-balancer"), 2000)
    run = Run(design, seed=1)
    run.advance()
    result = run.result()
    assert timing.engine(design, 1) == result.requests.offered.sum() + result.assets.offered.sum()


def test_a_run_in_a_process_of_its_own_is_the_same_run() -> None:
    design = with_requests(catalogue.find("load-balancer"), 2000)
    child = in_child(design)
    assert child.born == timing.engine(design, 1)
    assert 30e6 < child.peak_bytes < 2e9
    assert child.first_run_s > (child.again_s or 0.0) > 0


def test_growth_of_memory_by_hand() -> None:
    assert Memory(200, 230).growth == pytest.approx(0.15)


def test_the_ratio_is_the_median_of_the_pairs() -> None:
    assert timing.ratio([timing.Pair(100.0, 1.0), timing.Pair(90.0, 3.0), timing.Pair(80.0, 2.0)]) == 40.0
