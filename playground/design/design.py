"""The Design: one frozen value that says everything about a run but its seed.

Three kinds: a web system (the ladder), a textbook queue, and the web chain that other engines are compared with.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from playground.design.any_kind import LONGEST_S, Common, Start
from playground.design.autoscale import check_growth, servers_for
from playground.design.balancer import Balancer
from playground.design.cache_tier import CacheTier
from playground.design.cdn import Cdn
from playground.design.database import Database
from playground.design.disk import check_data, check_memory
from playground.design.dns import Dns
from playground.design.entry import Entry
from playground.design.external import External
from playground.design.fitting import (
    caches_fit,
    drift_fits,
    hangs_end,
    lives_fit,
    names_fit,
    replicas_fit,
    sessions_fit,
    shelves_fit,
)
from playground.design.fitting_operations import operations_fit
from playground.design.fitting_queue import queue_fits, read_model_fits, sales_fit
from playground.design.fitting_shards import growth_fits, shards_fit
from playground.design.fitting_sites import parts_fit, sites_fit
from playground.design.fitting_timelines import timelines_fit
from playground.design.knob import knob
from playground.design.message_queue import MessageQueue
from playground.design.objective import ErrorRate, LatencyP99, Objective
from playground.design.operations import Operations
from playground.design.queueing import Arrivals, Chain, Station
from playground.design.read_model import ReadModel
from playground.design.replication import Replication
from playground.design.services import Services
from playground.design.sessions import Sessions
from playground.design.shape import first_factor
from playground.design.sharding import Sharding, most_shards
from playground.design.sites import Sites
from playground.design.timelines import Timelines
from playground.design.web import Web
from playground.design.workload import Workload


class WebSystem(Common):
    """A web system somewhere on the road from one server to millions of users."""

    kind: Literal["web-system"] = "web-system"
    workload: Workload = Workload()
    dns: Dns | None = None
    sites: Sites | None = None
    entry: Entry = Entry()
    balancer: Balancer | None = None
    cdn: Cdn | None = None
    web: Web = Web()
    sessions: Sessions | None = None
    cache: CacheTier | None = None
    queue: MessageQueue | None = None
    timelines: Timelines | None = None
    services: Services | None = None
    read_model: ReadModel | None = None
    database: Database = Database()
    replication: Replication | None = None
    sharding: Sharding | None = None
    external: External = External()
    operations: Operations | None = None
    objectives: tuple[Objective, ...] = Field(default=(LatencyP99(), ErrorRate()), max_length=10)

    @property
    def databases(self) -> int:
        """How many there are: one, one with its replicas (at each site, or for each shard), or one for each web
        server. Of shards those that are there in the beginning."""
        parts = self.places * (1 if self.sharding is None else self.sharding.shards)
        copies = parts if self.replication is None else (1 + self.replication.replicas) * parts
        return copies if self.database.own_machine and self.database.shared else self.web.servers

    @property
    def most_shards(self) -> int:
        """How many there may ever be; 0 where databases are not sharded."""
        return most_shards(self.sharding, self.faults)

    @property
    def places(self) -> int:
        """At how many sites the system stands."""
        return 1 if self.sites is None else self.sites.count

    @property
    def first_servers(self) -> int:
        """Web servers that are there at the start: where they come and go, as many as the first requests want. Of a
        replayed log the design does not know."""
        load, least, given = self.workload, self.web.servers, self.web.autoscale
        if given is None or self.start is Start.COLD or load.replay is not None:
            return least
        rate_rps = load.requests_rps * first_factor(load.shape)
        wanted = servers_for(rate_rps, load.web_ms, given, self.web)
        return max(least, min(wanted, self.web.most_servers))

    @model_validator(mode="after")
    def _parts_fit_together(self) -> WebSystem:
        check_growth(self.web.autoscale, has_balancer=self.balancer is not None, database=self.database)
        caches_fit(self.web, self.cache, self.database, self.places)
        shelves_fit(self.cdn, self.workload)
        sessions_fit(self.sessions, self.workload, self.balancer)
        names_fit(self.dns, self.workload)
        drift_fits(self.web, self.seconds)
        check_memory(self.database.disk, self.databases)
        check_data(self.database.disk, self.workload.popularity.columns)
        lives_fit(self.workload.popularity, self.cache, self.replication)
        replicas_fit(self.replication, self.database, self.workload.popularity, self.places)
        queue_fits(self.queue, self.workload, self.database, self.cache, self.sharding)
        timelines_fit(self.timelines, self.workload, self.database, self.queue, self.faults, self.places)
        read_model_fits(self.read_model, self.queue)
        sales_fit(self.faults, self.sharding)
        if self.sharding is not None:
            growth_fits(self.sharding, self.faults)
            around = (self.database, self.replication, self.sites, self.cache)
            shards_fit(self.sharding, self.most_shards, self.web, *around, self.workload)
        if self.sites is not None:
            parts_fit(balancer=self.balancer, dns=self.dns, replication=self.replication, disk=self.database.disk)
            sites_fit(self.sites, self.web, self.cache, self.replication, self.workload)
        can_deploy = self.balancer is not None and self.database.own_machine
        operations_fit(self.operations, self.objectives, self.seconds, can_deploy=can_deploy)
        return self

    @model_validator(mode="after")
    def _hangs_end(self) -> WebSystem:
        hangs_end(self.faults, self.workload.patience.timeout_s, self.database.query_timeout_s, self.external)
        return self


class Textbook(Common):
    """A system without network, deadlines and probes, in which nothing can die: it can only become slow."""

    @model_validator(mode="after")
    def _only_slows_down(self) -> Textbook:
        for fault in self.faults:
            if fault.kind != "slow":
                raise ValueError(f"faults must be of the kind slow in a textbook design, not {fault.kind}")
        return self


class Queueing(Textbook):
    """A textbook system: Poisson arrivals to a station, or to two in a row. No network, no deadlines, no probes."""

    kind: Literal["queueing"] = "queueing"
    workload: Arrivals = Arrivals()
    station: Station = Station()
    second: Station | None = None
    seconds: float = knob(2000.0, gt=0, le=LONGEST_S, log=True)
    warmup_s: float = knob(100.0, ge=0, le=LONGEST_S)


class WebChain(Textbook):
    """The chain that engines are compared with: round robin over servers with workers, a cache that hits by a coin, a
    database. No network, no deadlines, no probes."""

    kind: Literal["web-chain"] = "web-chain"
    workload: Arrivals = Arrivals(rate_rps=1000.0)
    web: Chain.Web = Chain.Web()
    cache: Chain.Cache = Chain.Cache()
    database: Chain.Database = Chain.Database()
    seconds: float = knob(200.0, gt=0, le=LONGEST_S, log=True)
    warmup_s: float = knob(10.0, ge=0, le=LONGEST_S)


Design = Annotated[WebSystem | Queueing | WebChain, Field(discriminator="kind")]
ADAPTER: TypeAdapter[WebSystem | Queueing | WebChain] = TypeAdapter(Design)
