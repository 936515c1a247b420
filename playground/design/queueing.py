"""The textbook: stations as queueing theory knows them, and the chain that engines are compared with."""

from __future__ import annotations

from playground.design.knob import System, knob
from playground.design.shape import Shape, Steady
from playground.design.workload import MOST_RPS


class Arrivals(System):
    """A Poisson stream."""

    rate_rps: float = knob(80.0, gt=0, le=MOST_RPS, log=True)
    shape: Shape = Steady()


class Station(System):
    """c servers and a line. `cv` 0 is deterministic, 1 exponential, all else gamma; no `line` means without end."""

    servers: int = knob(1, ge=1, le=10_000)
    service_ms: float = knob(10.0, gt=0, le=3_600_000, log=True)
    cv: float = knob(1.0, ge=0, le=10)
    line: int | None = knob(None, ge=0, le=10_000_000, source="none: as long as it gets")


class Chain:
    """The parts of the web chain (ARCHITECTURE, "what was measured")."""

    class Web(System):
        servers: int = knob(3, ge=1, le=64)
        workers: int = knob(4, ge=1, le=10_000)
        service_ms: float = knob(5.0, gt=0, le=3_600_000)

    class Cache(System):
        hit_share: float = knob(0.8, ge=0, le=1)
        look_up_ms: float = knob(1.0, ge=0, le=3_600_000)

    class Database(System):
        connections: int = knob(10, ge=1, le=10_000)
        query_ms: float = knob(10.0, gt=0, le=3_600_000)
