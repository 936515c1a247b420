"""Caches in the processes of web servers that stand at several sites."""

from __future__ import annotations

import pytest

from playground.design.change import put_all
from playground.design.stages import multi_dc
from playground.plan import make


def test_each_has_a_name_and_begins_in_the_middle_of_a_day() -> None:
    """All users are near the first site but a quarter: so much do the caches at the second one see."""
    regions = [{"name": "home", "share": 0.75}, {"name": "far", "share": 0.25, "rtt_ms": 100.0, "edge_rtt_ms": 1.0}]
    changes = {"cache": None, "web.cache_items": 10, "web.servers": 2, "workload.regions": regions}
    plan = make(put_all(multi_dc(), changes))
    names = [plan.caches[row] for row, _ in plan.warm_caches]
    assert names == ["cache-1", "cache-2", "b-cache-1", "b-cache-2"]
    assert [row for row, _ in plan.warm_caches] == [0, 1, 2, 3]
    rates_rps = [rate_rps for _, rate_rps in plan.warm_caches]
    assert rates_rps == pytest.approx([rates_rps[0], rates_rps[0], rates_rps[0] / 3, rates_rps[0] / 3])


def test_an_only_server_s_cache_has_no_number() -> None:
    changes = {"cache": None, "web.cache_items": 10, "web.servers": 1}
    plan = make(put_all(multi_dc(), changes))
    assert [plan.caches[row] for row, _ in plan.warm_caches] == ["cache", "b-cache"]
