import pytest

from playground.measure.identities import identities
from playground.result import Little
from tests.measure import factory


def test_a_sound_result_has_nothing_to_say():
    assert identities(factory.result()) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"offered": 1001}, "page: 1001 requests offered, but 1000 served, failed or in flight"),
        ({"in_flight": 9}, "page: 1000 requests offered, but 999 served"),
        ({"attempts_in_flight": 11}, "page: 1100 attempts sent, but 1101 answered"),
        ({"failures": {"timed_out": 49}}, "page: 50 failed, but 49 have a reason"),
        ({"late": 91}, "page: 91 late answers to 90 abandoned attempts"),
        ({"latency_ns": 1}, "but the parts of their time add up"),
    ],
)
def test_a_wrong_count_is_named(change, says):
    page, *others = factory.endpoints()
    result = factory.result(endpoints=(factory.replace(page, **change), *others))
    assert any(says in line for line in identities(result))


def test_littles_law_and_stations_are_checked_to_the_nanosecond():
    assert "inside for 100 ns" in identities(factory.result(little=Little(100, 90, 9)))[0]
    first, *others = factory.stations()
    broken = factory.result(stations=(factory.replace(first, left_ns=1), *others))
    assert "web-1 worker threads" in identities(broken)[0]


def test_windows_agree_with_their_reasons_and_histograms():
    wrong = factory.result(requests=factory.series(failed=factory.windows(0, 1, 51, 0)))
    assert identities(wrong) == ("failed requests per window differ from their reasons",)
    wrong = factory.result(requests=factory.series(served=factory.windows(391, 400, 300, 339)))
    assert identities(wrong) == ("served requests per window differ from the windows' histograms",)


def test_histograms_hold_as_many_as_were_counted():
    page, *others = factory.latencies()
    wrong = factory.Histogram(page.edges_ns, page.counts.copy())
    wrong.counts[1] += 1
    assert "page: 940 served, but 941 in the histogram" in identities(factory.result(latency=(wrong, *others)))
