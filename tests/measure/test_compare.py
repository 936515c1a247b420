import pytest

from playground.measure.compare import compare, tiles
from tests.measure import factory


def test_tiles_of_a_result():
    found = tiles(factory.result())
    assert (found.latency_ms_p50, found.latency_ms_p99) == (15, 95)
    assert found.goodput_rps == pytest.approx(1039 / 30)
    assert found.utilisation_max == pytest.approx(0.9)
    assert found.busiest == ("web-1", "worker threads")
    assert found.cost_usd_month > 376


def test_changes_are_absolute_and_relative():
    before = tiles(factory.result())
    after = factory.replace(before, latency_ms_p99=190.0, error_rate=None, goodput_rps=0.0)
    changes = compare(before, after)
    assert changes["latency_ms_p99"].absolute == 95
    assert changes["latency_ms_p99"].relative == 1.0
    assert changes["goodput_rps"].relative == -1.0
    assert changes["error_rate"] is None
    assert changes["latency_ms_p50"].absolute == 0
    assert compare(after, before)["goodput_rps"].relative is None
    assert "busiest" not in changes
