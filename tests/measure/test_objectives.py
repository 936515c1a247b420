import math

import pytest

from playground.design.objective import Availability, ErrorRate, LatencyP99, SurvivesOne
from playground.measure.objectives import objectives
from tests.measure import factory


def _verdict(objective, **changes):
    design = factory.result().design.model_copy(update={"objectives": (objective,)})
    return objectives(factory.result(design=design, **changes))[0]


def _without_failures():
    page, order, bundle = factory.endpoints()
    none = {"failed": 0, "failures": {}}
    return (factory.replace(page, **none), factory.replace(order, **none), bundle)


def test_p99_counts_failures_as_over():
    verdict = _verdict(LatencyP99(limit=500))
    assert (verdict.name, verdict.limit, verdict.got, verdict.ok) == ("latency_ms_p99", 500, math.inf, False)
    assert _verdict(LatencyP99(limit=95), endpoints=_without_failures()).ok
    assert not _verdict(LatencyP99(limit=94), endpoints=_without_failures()).ok


def test_error_rate():
    verdict = _verdict(ErrorRate(limit=0.05))
    assert verdict.got == pytest.approx(51 / 1090)
    assert verdict.ok
    assert not _verdict(ErrorRate(limit=0.04)).ok


def test_availability_is_the_share_of_windows_in_which_fewer_than_half_fail():
    assert _verdict(Availability(limit=0.999)).got == 1.0
    down = factory.series(failed=factory.windows(0, 0, 300, 0))
    verdict = _verdict(Availability(limit=0.6), requests=down)
    assert verdict.got == pytest.approx(2 / 3)
    assert verdict.ok


def test_surviving_one_of_two_takes_twice_the_work():
    """The tier is 37.5 % busy: 45 of 120 core seconds."""
    verdict = _verdict(SurvivesOne(limit=0.8))
    assert verdict.got == pytest.approx(0.75)
    assert verdict.ok
    assert not _verdict(SurvivesOne(limit=0.75)).ok


def test_one_server_alone_does_not_survive():
    verdict = _verdict(SurvivesOne(), stations=factory.stations()[:2])
    assert (verdict.got, verdict.ok) == (math.inf, False)


def test_nothing_is_promised_before_anything_has_ended():
    page, order, bundle = (
        factory.replace(row, served=0, failed=0, failures={}, in_flight=row.offered) for row in factory.endpoints()
    )
    empty = tuple(factory.Histogram(row.edges_ns, row.counts * 0) for row in factory.latencies())
    changes = {"endpoints": (page, order, bundle), "latency": empty, "until_ns": 10 * factory.S}
    for objective in (LatencyP99(), ErrorRate(), Availability(), SurvivesOne()):
        verdict = _verdict(objective, **changes)
        assert (verdict.got, verdict.ok) == (None, None)
