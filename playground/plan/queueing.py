"""The textbook systems: Poisson arrivals to a station, or to two in a row."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.dataplane.tables import REQUESTS
from playground.design.design import Queueing
from playground.design.queueing import Station
from playground.design.service import from_cv
from playground.plan import arrivals, client
from playground.plan.builder import PLENTY, Builder, EndpointInfo, Place
from playground.plan.plan import Plan, finish
from playground.plan.walk import Walk
from playground.traffic.rate import profile


def plan(design: Queueing) -> Plan:
    """The plan of a textbook system."""
    builder = Builder()
    client.no_patience(builder)
    first = _station(builder, "station", design.station)
    second = None if design.second is None else _station(builder, "second", design.second)
    walk = client.begin(builder, "customer")
    _visit(walk, first, design.station, code.STATION_WORK)
    if second is not None and design.second is not None:
        _visit(walk, second, design.second, code.SECOND_WORK)
    start_pc, _ = client.receive(walk)
    builder.endpoints.append(EndpointInfo("customer", REQUESTS, writes=False))
    builder.row("endpoints", (1.0, 0.0, start_pc, REQUESTS, 0, 0, *[0] * 15))
    rate = design.workload.rate_rps
    arrivals.source(
        builder, arrivals.stream(arrivals.REQUESTS), profile(design.workload.shape, rate, design.seconds), 0, 1
    )
    layout = builder.layout(orphan_pc=0, drops_abandoned=False)
    return finish(builder, layout, seconds=design.seconds, warmup_s=design.warmup_s, requests_rps=rate)


def _station(builder: Builder, name: str, given: Station) -> Place:
    room = PLENTY if given.line is None else given.line
    return builder.station(name, builder.node(name), 1, system=name, slots=given.servers, room=room, is_front=True)


def _visit(walk: Walk, place: Place, given: Station, purpose: int) -> None:
    walk.serve(place, from_cv(given.service_ms, given.cv), purpose)
