"""The knobs of what leads people to a site, in the order in which the page shows them."""

from __future__ import annotations

DNS = tuple(
    f"dns.{name}"
    for name in (
        *("ttl_s", "browser_s", "violator_share", "violator_ttl_s", "resolvers", "hit_ms", "miss_ms"),
        *("check.interval_s", "check.timeout_s", "check.fall", "check.rise", "check_rtt_ms"),
    )
)

SITES = tuple(
    f"sites.{name}"
    for name in (
        *("count", "route", "rtt_ms", "lag_s", "writers", "shares_sessions"),
        *("misplaced_share", "converge_s", "converge_tail_s"),
    )
)
