"""A content delivery network: edges near the users, which keep files and fetch from the origin what they miss."""

from __future__ import annotations

from enum import StrEnum

from playground.design.balancer import HealthCheck
from playground.design.knob import System, knob

MOST_EDGES = 8  # of a region


class Publishing(StrEnum):
    """How a new version of a file gets to the users: the edges' copies grow old; they are purged; or it has a new
    URL, for which no edge has a copy."""

    TTL = "ttl"
    PURGE = "purge"
    VERSIONED = "versioned"


class Fallback(StrEnum):
    """What a page does when the CDN does not answer: nothing; it asks the origin; it asks a second CDN; or it shows a
    placeholder in the file's place."""

    NONE = "none"
    ORIGIN = "origin"
    SECOND = "second"
    PLACEHOLDER = "placeholder"


class Cdn(System):
    """`edges` in each region of users. A user's address leads to one of them, and to the next when that is down. An
    edge is its storage: its links and processors have room for everybody."""

    edges: int = knob(2, ge=1, le=MOST_EDGES, source="assumed; of each region")
    edge_gb: float = knob(8.0, ge=0.001, le=10_000, log=True, source="assumed; 19 in 20 requests then hit")
    coalesces: bool = knob(True, source="assumed; CDNs call it request collapsing")
    revalidates: bool = knob(True, source="RFC 9110, 13: an old copy is asked about, and only sent again if it changed")
    admit_second: bool = knob(False, source="assumed; Maggs and Sitaraman, CCR 2015: 3 in 4 objects are asked for once")
    admit_within_s: float = knob(3600.0, ge=1, le=86_400 * 30, log=True, source="assumed; an hour")
    shield: bool = knob(False, source="assumed; no CDN has one until somebody asks for it")
    shield_gb: float = knob(8.0, ge=0.001, le=10_000, log=True, source="assumed; as much as an edge")

    carries_pages: bool = knob(
        True, source="assumed; an edge ends the users' connections and has one of its own to the origin"
    )
    publishing: Publishing = knob(Publishing.TTL, source="assumed; nobody tells the edges")
    purge_median_s: float = knob(fact="cdn.purge_cloudfront_s", ge=0.001, le=86_400, log=True)
    purge_p90_factor: float = knob(
        2.5, ge=1, le=1000, log=True, source="cdnplanet.com purge stats: CloudFront's 90th percentile is 10 s"
    )
    key_ignores_query: bool = knob(False, source="assumed; ?v=2 is another file than ?v=1")
    html_ttl_s: float = knob(0.0, ge=0, le=86_400, source="assumed; pages are never older than the request for them")

    fallback: Fallback = knob(Fallback.NONE, source="assumed; a page that fails to load is the browser's error")
    own_link_gbit_s: float | None = knob(
        None, gt=0, le=400, log=True, source="none: what falls back to the origin leaves through its entry link"
    )
    timeout_s: float = knob(2.0, gt=0, le=3600, log=True, source="assumed; a page's own patience with one file")
    stale_if_error: bool = knob(fact="cdn.stale_if_error_default")
    check: HealthCheck = HealthCheck()


def edge_names(cdn: Cdn, region: str, *, is_spare: bool = False) -> tuple[str, ...]:
    """`edge-1`, `edge-2` … of the home region, `edge-REGION-1` … of others; of a second CDN `spare-edge-1` …"""
    first = ("spare-" if is_spare else "") + "edge-" + ("" if region == "home" else f"{region}-")
    return tuple(f"{first}{place + 1}" for place in range(cdn.edges))
