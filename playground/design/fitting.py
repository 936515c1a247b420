"""Which parts of a web system go together. Each function raises ValueError with a sentence that names the knob, what it
may be and what it is."""

from __future__ import annotations

from playground.design.balancer import Balancer
from playground.design.cache_tier import CacheTier, Reads, Writes
from playground.design.cdn import Cdn, Fallback
from playground.design.database import Database
from playground.design.dns import Dns
from playground.design.external import External
from playground.design.fault import AnyFault
from playground.design.replication import MOST_COPIED, Replication
from playground.design.sessions import Sessions, Sticky
from playground.design.web import MOST_CACHED, Web
from playground.design.workload import Popularity, Workload

MOST_COPIES_OF_FILES = 1_000_000
MOST_CHANGES = 50_000  # by hand, or plans


def caches_fit(web: Web, cache: CacheTier | None, database: Database, sites: int = 1) -> None:
    """A link must not be able to take all of a machine's memory; and cache servers stand alone."""
    servers, items = web.most_servers * sites, web.cache_items
    if items * servers > MOST_CACHED:
        raise ValueError(
            f"web.cache_items must be from 0 to {MOST_CACHED // servers:,} with {servers} servers, not {items:,}"
        )
    if cache is None:
        return
    if cache.size_items * sites > MOST_CACHED:
        raise ValueError(
            f"cache.size_items must be from 1 to {MOST_CACHED // sites:,} with {sites} sites, not {cache.size_items:,}"
        )
    if web.cache_items > 0:
        raise ValueError(f"web.cache_items must be 0 where cache servers are asked, not {web.cache_items:,}")
    _caches_know_the_database(web, cache, database)


def _caches_know_the_database(web: Web, cache: CacheTier, database: Database) -> None:
    """A cache that reads or writes for itself has one database to ask, not one for each web server."""
    if web.most_servers == 1 or (database.own_machine and database.shared):
        return
    which = "database.own_machine" if not database.own_machine else "database.shared"
    if cache.reads is Reads.READ_THROUGH:
        raise ValueError(f"{which} must be true where cache.reads is read_through, not false")
    if cache.writes is not Writes.AROUND:
        raise ValueError(f"{which} must be true where cache.writes is {cache.writes}, not false")


def shelves_fit(cdn: Cdn | None, load: Workload) -> None:
    """A CDN has files to keep, and a link must not be able to take all of a machine's memory with them."""
    if cdn is None:
        return
    if not load.files:
        raise ValueError("workload.files must name the files that the CDN keeps, not be empty")
    files = sum(kind.objects for kind in load.files)
    shelves = cdn.edges * len(load.regions) * (2 if cdn.fallback is Fallback.SECOND else 1) + cdn.shield
    if files * shelves > MOST_COPIES_OF_FILES:
        raise ValueError(
            f"workload.files must have at most {MOST_COPIES_OF_FILES // shelves:,} objects together with {shelves} "
            f"edges and shields, not {files:,}"
        )


def sessions_fit(given: Sessions | None, load: Workload, balancer: Balancer | None) -> None:
    """Sessions are of people, and only a balancer leads them to a server again."""
    if given is None:
        return
    if load.visits is None:
        raise ValueError("workload.visits must be there where there are sessions, not nothing: people have them")
    if given.sticky is not Sticky.NONE and balancer is None:
        raise ValueError(f"sessions.sticky must be none without a balancer, not {given.sticky}")


def names_fit(given: Dns | None, load: Workload) -> None:
    """Who looks names up has a browser and a resolver."""
    if given is None:
        return
    if load.visits is None:
        raise ValueError("workload.visits must be there where there is dns, not nothing: people look names up")
    if given.violator_ttl_s < given.ttl_s:
        raise ValueError(
            f"dns.violator_ttl_s must be at least dns.ttl_s ({given.ttl_s:g} s), not {given.violator_ttl_s:g}"
        )


def drift_fits(web: Web, seconds: float) -> None:
    """What is changed by hand, and put right, is written down each time."""
    given = web.drift
    if given is None:
        return
    changes = web.most_servers * seconds / max(given.changed_every_s, 1e-9)
    plans = 0.0 if given.apply_every_s is None else seconds / given.apply_every_s
    if changes > MOST_CHANGES or plans > MOST_CHANGES:
        name = "changed_every_s" if changes > MOST_CHANGES else "apply_every_s"
        least = web.most_servers * seconds / MOST_CHANGES if changes > MOST_CHANGES else seconds / MOST_CHANGES
        raise ValueError(
            f"web.drift.{name} must be at least {least:.3g} s in {seconds:g} s, not {getattr(given, name):g}: "
            f"at most {MOST_CHANGES:,} changes are written down"
        )


def lives_fit(keys: Popularity, cache: CacheTier | None, replication: Replication | None) -> None:
    """Where keys are born or die it must be clear at every instant which of them exist."""
    if not keys.changing:
        return
    name = "births_share" if keys.births_share > 0 else "deaths_share"
    given = f"workload.popularity.{name} must be 0"
    if cache is not None and cache.writes is Writes.BACK:
        raise ValueError(
            f"{given} where cache.writes is back, not {getattr(keys, name):g}: "
            "the database would not know which keys exist"
        )
    if replication is not None and replication.multi_primary:
        raise ValueError(
            f"{given} with replication.multi_primary, not {getattr(keys, name):g}: "
            "the primaries would not agree which keys exist"
        )


def replicas_fit(given: Replication | None, database: Database, keys: Popularity, sites: int = 1) -> None:
    """Replicas are of one database that all servers share, and their bookkeeping must not take all memory."""
    if given is None:
        return
    if not database.own_machine or not database.shared:
        which = "database.own_machine" if not database.own_machine else "database.shared"
        raise ValueError(f"{which} must be true where there is replication, not false")
    if given.multi_primary and given.replicas != 1:
        raise ValueError(f"replication.replicas must be 1 with multi_primary, not {given.replicas}")
    most = MOST_COPIED // ((given.replicas + 1) * sites)
    if keys.keys > most:
        raise ValueError(
            f"workload.popularity.keys must be from 1 to {most:,} with {given.replicas} replicas, not {keys.keys:,}"
        )
    if keys.columns > most:
        raise ValueError(
            f"workload.popularity.missing_keys must be from 0 to {most - keys.keys:,} with {keys.keys:,} keys and "
            f"{given.replicas} replicas where keys are born or die, not {keys.missing_keys:,}"
        )


def hangs_end(
    faults: tuple[AnyFault, ...], patience_s: float | None, query_s: float | None, external: External
) -> None:
    """Silent deaths, losses and cuts need deadlines: without one their victims would hang for ever."""
    deadlines = {
        "workload.patience.timeout_s": patience_s,
        "database.query_timeout_s": query_s,
        "external.timeout_s": external.timeout_s if external.share_of_orders > 0 else 0.0,
    }
    for fault in faults:
        if fault.kind not in ("lose", "cut") and not (fault.kind == "kill" and fault.silent):
            continue
        for name, seconds in deadlines.items():
            if seconds is None:
                raise ValueError(
                    f"a {fault.kind} of {fault.node} leaves requests hanging: "
                    f"{name} must be a number of seconds, not nothing"
                )
