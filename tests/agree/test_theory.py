"""The textbook systems agree with the textbook."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from playground.theory.queueing import theory_of
from tests.agree.agreement import Agreement, compare, expected, most_outside, replicate
from tests.agree.cases import CASES, Case
from tests.agree.lengths import blocked_spread, customers_needed, heavy_traffic_spread, line_spread, p99_spread


def agreements(case: Case) -> list[Agreement]:
    theory = theory_of(case.design)
    assert theory is not None
    return compare(str(case), expected(theory), replicate(case.design, case.seeds))


def test_theory_and_simulation_agree(record_property: Callable[[str, object], None]) -> None:
    """One test for all, so that the intervals which miss can be counted over all of them."""
    rows = {case: agreements(case) for case in CASES}
    flat = [row for found in rows.values() for row in found]
    outside = [str(row) for row in flat if row.is_outside]
    record_property("agreement", f"theory lies outside its 99 % interval in {len(outside)} of {len(flat)} figures")
    for row in outside:
        record_property("agreement", f"  {row}")
    assert [str(row) for row in flat if not row.agrees] == []
    assert [str(row) for row in flat if not row.is_sharp] == []
    assert len(outside) <= most_outside(len(flat)), outside
    assert [f"{case}: {ratio:.2f}" for case, ratio in spreads(rows) if not 0.5 < ratio < 2] == []


def spreads(rows: dict[Case, list[Agreement]]) -> list[tuple[Case, float]]:
    """Where the variance of the mean line is known, the measured one over it: replications scatter as they should."""
    found = []
    for case in CASES:
        station = case.design.station
        if case.name not in ("mm1", "mmc", "mmck"):
            continue
        known = line_spread(case.utilisation * station.servers, station.servers, station.line) / case.customers
        line = next(row for row in rows[case] if row.what == "station line_mean")
        found.append((case, (line.error / line.theory) ** 2 / known))
    return found


def test_lengths_are_planned() -> None:
    """The formulas behind the table in cases.py give what is known otherwise, and the table follows them."""
    load = 0.9
    by_hand = 2 * load * (1 + load) / (1 - load) ** 4  # of the number in an M/M/1, per service time: Whitt 1989
    assert heavy_traffic_spread(load, 1, 1) == pytest.approx(by_hand / (load / (1 - load)) ** 2, rel=0.06)
    assert line_spread(load, 1, None) == pytest.approx(heavy_traffic_spread(load, 1, 1), rel=0.2)
    for case in CASES:
        station, load_erlang = case.design.station, case.utilisation * case.servers
        wanted = []
        if station.cv == 1 and case.design.second is None:
            wanted.append(line_spread(load_erlang, station.servers, station.line))
        if station.line is not None:
            wanted.append(blocked_spread(load_erlang, station.servers, station.line))
        if case.name == "mm1":
            wanted.append(p99_spread(load_erlang))
        assert all(case.customers >= customers_needed(spread, 0.0045) for spread in wanted), case


def test_as_many_intervals_may_miss_as_chance_lets() -> None:
    assert most_outside(1) == 1
    assert most_outside(100) == 5  # P(more than 5) = 0.0005, P(more than 4) = 0.003
