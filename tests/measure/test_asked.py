import pytest

from playground.measure import asked
from tests.measure import factory


def test_each_endpoint_has_its_part_of_the_requests():
    found = asked.asked(factory.result())
    assert list(found) == ["page", "order"], "bundles are counted apart"
    assert found["page"] == asked.Asked(1000, 940, 50, pytest.approx(1000 / 1100), pytest.approx(20.0))
    assert found["order"].mean_ms == pytest.approx(40.0)


def test_regions_are_taken_together():
    page, order, bundle = factory.endpoints()
    far = factory.replace(page, name="page@asia", latency_ns=940 * 60 * 1_000_000)
    found = asked.asked(factory.result(endpoints=(page, far, order, bundle)))
    assert found["page"] == asked.Asked(2000, 1880, 100, pytest.approx(2000 / 2100), pytest.approx(40.0))


def test_nobody_asked_and_nobody_was_served():
    page, order, bundle = factory.endpoints()
    nobody = factory.replace(page, offered=0, served=0, failed=0, latency_ns=0)
    found = asked.asked(factory.result(endpoints=(nobody, factory.replace(order, offered=0, served=0), bundle)))
    assert (found["page"].share, found["page"].mean_ms) == (None, None)
