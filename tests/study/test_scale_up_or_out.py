"""What sizes carry and cost, searched for: the shape of both ways, over several seeds."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from playground.measure.objectives import objectives
from playground.run import run
from playground.study import scale_up_or_out as study
from playground.study.crossover import crossover
from playground.study.scale_up_or_out import OUT, UP, Size, search

SEEDS = (1, 2, 3)
LARGE_USD, MEMORY_USD = 0.0816 * 730, 0.1071 * 730  # an m7g.large and an r7g.large, two cores each


def _ended(steps: Generator[object, None, tuple[Size, ...]]) -> tuple[Size, ...]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: tuple[Size, ...] = end.value
            return found


@pytest.mark.parametrize("seed", SEEDS)
def test_two_small_machines_carry_more_than_one_of_twice_the_size(seed: int) -> None:
    """Cores of one box get in each other's way: doubling it less than doubles what it carries, a second one does."""
    up = _ended(search(UP, ((1, 2), (1, 4)), seeds=(seed,)))
    out = _ended(search(OUT, ((1, 2), (2, 2)), seeds=(seed,)))
    assert out[0].users == pytest.approx(up[0].users, rel=0.011), "a balancer carries nothing itself: a notch at most"
    assert 1.8 * up[0].users < up[1].users < 1.95 * up[0].users
    assert 1.95 * out[0].users < out[1].users < 2.03 * out[0].users
    assert all(size.full.startswith("web-") for size in (*up, *out))
    tried = study.design(UP, 1, 4)
    at_the_limit = tried.model_copy(update={"workload": tried.workload.model_copy(update={"daily_users": up[1].users})})
    assert all(verdict.ok for verdict in objectives(run(at_the_limit, seed=seed)))


def test_a_machine_levels_off() -> None:
    """Twice 64 cores carry hardly more: from 97 on contention and coherency take more than is added."""
    half, whole = _ended(search(UP, ((1, 64), (1, 128))))
    assert half.users < whole.users < 1.05 * half.users
    assert whole.usd_month == pytest.approx(2 * half.usd_month)


def test_what_cannot_be_promised_to_anybody_carries_nobody() -> None:
    (size,) = _ended(search(UP, ((1, 2),), p99_ms=5.0))
    assert (size.users, size.full) == (0.0, "")


def test_a_looser_promise_carries_more() -> None:
    strict, loose = (_ended(search(UP, ((1, 2),), p99_ms=p99_ms))[0].users for p99_ms in (60.0, 500.0))
    assert 0 < strict < 0.9 * loose


def test_what_a_size_costs() -> None:
    """Four times the size: four times the price, or, with an exponent of 2, sixteen times; the database stays small."""
    assert study.usd_month(study.design(UP, 1, 8)) == pytest.approx(4 * LARGE_USD + MEMORY_USD)
    assert study.usd_month(study.design(UP, 1, 8), 2.0) == pytest.approx(16 * LARGE_USD + MEMORY_USD)
    assert study.usd_month(study.design(OUT, 4, 2), 2.0) == pytest.approx(5 * LARGE_USD + MEMORY_USD)
    assert study.usd_month(study.design(OUT, 16, 2), 2.0) == pytest.approx(17 * LARGE_USD + 16 * MEMORY_USD)


def test_a_large_server_has_what_the_small_ones_have_together() -> None:
    large, several = study.design(UP, 1, 32), study.design(OUT, 16, 2)
    for wanted in ("worker_threads", "accept_queue"):
        assert getattr(large.web, wanted) == 16 * getattr(several.web, wanted)
    assert large.database.pool_size == 16 * several.database.pool_size
    assert large.database.cores == several.database.cores == 8
    assert large.objectives == several.objectives


@pytest.mark.parametrize("seed", SEEDS)
def test_the_dearer_large_machines_are_the_earlier_several_pay(seed: int) -> None:
    """With prices that grow as the square, two servers and a balancer cost less than one of four cores."""
    found = []
    for exponent in (1.0, 2.0):
        up = _ended(search(UP, ((1, 2), (1, 4)), seeds=(seed,), price_exponent=exponent))
        out = _ended(search(OUT, ((1, 2), (2, 2)), seeds=(seed,), price_exponent=exponent))
        found.append(crossover([size.offer for size in up], [size.offer for size in out]))
        smaller, larger = up
    linear, square = found
    assert square.cheaper_from == smaller.users
    assert linear.cheaper_from == linear.mandatory_from == larger.users
