"""Where the sessions of those who are logged in are kept: in the memory of each web server, or in a store for all."""

from __future__ import annotations

from enum import StrEnum

from playground.design.facts import value
from playground.design.knob import System, knob
from playground.design.machine import Machine

STORE = "session-store"  # the machine


class Kept(StrEnum):
    """Who keeps sessions."""

    SERVER = "server"
    STORE = "store"


class Sticky(StrEnum):
    """How the balancer finds the server of a session again: not at all, by a cookie that names it, or by a hash of who
    asks."""

    NONE = "none"
    COOKIE = "cookie"
    MODULO = "modulo"
    RING = "ring"


class WithoutStore(StrEnum):
    """What a page does when the store does not answer."""

    FAIL = "fail"
    ANONYMOUS = "anonymous"


class SessionStore(Machine):
    """A machine that keeps everybody's session; every page asks it once, which also prolongs the session. `forgets`:
    it keeps them in memory only, and comes back empty when it has died."""

    work_ms: float = knob(
        round(1000 / value("cache.redis_max_ops"), 6),
        ge=0,
        le=1000,
        fact="cache.redis_max_ops",
        source="1000 / operations a second",
    )
    hop_ms: float = knob(fact="cache.redis_rtt_ms", ge=0, le=1000)
    timeout_s: float = knob(
        0.1, gt=0, le=3600, log=True, source="assumed; hundreds of round trips, and less than a user notices"
    )
    forgets: bool = True
    without: WithoutStore = knob(WithoutStore.FAIL, source="assumed; a page that needs to know who asks cannot do less")


class Sessions(System):
    """Everybody who is here is logged in; who meets a server that does not know the session has been logged out, and
    logs in again with the same request, which takes `login_ms` of a core.

    Source: HAProxy, configuration.txt: `cookie`; `hash-type map-based` (modulo over the servers that are up) and
    `consistent` (a ring), of which weights are left out here.
    """

    kept: Kept = knob(Kept.SERVER, source="assumed; what frameworks do until somebody changes it")
    sticky: Sticky = knob(Sticky.COOKIE, source="assumed; what balancers offer first")
    login_ms: float = knob(
        0.0, ge=0, le=10_000, source="assumed; a password's hash is meant to be slow: OWASP allows up to 1000 ms"
    )
    store: SessionStore = SessionStore()
