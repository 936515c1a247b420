"""Service times: the normal's quantile to the last bit, and each distribution against its exact law."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from statistics import NormalDist

import numpy as np
import pytest

from playground.dataplane import tables
from playground.dataplane.luck import mix, unit
from playground.dataplane.normal import normal
from playground.dataplane.opcodes import BYTES, CONSTANT, EMPIRICAL, EXPONENTIAL, GAMMA, LOGNORMAL, STATION_WORK
from playground.dataplane.service import service_ns
from playground.dataplane.work import work_ns
from playground.design.service import Lognormal
from tests.dataplane.plain.rows import NONE, one, token

u64 = np.uint64
MEAN_NS = 5e6
DRAWS = 8000
KS_LIMIT = 1.95 / math.sqrt(DRAWS)  # Kolmogorov: exceeded once in a thousand


@pytest.fixture(autouse=True)
def _wrap_around() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield


def drawn(kind: int, a: float = 0.0, b: float = 0.0, table: np.ndarray | None = None) -> np.ndarray:
    """(DRAWS,) ns, one draw by each of many tokens, in ascending order."""
    row = one(tables.SERVICE, kind=kind, mean_ns=MEAN_NS, a=a, b=b, purpose=STATION_WORK)
    values = np.zeros(1) if table is None else table
    lucks = [int(mix(u64(1), u64(n))) for n in range(DRAWS)]
    return np.sort([service_ns(token(luck), row, values) for luck in lucks])


def distance(found: np.ndarray, cdf: Callable[[float], float]) -> float:
    """The largest distance between the law and what was drawn."""
    exact = np.array([cdf(value) for value in found])
    steps = np.arange(len(found) + 1) / len(found)
    return float(max(np.abs(steps[1:] - exact).max(), np.abs(exact - steps[:-1]).max()))


def gamma_cdf(shape: float, x: float) -> float:
    """The regularised lower incomplete gamma function, by its series. Source: Abramowitz and Stegun, 6.5.29."""
    if x <= 0:
        return 0.0
    term = total = 1.0 / shape
    k = shape
    while term > total * 1e-15:
        k += 1
        term *= x / k
        total += term
    return total * math.exp(shape * math.log(x) - x - math.lgamma(shape))


def test_the_quantile_of_the_normal_bit_for_bit() -> None:
    exact = NormalDist().inv_cdf
    values = [float(unit(mix(u64(2), u64(n)))) for n in range(20_000)]
    values += [k / 4096 for k in range(1, 4096)]
    values += [10.0**-k for k in range(1, 308)] + [1.0 - 2.0**-k for k in range(1, 54)]
    values += [0.075, 0.925, math.exp(-25.0), math.nextafter(math.exp(-25.0), 0.0), 2.0**-53]
    assert [(p, normal(p)) for p in values] == [(p, exact(p)) for p in values]


def test_constant() -> None:
    assert set(drawn(CONSTANT)) == {MEAN_NS}


def test_exponential() -> None:
    found = drawn(EXPONENTIAL)
    assert distance(found, lambda x: -math.expm1(-x / MEAN_NS)) < KS_LIMIT
    assert abs(found.mean() / MEAN_NS - 1.0) < 4 / math.sqrt(DRAWS)


def test_lognormal_has_its_mean_and_its_99th_percentile() -> None:
    knobs = Lognormal(mean_ms=5.0, p99_ms=20.0)
    found = drawn(LOGNORMAL, knobs.mu + math.log(1e6), knobs.sigma)
    law = NormalDist(knobs.mu + math.log(1e6), knobs.sigma)
    assert distance(found, lambda x: law.cdf(math.log(x))) < KS_LIMIT
    deviation = MEAN_NS * math.sqrt(math.expm1(knobs.sigma**2))
    assert abs(found.mean() - MEAN_NS) < 4 * deviation / math.sqrt(DRAWS)
    assert abs((found > 20e6).mean() - 0.01) < 4 * math.sqrt(0.01 * 0.99 / DRAWS)


@pytest.mark.parametrize("cv", [0.3, 0.5, 1.0, 2.0, 4.0])
def test_gamma_has_its_mean_and_its_cv(cv: float) -> None:
    shape = 1 / cv**2
    found = drawn(GAMMA, shape)
    assert distance(found, lambda x: gamma_cdf(shape, x / MEAN_NS * shape)) < KS_LIMIT
    assert abs(found.mean() / MEAN_NS - 1.0) < 4 * cv / math.sqrt(DRAWS)
    spread = math.sqrt((2 + 6 * cv**2) / DRAWS)  # relative standard error of the variance, from the fourth moment
    assert abs(found.var() / (cv * MEAN_NS) ** 2 - 1.0) < 4 * spread


def test_empirical_draws_each_time_as_often() -> None:
    table = np.array([9.0, 1e6, 2e6, 2e6, 7e6])
    found = drawn(EMPIRICAL, 1.0, 4.0, table)
    for value, chance in ((1e6, 0.25), (2e6, 0.5), (7e6, 0.25)):
        assert abs((found == value).mean() - chance) < 4 * math.sqrt(chance * (1 - chance) / DRAWS)
    assert set(found) == {1e6, 2e6, 7e6}


def test_bytes_take_as_long_as_the_link_says() -> None:
    row = one(tables.SERVICE, kind=BYTES, mean_ns=8.0)  # 8 bits at 1 Gbit/s
    assert service_ns(token(1, bytes=125_000), row, np.zeros(1)) == 1e6


def test_work_is_scaled_and_rounded_once() -> None:
    row = one(tables.SERVICE, kind=CONSTANT, mean_ns=1000.3)
    table = np.array([1.0, 1.0, 1.5])
    crowded = one(tables.STATION, busy=2, contention=0)
    free = one(tables.STATION, busy=2, contention=NONE)
    node = one(tables.NODE, slow=3.0)
    assert work_ns(token(1), row, table, free, node) == 3001  # 3000.9
    assert work_ns(token(1), row, table, crowded, node) == 4501  # 4501.35
