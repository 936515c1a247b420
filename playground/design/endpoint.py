"""What users ask for: each endpoint with its share of the requests, its work on the web tier and the calls it makes."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from playground.design.facts import value
from playground.design.knob import System, knob
from playground.design.service import Exponential, Service


class CallKind(StrEnum):
    READ = "read"
    WRITE = "write"


class Call(System):
    """A kind of call to the database, and how often a request makes it (2.4: twice, and a third time in 40 %)."""

    kind: CallKind = CallKind.READ
    times: float = knob(1.0, ge=0, le=50)


class Endpoint(System):
    """One kind of request. `share` is among the endpoints that write, or among those that do not."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    writes: bool = False
    share: float = knob(1.0, ge=0, le=1)
    web_work: Service = Exponential(mean_ms=value("ladder.web_cpu_ms"))
    calls: tuple[Call, ...] = Field(default=(), max_length=8)
    in_parallel: bool = False
    response_kb: float = knob(
        value("web.bytes_per_dynamic_response") / 1000, ge=0, le=100_000, fact="web.bytes_per_dynamic_response"
    )


PAGE = Endpoint(name="page", calls=(Call(kind=CallKind.READ, times=value("ladder.db_reads_per_request")),))
ORDER = Endpoint(
    name="order", writes=True, calls=(Call(kind=CallKind.READ, times=1), Call(kind=CallKind.WRITE, times=1))
)
