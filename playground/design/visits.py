"""Who is behind the requests: people whose sessions last a while, and whose browsers keep connections open."""

from __future__ import annotations

from playground.design.knob import System, knob

MOST_SEATS = 2_500_000


class Visits(System):
    """Sessions have an exponential length. A connection that has been idle for `keep_alive_s` is closed; to open one
    takes so many round trips before the first request (TCP 1, and TLS 1.3 another 1, or TLS 1.2 another 2; QUIC 1 in
    all)."""

    session_s: float = knob(300.0, ge=1, le=86_400, log=True, source="assumed; five minutes for five pages")
    keep_alive_s: float = knob(fact="lb.alb_idle_timeout_s", ge=0, le=86_400)
    handshake_round_trips: int = knob(fact="network.handshake_rtts_http2_tls13", ge=0, le=4)
