"""The theory of a textbook design: which closed form speaks about it, if any."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playground.design.design import Common, Queueing
from playground.design.queueing import Station
from playground.design.shape import Steady
from playground.theory.mg1 import mg1
from playground.theory.mm1 import mm1
from playground.theory.mmc import mmc
from playground.theory.mmck import mmck
from playground.theory.queue import Queue
from playground.theory.tandem import in_a_row


@dataclass(frozen=True)
class Theory:
    """What the books say about a design: each station by its node's name, and the whole way through."""

    notation: str
    """Kendall's notation, a station after another: `M/M/3/5`, `M/M/1 → M/M/1`."""
    nodes: dict[str, Queue]
    whole: Queue


def theory_of(design: Common) -> Theory | None:
    """The closed forms of a textbook design; None where there are none: M/G/c, a second station behind a first one
    whose output is not Poisson, a rate that changes, faults, or a design that is no textbook queue."""
    if not isinstance(design, Queueing) or not isinstance(design.workload.shape, Steady) or design.faults:
        return None
    rate_rps = design.workload.rate_rps
    first = _alone(rate_rps, design.station)
    if first is None or design.second is None:
        return None if first is None else Theory(_notation(design.station), {"station": first}, first)
    second = _alone(rate_rps, design.second)
    keeps_poisson = design.station.cv == 1 and design.station.line is None
    if second is None or not keeps_poisson or design.second.line is not None:
        return None
    if not first.is_stable:  # what it lets through is Poisson too, at the rate it can do
        second = _alone(first.throughput_rps, design.second) or second
    notation = f"{_notation(design.station)} → {_notation(design.second)}"
    return Theory(notation, {"station": first, "second": second}, in_a_row((first, second), is_independent=True))


def _alone(rate_rps: float, station: Station) -> Queue | None:
    """The station with Poisson arrivals."""
    servers, service_ms, cv = station.servers, station.service_ms, station.cv
    if station.line is not None and (cv == 1 or station.line == 0):
        queue = mmck(rate_rps, service_ms, servers, station.line)
        return queue if cv == 1 else replace(queue, sojourn=None)
    if station.line is not None:
        return None
    if cv == 1:
        return mm1(rate_rps, service_ms) if servers == 1 else mmc(rate_rps, service_ms, servers)
    return mg1(rate_rps, service_ms, cv) if servers == 1 else None


def _notation(station: Station) -> str:
    service = {0.0: "D", 1.0: "M"}.get(station.cv, "G")
    room = "" if station.line is None else f"/{station.servers + station.line}"
    return f"M/{service}/{station.servers}{room}"
