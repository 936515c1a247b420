"""Designs beside the ladder: the systems of queueing theory, and the chain that other engines are compared with."""

from __future__ import annotations

from playground.design.design import Common, Queueing, WebChain
from playground.design.queueing import Arrivals, Station


def textbook() -> dict[str, Common]:
    """The designs by name."""
    designs: tuple[Common, ...] = (
        Queueing(name="mm1"),
        Queueing(name="mmc", workload=Arrivals(rate_rps=240.0), station=Station(servers=3)),
        Queueing(name="mmck", workload=Arrivals(rate_rps=240.0), station=Station(servers=3, line=2)),
        Queueing(name="md1", station=Station(cv=0.0)),
        Queueing(name="mg1", station=Station(cv=2.0)),
        Queueing(name="tandem", second=Station()),
        WebChain(name="web-chain"),
    )
    return {design.name: design for design in designs}
