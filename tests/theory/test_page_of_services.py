"""Pages of several services, against services that are up, down and slow by chance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.page_of_services import (
    Service,
    degraded_share,
    in_a_row_mean_ms,
    shown_share,
    side_by_side_mean_ms,
    whole_share,
)
from playground.theory.slowest_of_many import exponential_mean_ms

SERVICES = st.lists(st.builds(Service, st.floats(0, 1), st.floats(0.1, 1000), st.booleans()), max_size=8)
SHOP = [Service(0.95, 20.0), Service(0.9, 35.0, needed=False), Service(0.97, 5.0)]


def test_pages_that_are_asked_for() -> None:
    rng = np.random.default_rng(1)
    pages = 400_000
    up = rng.random((pages, 3)) < [service.available for service in SHOP]
    shown = up[:, 0] & up[:, 2]
    # 400 000 coins: standard errors of 0.0006 and less
    assert shown_share(SHOP) == pytest.approx(shown.mean(), abs=0.0024)
    assert whole_share(SHOP) == pytest.approx(up.all(axis=1).mean(), abs=0.0024)
    assert degraded_share(SHOP) == pytest.approx((shown & ~up[:, 1]).mean(), abs=0.0024)
    took_ms = rng.exponential([service.mean_ms for service in SHOP], (pages, 3))
    for found, expected in [
        (took_ms.sum(axis=1), in_a_row_mean_ms(SHOP)),
        (took_ms.max(axis=1), side_by_side_mean_ms(SHOP)),
    ]:
        assert expected == pytest.approx(found.mean(), abs=4 * found.std() / math.sqrt(pages))


@settings(deadline=None)
@given(services=SERVICES)
def test_bounds(services: list[Service]) -> None:
    assert 0 <= whole_share(services) <= shown_share(services) <= 1
    assert degraded_share(services) == pytest.approx(shown_share(services) - whole_share(services))
    longest = max((service.mean_ms for service in services), default=0.0)
    assert longest * (1 - 1e-9) <= side_by_side_mean_ms(services) <= in_a_row_mean_ms(services) * (1 + 1e-9)


@pytest.mark.parametrize("number", [1, 2, 7])
def test_equal_services_are_the_slowest_of_many(number: int) -> None:
    services = [Service(1.0, 30.0)] * number
    assert side_by_side_mean_ms(services) == pytest.approx(exponential_mean_ms(30.0, number))


def test_ends() -> None:
    assert whole_share([Service(0.999)] * 3) == pytest.approx(0.997, abs=1e-5)
    assert shown_share([]) == whole_share([]) == 1
    assert in_a_row_mean_ms([]) == side_by_side_mean_ms([]) == 0
    assert side_by_side_mean_ms([Service(1.0, 2.0), Service(1.0, 3.0)]) == pytest.approx(5 - 1 / (1 / 2 + 1 / 3))
    assert degraded_share([Service(0.5, needed=False)]) == 0.5
    with pytest.raises(ValueError, match="available"):
        Service(1.5)
    with pytest.raises(ValueError, match="mean_ms"):
        Service(0.5, 0.0)
    with pytest.raises(ValueError, match="services must be at most 20, not 21"):
        side_by_side_mean_ms([Service(1.0)] * 21)
