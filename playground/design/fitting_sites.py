"""Which parts of a system at several sites go together, with a sentence for what does not, as in `fitting.py`."""

from __future__ import annotations

from playground.design.balancer import Balancer
from playground.design.cache_tier import CacheTier, Reads, Writes
from playground.design.disk import Disk
from playground.design.dns import Dns
from playground.design.replication import Commit, Replication
from playground.design.sites import Sites
from playground.design.web import Web
from playground.design.workload import Workload

MOST_SERVERS_OF_SITES = 96


def parts_fit(
    *, balancer: Balancer | None, dns: Dns | None, replication: Replication | None, disk: Disk | None
) -> None:
    """What a system at several sites cannot do without."""
    for name, part in (("balancer", balancer), ("dns", dns), ("replication", replication)):
        if part is None:
            raise ValueError(f"{name} must be there where there are sites, not nothing")
    if disk is not None:
        raise ValueError("database.disk must be nothing where there are sites")


def sites_fit(given: Sites, web: Web, cache: CacheTier | None, replication: Replication | None, load: Workload) -> None:
    """What each of several sites has, and what is not simulated at several yet."""
    if web.servers * given.count > MOST_SERVERS_OF_SITES:
        raise ValueError(
            f"web.servers must be from 1 to {MOST_SERVERS_OF_SITES // given.count} with {given.count} sites, "
            f"not {web.servers}"
        )
    for name, part in (("autoscale", web.autoscale), ("drift", web.drift)):
        if part is not None:
            raise ValueError(f"web.{name} must be nothing where there are sites")
    if cache is not None and cache.reads is not Reads.LOOK_ASIDE:
        raise ValueError(f"cache.reads must be look_aside where there are sites, not {cache.reads}")
    if cache is not None and cache.writes is not Writes.AROUND:
        raise ValueError(f"cache.writes must be around where there are sites, not {cache.writes}")
    if replication is not None and replication.multi_primary:
        raise ValueError("replication.multi_primary must be false where there are sites: sites.writers says who writes")
    if not given.has_writers:
        return
    if replication is not None and replication.commit is not Commit.ASYNCHRONOUS:
        raise ValueError(
            f"replication.commit must be async where sites.writers is {given.writers}, not {replication.commit}"
        )
    if load.popularity.changing:
        name = "births_share" if load.popularity.births_share > 0 else "deaths_share"
        raise ValueError(
            f"workload.popularity.{name} must be 0 where sites.writers is {given.writers}, "
            f"not {getattr(load.popularity, name):g}: the sites would not agree which keys exist"
        )
