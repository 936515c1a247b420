import numpy as np
import pytest

from playground.measure import counted, utilisation
from tests.measure import factory

S = factory.S


def _nodes(result):
    return {row.name: row for row in utilisation.nodes(result)}


def test_nodes_are_as_busy_as_what_measures_them():
    """30 s counted: web-1 has 30 of 60 core seconds, web-2 15, the database 48."""
    rows = _nodes(factory.result())
    assert rows["web-1"].utilisation == pytest.approx(0.5)
    assert rows["web-2"].utilisation == pytest.approx(0.25)
    assert rows["database"].utilisation == pytest.approx(0.8)
    assert rows["entry"].utilisation is None
    assert rows["external-api"].utilisation is None


def test_nodes_tell_their_lines_and_counts():
    rows = _nodes(factory.result())
    assert rows["web-1"].queue_mean == pytest.approx(6 / 30)
    assert (rows["web-1"].queue_max, rows["web-1"].served, rows["web-1"].failed) == (7, 500, 3)
    assert (rows["entry"].queue_mean, rows["entry"].served) == (None, None)


def test_only_whole_windows_after_the_warm_up_count():
    """At 35 s the fourth window is not over; a warm-up of 12 s leaves the third alone."""
    stations = (factory.station("cores", "web-1", "web", 2, (1, 5, 10, 20), measures_node=True),)
    result = factory.result(until_ns=35 * S, warmup_ns=12 * S, stations=stations)
    assert counted.windows(result).is_counted.tolist() == [False, False, True, False]
    assert utilisation.of_station(result, stations[0]) == pytest.approx(0.5)
    over_time = utilisation.over_time(result, stations)
    assert over_time[:3].tolist() == [0.05, 0.25, 0.5]
    assert np.isnan(over_time[3])


def test_the_last_window_may_be_shorter():
    stations = (factory.station("cores", "web-1", "web", 2, (1, 5, 10, 5), measures_node=True),)
    result = factory.result(end_ns=35 * S, until_ns=35 * S, stations=stations)
    assert utilisation.over_time(result, stations)[3] == pytest.approx(0.5)
    assert utilisation.of_station(result, stations[0]) == pytest.approx(20 / 50)


def test_windows_merge_into_exact_means():
    stations = (factory.station("cores", "web-1", "web", 2, (1, 5, 10, 20), measures_node=True),)
    result = factory.result(stations=stations)
    assert utilisation.over_time(result, stations, 3).tolist() == [16 / 60, 1.0]
    assert counted.windows(result, 3).end_s.tolist() == [30, 40]
    assert counted.merge_for(result, 2) == 2


def test_limits_can_be_the_busiest_part():
    busy = utilisation.busiest(factory.result())
    assert (busy.station.node, busy.station.name) == ("web-1", "worker threads")
    assert busy.utilisation == pytest.approx(0.9)


def test_a_machine_comes_before_a_limit_that_is_as_full():
    stations = (
        factory.station("worker threads", "web-1", "web", 10, (0, 99.9, 99.9, 99.9)),
        factory.station("cores", "web-1", "web", 2, (0, 19.95, 19.95, 19.95), measures_node=True),
    )
    assert utilisation.busiest(factory.result(stations=stations)).station.name == "cores"


def test_nothing_is_busy_before_anything_is_counted():
    assert utilisation.busiest(factory.result(until_ns=15 * S)) is None
    assert _nodes(factory.result(until_ns=15 * S))["web-1"].utilisation is None
