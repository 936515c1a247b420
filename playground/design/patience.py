"""What a client does while it waits: how long it does, how often it tries again, and how many retries all may make."""

from __future__ import annotations

from enum import StrEnum

from playground.design.knob import System, knob


class Backoff(StrEnum):
    """How long the client pauses before the next attempt. The order is that of the data plane's numbers."""

    NONE = "none"
    FIXED = "fixed"
    EXPONENTIAL = "exponential"
    JITTERED = "jittered"


class Patience(System):
    """Timeout, retries, pauses and a budget. Without a timeout a client waits for ever."""

    timeout_s: float | None = knob(10.0, gt=0, le=3600, log=True, source="assumed; browsers and SDKs use 10 to 60 s")
    retries: int = knob(0, ge=0, le=20, source="assumed; none, so that a first look shows the fault itself")
    backoff: Backoff = knob(Backoff.JITTERED, source="assumed; full jitter, AWS Architecture Blog 2015")
    backoff_ms: float = knob(100.0, ge=0, le=60_000)
    backoff_max_ms: float = knob(10_000.0, ge=0, le=600_000)
    budget_share: float | None = knob(
        None, ge=0, le=1, source="assumed; none. Finagle's and Envoy's default is 0.2 retries per request"
    )
