"""A crowd in front of a sale, against people who are followed one by one."""

from __future__ import annotations

import heapq
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.ticket_sale import (
    Sale,
    gave_up_exponential_share,
    gave_up_share,
    last_wait_s,
    left_the_line,
    line_peak,
    line_with_leavers,
    over_s,
    sold_out_s,
    wait_s,
)

CROWD = Sale(people=60_000, within_s=10.0, served_rps=400.0)
SALE = st.builds(Sale, st.integers(0, 10**6), st.just(0.0) | st.floats(1e-6, 1e3), st.floats(0.01, 1e6))


def test_people_who_all_wait() -> None:
    come_s = np.arange(1, CROWD.people + 1) / CROWD.people * CROWD.within_s
    free_s, waits_s = 0.0, []
    for at_s in come_s.tolist():
        free_s = max(free_s, at_s) + 1 / CROWD.served_rps
        waits_s.append(free_s - at_s)
    for number in (1, 500, 30_000, 60_000):
        assert wait_s(CROWD, number) == pytest.approx(waits_s[number - 1], abs=0.005)
    patience_s = np.random.default_rng(1).exponential(60.0, CROWD.people)
    left = (patience_s < np.array(waits_s)).mean()
    # 60 000 coins of 0.61: a standard error of 0.002, 0.33 %
    assert gave_up_exponential_share(CROWD, 60.0) == pytest.approx(left, abs=0.008)


def people_who_leave(sale: Sale, patience_mean_s: float, seed: int) -> tuple[int, float, int]:
    """How many left the line, when the last service ended, and how many stood in line when half had come."""
    rng = np.random.default_rng(seed)
    come_s = np.sort(rng.uniform(0, sale.within_s, sale.people))
    leave_s = come_s + rng.exponential(patience_mean_s, sale.people)
    services_s = iter(rng.exponential(1 / sale.served_rps, sale.people).tolist())
    free_s, left, taken_s = 0.0, 0, []
    for at_s, gone_s in zip(come_s.tolist(), leave_s.tolist(), strict=True):
        begun_s = max(free_s, at_s)
        if gone_s < begun_s:  # moves up without a service
            left += 1
            taken_s.append(gone_s)
        else:
            free_s = begun_s + next(services_s)
            taken_s.append(begun_s)
    middle_s = sale.within_s / 2
    inside = int((come_s <= middle_s).sum()) - int((np.array(taken_s) <= middle_s).sum())
    return left, free_s, inside


def test_people_who_leave_the_line() -> None:
    plays = np.array([people_who_leave(CROWD, 30.0, seed) for seed in range(1, 31)])
    left, empty_s, middle = plays.mean(axis=0)
    errors = plays.std(axis=0) / math.sqrt(len(plays))
    # the fluid is the law of large numbers; its own error is of the order of 1 in 60 000
    assert left_the_line(CROWD, 30.0) == pytest.approx(left, abs=4 * errors[0] + 2)
    assert errors[0] < 0.005 * left
    assert line_with_leavers(CROWD, 30.0, 5.0) == pytest.approx(middle, abs=4 * errors[2] + 2)
    # the last one to leave by service does so within a few services of the fluid's end
    assert over_s(CROWD, 30.0) == pytest.approx(empty_s, rel=0.01)


def test_the_sale_of_the_ladder() -> None:
    # facts.md and claims: 300 000 in 10 s at 385 a second are 13 minutes for the last one
    sale = Sale(300_000, 10.0, 385.0)
    assert last_wait_s(sale) == pytest.approx(13 * 60, rel=0.02)
    assert last_wait_s(Sale(300_000, 1.0, 385.0)) == pytest.approx(last_wait_s(sale), rel=0.02)
    assert line_peak(sale) == 300_000 - 3850
    assert sold_out_s(sale, 10_000) == pytest.approx(26, abs=0.1)


