"""A service of somebody else's that some requests call: slow, with a long tail, and sometimes gone."""

from __future__ import annotations

from playground.design.knob import System, knob
from playground.design.service import Lognormal, Service


class External(System):
    """Called once by this share of the requests that write (a payment, say). It has no limit of its own."""

    share_of_orders: float = knob(0.0, ge=0, le=1, source="assumed; nobody calls it until somebody switches it on")
    work: Service = Lognormal(mean_ms=120.0, p99_ms=600.0)
    rtt_ms: float = knob(10.0, ge=0, le=1000, source="assumed; a provider in the same country")
    timeout_s: float | None = knob(2.0, gt=0, le=3600, log=True, source="assumed")
