import pytest

from playground.measure import where_time_goes
from playground.result import Histogram
from tests.measure import factory

MS = 1_000_000


def test_parts_of_all_add_up_to_the_mean_exactly():
    found = where_time_goes.mean(factory.result())
    assert found.count == 1039
    assert found.mean_ms == pytest.approx((940 * 20 + 99 * 40) / 1039, rel=1e-12)
    assert sum(found.parts_ms.values()) == pytest.approx(found.mean_ms, rel=1e-12)
    assert set(found.systems_ms) == {"network", "web"}


def test_around_p99_are_the_bins_between_the_two_percentiles():
    """All of ranks 1 024 to 1 034 lie among the hundred of 90 to 100 ms."""
    found = where_time_goes.around_p99(factory.result())
    rest = 940 * 20 + 99 * 40 - 900 * 16
    assert found.count == 100
    assert found.parts_ms[("web", "waiting")] == pytest.approx(rest / 2 / 100)
    assert found.mean_ms == pytest.approx((rest - 39 * 11) / 100)


def test_bins_that_hold_the_two_ends_are_taken_whole():
    """980 in bin 1, 8 in bin 4 (ranks to 988 hold 985), 10 in bin 6 (to 998 hold 995), 2 in bin 8."""
    result = factory.result()
    counts = factory.bins(b1=980, b4=8, b6=10, b8=2)
    ns = result.split.ns * 0
    for place, each_ms in ((1, 15), (4, 45), (6, 65), (8, 85)):
        ns[place, 2] = counts[place] * each_ms * MS
    result = factory.result(
        latency=(Histogram(factory.EDGES_NS, counts),),
        endpoints=factory.endpoints()[:1],
        split=factory.replace(result.split, ns=ns),
    )
    found = where_time_goes.around_p99(result)
    assert found.count == 18
    assert found.systems_ms == {"web": pytest.approx((8 * 45 + 10 * 65) / 18)}


def test_nobody_served_spent_no_time():
    empty = tuple(Histogram(row.edges_ns, row.counts * 0) for row in factory.latencies())
    found = where_time_goes.around_p99(factory.result(latency=empty))
    assert (found.count, found.mean_ms, found.parts_ms) == (0, None, {})
