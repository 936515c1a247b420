"""The load balancer: one address in front of several servers, which it probes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from playground.design.knob import System, knob


class Policy(StrEnum):
    """How the balancer chooses. The order is that of the data plane's numbers; `tests/agree` holds it."""

    ROUND_ROBIN = "round_robin"
    WEIGHTED = "weighted"
    RANDOM = "random"
    LEAST_CONNECTIONS = "least_connections"
    TWO_CHOICES = "two_choices"
    IP_HASH = "ip_hash"


Weight = Annotated[int, Field(ge=1, le=256)]  # HAProxy's range, without its 0


class HealthCheck(System):
    """A probe to every server each interval; down after `fall` misses in a row, up after `rise` answers."""

    interval_s: float = knob(fact="lb.haproxy_interval_s", ge=0.05, le=300, log=True)
    timeout_s: float = knob(
        1.0, gt=0, le=300, source="assumed; below the interval, as HAProxy's `timeout check` advises"
    )
    fall: int = knob(fact="lb.haproxy_fall", ge=1, le=20)
    rise: int = knob(fact="lb.haproxy_rise", ge=1, le=20)
    work_ms: float = knob(0.5, ge=0, le=1000, source="assumed; a page that says OK")


class Balancer(System):
    """Policy, probes, slow start, and a standby that can take over the address. A server gets at most `most_open`
    requests at a time; what comes on top is refused at once (load shedding; HAProxy: `maxconn`, without its queue)."""

    policy: Policy = knob(Policy.ROUND_ROBIN, fact="lb.default_algorithm")
    weights: tuple[Weight, ...] = Field(default=(), max_length=64)
    check: HealthCheck = HealthCheck()
    slow_start_s: float = knob(fact="lb.alb_slow_start_s", ge=0, le=900)
    most_open: int | None = knob(
        None, ge=1, le=100_000, log=True, source="none: what a server cannot do at once waits in its own line"
    )
    rtt_ms: float = knob(fact="network.rtt_same_az_ms", ge=0, le=1000)
    proxy_ms: float = knob(fact="network.proxy_hop_ms", ge=0, le=1000)
    standby: bool = False
    takeover_s: float = knob(3.0, ge=0, le=600, source="assumed; VRRP notices after three missed adverts of 1 s")

    def weight_of(self, place: int) -> int:
        """The configured weight of the server at this place; 1 where none is given."""
        return self.weights[place] if place < len(self.weights) else 1
