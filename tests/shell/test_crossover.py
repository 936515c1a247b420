"""`crossover`: the curves of both ways and where they cross, for people and as JSON."""

from __future__ import annotations

import json

import pytest

from playground.shell import crossover
from playground.study.scale_up_or_out import Size
from tests.shell.terminal import said

UP = (Size(1, 2, 2, 100_000, 140, "web-1"), Size(1, 4, 2, 190_000, 260, "web-1"))
OUT = (Size(1, 2, 2, 100_000, 200, "web-1"), Size(2, 2, 2, 200_000, 250, "web-1"))


@pytest.fixture(autouse=True)
def _few_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crossover, "up_sizes", lambda: ((1, 2), (1, 4)))
    monkeypatch.setattr(crossover, "out_sizes", lambda: ((1, 2), (2, 2)))


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "crossover", "--price-exponent", "2", "--growth-share", "0.05", "--json")
    told = json.loads(out)
    assert code == 0
    assert err.count("looking how many users") == 4
    assert (told["price_exponent"], told["p99_ms"], told["seeds"], told["users_today"]) == (2.0, 500.0, 1, 150_000)
    assert [row["cores"] for row in told["up"]] == [2, 4]
    assert [row["servers"] for row in told["out"]] == [1, 2]
    assert told["out_cheaper_from_users"] == told["up"][0]["users"]
    assert told["out_mandatory_from_users"] == told["up"][1]["users"]
    assert 0 < told["months_until_cheaper"] < told["months_until_mandatory"]


def test_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "crossover", "--users", "1e6", "--seeds", "2")
    assert code == 0
    first, *rows, cheaper, mandatory = out.splitlines()
    assert first.endswith("USD a month, machines only")
    assert rows[-1].split()[1] == "-", "the last one carries more than any single machine that was tried"
    assert cheaper.startswith("several servers cost less beyond ")
    assert mandatory.startswith("several servers are the only way beyond ")
    assert mandatory.endswith("(in 0.0 months)")


def test_the_report_of_known_sizes() -> None:
    told = crossover.report(UP, OUT, today=95_000, growth_share=0.0)
    assert told["usd_month_up_to"] == [
        {"users": 100_000, "up": 140, "out": 200},
        {"users": 190_000, "up": 260, "out": 250},
        {"users": 200_000, "up": None, "out": 250},
    ]
    assert (told["out_cheaper_from_users"], told["out_mandatory_from_users"]) == (100_000, 190_000)
    assert crossover.lines(told)[-2:] == [
        "several servers cost less beyond 100,000 daily users (never at this growth)",
        "several servers are the only way beyond 190,000 daily users (never at this growth)",
    ]


def test_where_the_ways_do_not_cross() -> None:
    told = crossover.report(UP, OUT[:1], today=95_000, growth_share=0.1)
    assert told["out_cheaper_from_users"] is None
    assert crossover.lines(told)[-2:] == [
        "several servers never cost less within what was tried",
        "several servers never are the only way within what was tried",
    ]