@given(sale=SALE, patience=st.floats(0.01, 1e4), part=st.floats(0, 1))
def test_bounds(sale: Sale, patience: float, part: float) -> None:
    assert 0 <= wait_s(sale, part * sale.people) <= last_wait_s(sale) * (1 + 1e-9) + 1e-9
    given_up = gave_up_exponential_share(sale, patience)
    assert 0 <= given_up <= 1
    assert given_up <= gave_up_exponential_share(sale, patience / 2) + 1e-9
    left = left_the_line(sale, patience)
    scale = 1e-6 * (1 + sale.people)
    assert -1e-6 * (1 + sale.people) <= left <= sale.people
    # who leaves makes room: fewer leave than if everybody waited behind orders of those who are gone
    assert left <= given_up * sale.people + scale
    assert line_with_leavers(sale, patience, part * sale.within_s) <= line_peak(sale) + 1e-6 * (1 + sale.people)


@given(sale=SALE, patience=st.floats(0.01, 1e4))
def test_any_patience_is_averaged(sale: Sale, patience: float) -> None:
    found = gave_up_share(sale, lambda seconds: -math.expm1(-seconds / patience))
    # midpoints of a curve that falls by e in θ: the sharper, the rougher
    rough = (last_wait_s(sale) / patience / 2000) ** 2
    assert found == pytest.approx(gave_up_exponential_share(sale, patience), abs=min(1.0, rough + 1e-9))


def test_a_fixed_patience() -> None:
    longest_s = last_wait_s(CROWD)
    found = gave_up_share(CROWD, lambda seconds: float(seconds > longest_s / 4))
    assert found == pytest.approx(0.75, abs=0.001)


def test_a_line_by_servers_that_take_the_next_who_is_there() -> None:
    # the same crowd before 20 servers, played by a heap of ends of service
    rng = np.random.default_rng(9)
    come_s = np.sort(rng.uniform(0, 10.0, 20_000)).tolist()
    leave_s = [at_s + patience_s for at_s, patience_s in zip(come_s, rng.exponential(20.0, 20_000), strict=True)]
    ends_s, left = [0.0] * 20, 0
    for at_s, gone_s in zip(come_s, leave_s, strict=True):
        begun_s = max(ends_s[0], at_s)
        if gone_s < begun_s:
            left += 1
        else:
            heapq.heapreplace(ends_s, begun_s + rng.exponential(0.05))
    # about 3 700 leave fewer or more by the square root of that, a standard error of 0.5 %
    assert left_the_line(Sale(20_000, 10.0, 400.0), 20.0) == pytest.approx(left, rel=0.02)


def test_ends() -> None:
    slow = Sale(100, 10.0, 20.0)
    assert last_wait_s(slow) == line_peak(slow) == left_the_line(slow, 1.0) == gave_up_exponential_share(slow, 1.0) == 0
    assert line_with_leavers(slow, 1.0, 5.0) == 0
    assert over_s(slow, 1.0) == 10
    assert last_wait_s(Sale(0, 1.0, 1.0)) == 0
    at_once = Sale(1000, 0.0, 10.0)
    assert last_wait_s(at_once) == 100
    assert line_with_leavers(at_once, 50.0, 0.0) == 1000
    assert over_s(at_once, 50.0) == pytest.approx(50 * math.log(3))
    assert line_with_leavers(at_once, 50.0, 60.0) == 0
    assert sold_out_s(at_once, 0) == 0
    assert sold_out_s(at_once, 1001) == math.inf
    assert sold_out_s(Sale(100, 10.0, 1000.0), 50) == 5


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="people"):
        Sale(-1, 1.0, 1.0)
    with pytest.raises(ValueError, match="served_rps"):
        Sale(1, 1.0, 0.0)
    with pytest.raises(ValueError, match=r"number must be from 0 to the people \(60000\), not 60001"):
        wait_s(CROWD, 60_001)
    with pytest.raises(ValueError, match="patience_mean_s"):
        gave_up_exponential_share(CROWD, 0.0)
    with pytest.raises(ValueError, match="since_s"):
        line_with_leavers(CROWD, 1.0, -1.0)
    with pytest.raises(ValueError, match="stock"):
        sold_out_s(CROWD, -1)
