"""Several sites: each with its own balancer, web servers, caches and databases, and a way to lead people to one of
them."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from pydantic import Field

from playground.design.balancer import Weight
from playground.design.knob import System, knob

LETTERS = "abcd"
MOST_SITES = len(LETTERS)
WHOLE = tuple(f"site-{letter}" for letter in LETTERS)  # what a fault calls a site with all that is in it


class Route(StrEnum):
    """How people are led to a site: a name with the address of the nearest one that is up; or of one after the other,
    by weight; or one address that all sites have, to which the network knows the shortest way."""

    NEAREST = "nearest"
    WEIGHTED = "weighted"
    ANYCAST = "anycast"


class Writers(StrEnum):
    """Which databases accept writes: the primary of one site; or one in each, where of two writes to a key that did not
    know of each other the later one wins, or both are merged; or one in each, every key having a site at home."""

    ONE = "one"
    LAST_WRITER = "last_writer"
    MERGE = "merge"
    HOME = "home"


class Sites(System):
    """The first site stands in the first region of users, the second in the second one; a region's users have its
    `rtt_ms` to the first site, its `edge_rtt_ms` to the one that stands there, and `sites.rtt_ms` to any other.

    Each site has as many web servers, cache servers and databases as the design says of one. A change of the database
    is received `lag_s` later at another site (and `replication.ship_delay_s` later at the same).

    Source: Amazon Route 53, "Choosing a routing policy" (geolocation, weighted) and "Configuring DNS failover"; of how
    fast anycast converges see facts.toml.
    """

    count: int = knob(2, ge=2, le=MOST_SITES, source="facts.md, section 17: the stage multi-dc has two")
    rtt_ms: float = knob(fact="network.rtt_useast_seoul_ms", ge=0, le=1000)
    lag_s: float = knob(fact="multidc.lag_mysql_async_s", ge=0, le=3600)
    route: Route = knob(Route.NEAREST, source="the notes: people are led to the site that is near")
    weights: tuple[Weight, ...] = Field(default=(), max_length=MOST_SITES)
    misplaced_share: float = knob(
        0.0, ge=0, le=1, source="assumed; resolvers that stand in another region than those who ask them"
    )
    converge_s: float = knob(fact="dns.anycast_converge_80pct_s", ge=0, le=3600)
    converge_tail_s: float = knob(fact="dns.anycast_tail_s", ge=0, le=3600)
    writers: Writers = knob(Writers.ONE, source="assumed; what replication does until somebody asks for more")
    shares_sessions: bool = True

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(LETTERS[: self.count])

    def weight_of(self, site: int) -> int:
        return self.weights[site] if site < len(self.weights) else 1

    @property
    def has_writers(self) -> bool:
        """Does each site have a database that accepts writes?"""
        return self.writers is not Writers.ONE


class Placed(Protocol):
    """A region of users, as far as distances go."""

    @property
    def rtt_ms(self) -> float: ...

    @property
    def edge_rtt_ms(self) -> float: ...


def at_site(name: str, site: int) -> str:
    """What a machine of this name is called at a site: the first one's have no letter."""
    return name if site == 0 else f"{LETTERS[site]}-{name}"


def site_of(name: str) -> int:
    """The site at which a machine of this name stands."""
    letter, dash, _ = name.partition("-")
    return LETTERS.index(letter) if dash and len(letter) == 1 and letter in LETTERS[1:] else 0


def at_first(name: str) -> str:
    """What a machine of this name is called at the first site."""
    return name.partition("-")[2] if site_of(name) else name


def rtt_ms(given: Sites | None, region: Placed, place: int, site: int) -> float:
    """There and back between the users of the region at this place among all, and a site."""
    if site == 0 or given is None:
        return region.rtt_ms
    return region.edge_rtt_ms if place == site else given.rtt_ms


def apart_ms(given: Sites | None, one: int, other: int) -> float:
    """There and back between two sites."""
    return 0.0 if given is None or one == other else given.rtt_ms


def by_distance(given: Sites, region: Placed, place: int) -> tuple[int, ...]:
    """The sites, the nearest to the users of this region first; the lowest of equals."""
    return tuple(sorted(range(given.count), key=lambda site: (rtt_ms(given, region, place, site), site)))
