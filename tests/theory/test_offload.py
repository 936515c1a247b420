"""What a CDN saves, against responses that are added up one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.offload import (
    SECONDS_PER_MONTH,
    bill_with_usd,
    bill_without_usd,
    break_even_hit_ratio,
    gb_per_month,
    link_gbps,
    origin_share,
    outage_factor,
)

PRICE = st.floats(0, 1)
RATIO = st.floats(0, 1)


def test_responses_that_are_added_up() -> None:
    # small ones hit often, large ones seldom; over 100 seconds
    rng = np.random.default_rng(37)
    sizes_bytes = rng.exponential(np.where(rng.random(50_000) < 0.9, 2e4, 2e6))
    hit = rng.random(50_000) < np.where(sizes_bytes < 1e5, 0.95, 0.6)
    byte_hit_ratio = sizes_bytes[hit].sum() / sizes_bytes.sum()
    assert byte_hit_ratio < hit.mean() - 0.2
    filled_bytes = sizes_bytes[~hit].sum()
    assert link_gbps(500.0, sizes_bytes.mean()) == pytest.approx(sizes_bytes.sum() * 8 / 100 / 1e9)
    assert link_gbps(500.0, sizes_bytes.mean(), byte_hit_ratio) == pytest.approx(filled_bytes * 8 / 100 / 1e9)
    assert origin_share(byte_hit_ratio) == pytest.approx(filled_bytes / sizes_bytes.sum())
    assert outage_factor(byte_hit_ratio) == pytest.approx(sizes_bytes.sum() / filled_bytes)
    users_gb = sizes_bytes.sum() / 1e9
    assert gb_per_month(500.0, sizes_bytes.mean()) == pytest.approx(users_gb * SECONDS_PER_MONTH / 100)
    assert bill_without_usd(users_gb, 0.09) == pytest.approx(0.09 * sizes_bytes.sum() / 1e9)
    paid = sum(0.04 * size + (0 if there else 0.08 * size) for size, there in zip(sizes_bytes, hit, strict=True)) / 1e9
    assert bill_with_usd(users_gb, 0.04, 0.08, byte_hit_ratio) == pytest.approx(paid)


@given(byte_hit_ratio=st.floats(0, 0.9999))
def test_what_is_taken_off_comes_back(byte_hit_ratio: float) -> None:
    assert outage_factor(byte_hit_ratio) * origin_share(byte_hit_ratio) == pytest.approx(1)
    spared = link_gbps(100.0, 1e6, byte_hit_ratio)
    assert spared * outage_factor(byte_hit_ratio) == pytest.approx(link_gbps(100.0, 1e6))


@given(cdn=PRICE, fill=PRICE, origin=PRICE, byte_hit_ratio=RATIO)
def test_break_even_parts_the_ratios(cdn: float, fill: float, origin: float, byte_hit_ratio: float) -> None:
    parts_at = break_even_hit_ratio(cdn, fill, origin)
    with_usd, without_usd = bill_with_usd(1000.0, cdn, fill, byte_hit_ratio), bill_without_usd(1000.0, origin)
    if byte_hit_ratio >= parts_at:
        assert with_usd <= without_usd + 1e-9
    else:
        assert with_usd >= without_usd - 1e-9


@given(cdn=st.floats(0.001, 1), part=RATIO)
def test_where_fill_and_egress_cost_the_same(cdn: float, part: float) -> None:
    assert break_even_hit_ratio(part * cdn, cdn, cdn) == pytest.approx(part)


def test_ends() -> None:
    assert outage_factor(0.0) == 1
    assert outage_factor(0.95) == pytest.approx(20)
    assert outage_factor(1.0) == math.inf
    assert link_gbps(1000.0, 125_000) == 1
    assert link_gbps(1000.0, 125_000, 1.0) == 0
    assert gb_per_month(1.0, 1e9) == pytest.approx(30.4375 * 86_400)
    assert break_even_hit_ratio(0.1, 0.09, 0.09) == math.inf
    assert break_even_hit_ratio(0.09, 0.09, 0.09) == 1
    assert break_even_hit_ratio(0.0, 0.09, 0.09) == break_even_hit_ratio(0.08, 0.0, 0.09) == 0
    assert break_even_hit_ratio(0.085, 0.02, 0.09) == pytest.approx(0.75)


def test_bad_arguments_are_named() -> None:
    for ask in (origin_share, outage_factor):
        with pytest.raises(ValueError, match="byte_hit_ratio"):
            ask(1.01)
    with pytest.raises(ValueError, match="response_bytes"):
        link_gbps(1.0, -1.0)
    with pytest.raises(ValueError, match="rate_rps"):
        gb_per_month(-1.0, 1.0)
    with pytest.raises(ValueError, match="origin_usd_per_gb"):
        bill_without_usd(1.0, -1.0)
    with pytest.raises(ValueError, match="fill_usd_per_gb"):
        bill_with_usd(1.0, 0.1, math.inf, 0.5)
    with pytest.raises(ValueError, match="cdn_usd_per_gb"):
        break_even_hit_ratio(-0.1, 0.1, 0.1)
