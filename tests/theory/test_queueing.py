"""Which closed form speaks about which design."""

from __future__ import annotations

import math

import pytest

from playground.design import change
from playground.design.catalogue import find
from playground.design.design import Common, Queueing
from playground.design.fault import Slow
from playground.design.queueing import Arrivals, Station
from playground.design.shape import Ramp
from playground.theory.md1 import md1
from playground.theory.mg1 import mg1
from playground.theory.mm1 import mm1
from playground.theory.mmc import mmc
from playground.theory.mmck import mmck
from playground.theory.queue import Queue
from playground.theory.queueing import theory_of
from playground.theory.tandem import tandem


@pytest.mark.parametrize(
    ("name", "notation", "whole"),
    [
        ("mm1", "M/M/1", mm1(80.0, 10.0)),
        ("mmc", "M/M/3", mmc(240.0, 10.0, 3)),
        ("mmck", "M/M/3/5", mmck(240.0, 10.0, 3, 2)),
        ("md1", "M/D/1", md1(80.0, 10.0)),
        ("mg1", "M/G/1", mg1(80.0, 10.0, 2.0)),
        ("tandem", "M/M/1 → M/M/1", tandem(80.0, (10.0, 10.0), (1, 1))),
    ],
)
def test_the_textbook(name: str, notation: str, whole: Queue) -> None:
    found = theory_of(find(name))
    assert found is not None
    assert found.notation == notation
    for field in ("throughput_rps", "utilisation", "wait_ms_mean", "time_ms_mean", "line_mean", "inside_mean"):
        assert getattr(found.whole, field) == pytest.approx(getattr(whole, field), rel=1e-12)
    assert found.whole.blocked_share == whole.blocked_share
    assert (found.whole.sojourn is None) == (name in ("md1", "mg1"))
    if whole.sojourn is not None:
        assert found.whole.time_ms_quantile(0.99) == pytest.approx(whole.time_ms_quantile(0.99), rel=1e-9)
    assert sorted(found.nodes) == (["second", "station"] if name == "tandem" else ["station"])


def test_each_knob_is_heard() -> None:
    design = change.put(change.put(find("mmc"), "station.service_ms", 20.0), "station.servers", 7)
    found = theory_of(change.put(design, "workload.rate_rps", 300.0))
    assert found is not None
    assert found.whole == mmc(300.0, 20.0, 7)


def test_a_second_station_of_any_kind_behind_a_poisson_output() -> None:
    design = Queueing(station=Station(servers=2), second=Station(cv=2.0))
    found = theory_of(design)
    assert found is not None
    assert found.notation == "M/M/2 → M/G/1"
    first, second = mmc(80.0, 10.0, 2), mg1(80.0, 10.0, 2.0)
    assert found.nodes == {"station": first, "second": second}
    assert found.whole.time_ms_mean == first.time_ms_mean + second.time_ms_mean
    assert found.whole.time_ms_quantile(0.99) is None


def test_no_line_is_the_loss_system_for_any_service_time() -> None:
    found = theory_of(Queueing(workload=Arrivals(rate_rps=240), station=Station(servers=3, line=0, cv=0.0)))
    assert found is not None
    assert found.notation == "M/D/3/3"
    assert found.whole.blocked_share == mmck(240.0, 10.0, 3, 0).blocked_share
    assert found.whole.time_ms_quantile(0.5) is None  # only the means do not care about the service time


def test_an_overloaded_first_station_passes_on_what_it_can() -> None:
    found = theory_of(Queueing(workload=Arrivals(rate_rps=500), station=Station(), second=Station(service_ms=5.0)))
    assert found is not None
    assert found.whole.time_ms_mean == math.inf
    assert found.whole.throughput_rps == pytest.approx(100)
    assert found.nodes["second"].utilisation == pytest.approx(0.5)
    assert found.nodes["second"].time_ms_mean == pytest.approx(10.0)


@pytest.mark.parametrize(
    "design",
    [
        Queueing(station=Station(servers=2, cv=2.0)),
        Queueing(station=Station(cv=2.0, line=5)),
        Queueing(station=Station(cv=0.0), second=Station()),
        Queueing(station=Station(line=3), second=Station()),
        Queueing(station=Station(), second=Station(line=3)),
        Queueing(station=Station(), second=Station(servers=2, cv=0.5)),
        Queueing(workload=Arrivals(shape=Ramp())),
        Queueing(faults=(Slow(node="station", start_s=10.0, duration_s=5.0),)),
        find("web-chain"),
        find("single-server"),
    ],
)
def test_no_closed_form(design: Common) -> None:
    assert theory_of(design) is None
