"""The stages that are built: each a Design with sizes, users and a window from `[ladder]` in facts.toml."""

from __future__ import annotations

from playground.design.autoscale import Autoscale
from playground.design.balancer import Balancer
from playground.design.cache_tier import CacheTier
from playground.design.cdn import Cdn
from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.dns import Dns
from playground.design.entry import Entry
from playground.design.facts import value
from playground.design.files import CODE, PICTURES
from playground.design.message_queue import MessageQueue
from playground.design.objective import (
    ErrorRate,
    FilesP95,
    LatencyP99,
    LoggedOut,
    OrdersP99,
    SurvivesOne,
    SurvivesSite,
)
from playground.design.replication import Replication
from playground.design.sessions import Kept, Sessions, Sticky
from playground.design.sites import Sites
from playground.design.visits import Visits
from playground.design.web import Web
from playground.design.workload import Region, Workload

LEAST_SERVERS, MOST_SERVERS = 6, 20  # facts.md, section 17: the stage stateless has 6 to 20, autoscaled


def _workload(number: int) -> Workload:
    return Workload(daily_users=value("ladder.users")[number])


def world_wide(number: int, far_share: float = 0.1) -> Workload:
    """A share of the users is an ocean away, and the files of a page have names."""
    far_ms = value("network.rtt_useast_seoul_ms")
    regions = (
        Region(share=1 - far_share, rtt_ms=value("network.rtt_user_edge_ms")),
        Region(name="america", share=far_share, rtt_ms=far_ms),
    )
    return Workload(daily_users=value("ladder.users")[number], files=(CODE, PICTURES), regions=regions, visits=Visits())


def window(number: int) -> dict[str, float]:
    """Length and warm-up of a stage's run. Caches and people begin as they are in the middle of a day; what has to fill
    is lines, and in short runs of many requests they do so sooner."""
    seconds = float(value("ladder.window_s")[number])
    return {"seconds": seconds, "warmup_s": 10.0 if seconds >= 200 else 5.0 if seconds >= 40 else 2.0}


def single_server() -> WebSystem:
    """Web, database and the cache in the process share one box and die together."""
    return WebSystem(
        name="single-server",
        workload=_workload(0),
        entry=Entry(link_gbit_s=value("ladder.link_gbit_one_box")),
        web=Web(servers=1),
        database=Database(own_machine=False, hop_ms=value("network.rtt_same_host_ms")),
        **window(0),
    )


def split_tiers() -> WebSystem:
    """The database gets a machine of its own, a network hop away."""
    return WebSystem(
        name="split-tiers",
        workload=_workload(1),
        entry=Entry(link_gbit_s=value("ladder.link_gbit_one_box")),
        web=Web(servers=1),
        database=Database(),
        **window(1),
    )


def load_balancer() -> WebSystem:
    """One address, several web servers behind it, probed for their health."""
    return WebSystem(
        name="load-balancer",
        workload=_workload(2),
        entry=Entry(link_gbit_s=value("ladder.link_gbit_balancer")),
        balancer=Balancer(),
        web=Web(servers=value("ladder.web_servers")[2], public=False),
        database=Database(),
        objectives=(LatencyP99(), ErrorRate(), SurvivesOne()),
        **window(2),
    )


def replicas() -> WebSystem:
    """Copies of the database answer the reads; the primary keeps the writes, and a monitor watches over them."""
    return WebSystem(
        name="replicas",
        workload=_workload(3),
        entry=Entry(link_gbit_s=value("ladder.link_gbit_balancer")),
        balancer=Balancer(),
        web=Web(servers=value("ladder.web_servers")[3], public=False),
        database=Database(),
        replication=Replication(replicas=value("ladder.replicas")[3]),
        objectives=(LatencyP99(), ErrorRate(), SurvivesOne()),
        **window(3),
    )


def cache() -> WebSystem:
    """Cache servers answer most reads before the database is asked."""
    return WebSystem(
        name="cache",
        workload=_workload(4),
        entry=Entry(link_gbit_s=value("ladder.link_gbit_balancer")),
        balancer=Balancer(),
        web=Web(servers=value("ladder.web_servers")[4], public=False),
        cache=CacheTier(),
        database=Database(),
        replication=Replication(replicas=value("ladder.replicas")[4]),
        objectives=(LatencyP99(), ErrorRate(), SurvivesOne()),
        **window(4),
    )


def cdn() -> WebSystem:
    """Edges near the users, some of whom are far away, keep files of pages; what they miss comes from the origin."""
    return WebSystem(
        name="cdn",
        workload=world_wide(5),
        entry=Entry(link_gbit_s=value("ladder.link_gbit_balancer")),
        balancer=Balancer(),
        cdn=Cdn(),
        web=Web(servers=value("ladder.web_servers")[5], public=False),
        cache=CacheTier(),
        database=Database(),
        replication=Replication(replicas=value("ladder.replicas")[5]),
        sessions=Sessions(),
        objectives=(LatencyP99(), ErrorRate(), SurvivesOne(), FilesP95(), LoggedOut()),
        **window(5),
    )


def stateless() -> WebSystem:
    """Sessions move to a store that all servers share, so that servers may come and go with the load."""
    servers = Autoscale(target_utilisation=0.65, max_servers=MOST_SERVERS, boot_s=20.0, cooldown_s=30.0, drain_s=5.0)
    return WebSystem(
        name="stateless",
        workload=world_wide(6),
        entry=Entry(link_gbit_s=value("ladder.link_gbit_balancer")),
        balancer=Balancer(),
        cdn=Cdn(),
        web=Web(servers=LEAST_SERVERS, public=False, autoscale=servers),
        sessions=Sessions(kept=Kept.STORE, sticky=Sticky.NONE),
        cache=CacheTier(),
        database=Database(),
        replication=Replication(replicas=value("ladder.replicas")[6]),
        objectives=(LatencyP99(), ErrorRate(), SurvivesOne(), FilesP95(), LoggedOut()),
        **window(6),
    )


def multi_dc() -> WebSystem:
    """Two sites, an ocean apart, each with everything; half of the users live near each, to which their names lead."""
    sites = Sites()
    return WebSystem(
        name="multi-dc",
        workload=world_wide(7, far_share=0.5),
        dns=Dns(),
        sites=sites,
        entry=Entry(link_gbit_s=value("ladder.link_gbit_balancer")),
        balancer=Balancer(),
        cdn=Cdn(carries_pages=False),  # names lead people to a site, and not an edge
        web=Web(servers=value("ladder.web_servers")[7] // sites.count, public=False),
        sessions=Sessions(kept=Kept.STORE, sticky=Sticky.NONE),
        cache=CacheTier(),
        database=Database(),
        replication=Replication(replicas=value("ladder.replicas")[7]),
        objectives=(LatencyP99(), ErrorRate(), SurvivesOne(), FilesP95(), LoggedOut(), SurvivesSite()),
        **window(7),
    )


def queue() -> WebSystem:
    """Orders are taken down by a broker at each site, and carried out by workers as fast as the database can."""
    before = multi_dc()
    objectives = (*before.objectives, OrdersP99())
    return before.model_copy(
        update={
            "name": "queue",
            "workload": world_wide(8, far_share=0.5),
            "web": Web(servers=value("ladder.web_servers")[8] // Sites().count, public=False),
            "replication": Replication(replicas=value("ladder.replicas")[8]),
            "queue": MessageQueue(),
            "objectives": objectives,
            **window(8),
        }
    )
