"""What users ask for: each endpoint with its share of the requests, its work on the web tier and the calls it makes."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from playground.design.device import Device
from playground.design.facts import value
from playground.design.knob import System, knob
from playground.design.service import Exponential, Service


class CallKind(StrEnum):
    READ = "read"
    WRITE = "write"


class Call(System):
    """A kind of call to the database, and how often a request makes it (2.4: twice, and a third time in 40 %).
    `everywhere`: a read that does not name the key by which databases are sharded, so that all shards have to answer;
    no cache has it then."""

    kind: CallKind = CallKind.READ
    times: float = knob(1.0, ge=0, le=50)
    everywhere: bool = False


class Endpoint(System):
    """One kind of request. `share` is among the endpoints that write, or among those that do not, and that the same
    device asks for."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    writes: bool = False
    device: Device = knob(Device.ANY, source="assumed; browsers and apps ask for the same")
    share: float = knob(1.0, ge=0, le=1)
    web_work: Service = Exponential(mean_ms=value("ladder.web_cpu_ms"))
    calls: tuple[Call, ...] = Field(default=(), max_length=8)
    in_parallel: bool = False
    response_kb: float = knob(
        value("web.bytes_per_dynamic_response") / 1000, ge=0, le=100_000, fact="web.bytes_per_dynamic_response"
    )


def json_ms() -> float:
    """Work of a request that renders no page. Stack Overflow 2016: a page view is 3.16 requests of 7.7 ms, and one of
    them renders the page for 19.1 ms, so the others take 2.4 ms. (As if every page were a question page.)"""
    requests = value("users.dynamic_requests_per_page")
    all_ms = requests * value("web.app_ms_per_request")
    return round((all_ms - value("web.app_ms_per_page")) / (requests - 1), 1)


def json_kb() -> float:
    """What the request has read, as JSON: so many values of 224 bytes (the median of Twitter's caches, Yang 2020), 2.96
    times as long as in binary (go_serialization_benchmarks). That they are all sent is assumed."""
    read_bytes = value("ladder.db_reads_per_request") * value("cache.value_bytes")
    return round(read_bytes * value("serialization.size_ratio") / 1000, 1)


READS = (Call(kind=CallKind.READ, times=value("ladder.db_reads_per_request")),)
PAGE = Endpoint(name="page", device=Device.WEB, calls=READS)
API = Endpoint(
    name="api", device=Device.APP, web_work=Exponential(mean_ms=json_ms()), calls=READS, response_kb=json_kb()
)
ORDER = Endpoint(
    name="order", writes=True, calls=(Call(kind=CallKind.READ, times=1), Call(kind=CallKind.WRITE, times=1))
)
