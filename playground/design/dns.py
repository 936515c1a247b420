"""Names: whoever opens a connection has to know an address, and asks a resolver that keeps answers for a while."""

from __future__ import annotations

from playground.design.balancer import HealthCheck
from playground.design.facts import value
from playground.design.knob import System, knob


class Dns(System):
    """A browser keeps an answer for `browser_s`; its resolver keeps it for `ttl_s`, or for `violator_ttl_s` where it
    does as it likes. Where there is no balancer every web server has an address, of which the authority gives out one
    after the other, but none that its probes have found dead.

    Source: RFC 1034 and 1035; Amazon Route 53, "Configuring DNS failover" (a record is given out while its health check
    passes; when none does, all are). Differs: an answer holds one address, and not a list of which browsers try the
    next.
    """

    ttl_s: float = knob(fact="dns.ttl_failover_s", ge=0, le=86_400 * 7)
    hit_ms: float = knob(fact="dns.lookup_hit_ms", ge=0, le=10_000)
    miss_ms: float = knob(fact="dns.lookup_miss_ms", ge=0, le=10_000)
    resolvers: int = knob(500, ge=1, le=50_000, log=True, source="assumed; large ones, and those of many companies")
    browser_s: float = knob(fact="dns.chrome_min_cache_s", ge=0, le=86_400)
    violator_share: float = knob(fact="dns.ttl_violating_resolver_share", ge=0, le=1)
    violator_ttl_s: float = knob(
        3600.0, ge=0, le=86_400 * 7, source="assumed; dns.straggler_after_1h_share: some hold on for an hour and more"
    )
    check: HealthCheck = HealthCheck(interval_s=10.0, timeout_s=2.0, fall=value("dns.hc_fail_threshold"), rise=3)
    check_rtt_ms: float = knob(fact="network.rtt_user_edge_ms", ge=0, le=1000)
