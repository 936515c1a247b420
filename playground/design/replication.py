"""Replication: one database that accepts writes, and others that replay them and answer reads."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from playground.design.facts import value
from playground.design.knob import System, knob
from playground.design.service import Exponential, Service

MOST_COPIED = 25_000_000  # keys times databases: what the bookkeeping of stale reads may take, 4 bytes each


class Commit(StrEnum):
    """When a write is acknowledged: at once, when some replicas have received it, or when all have applied it."""

    ASYNCHRONOUS = "async"
    SEMI_SYNCHRONOUS = "semi_sync"
    SYNCHRONOUS = "sync"


class ReadFrom(StrEnum):
    """Who answers reads."""

    REPLICAS = "replicas"
    EVERYBODY = "everybody"
    PRIMARY = "primary"


class Choice(StrEnum):
    """How a read chooses among those who may answer it. The values are those of the balancer's policies."""

    ROUND_ROBIN = "round_robin"
    RANDOM = "random"
    LEAST_CONNECTIONS = "least_connections"
    TWO_CHOICES = "two_choices"


class Failover(System):
    """Who notices that the primary is gone, and what is done then, step by step.

    A monitor probes every database each interval and believes it down after `fall` misses in a row. Then it elects the
    most advanced replica, lets it apply what it has received, promotes it, and tells the web servers one after another.
    `fenced`: the old primary is locked out first, and comes back as a replica; else it comes back as a primary.
    """

    automatic: bool = True
    interval_s: float = knob(fact="db.mha_ping_interval_s", ge=0.05, le=300, log=True)
    timeout_s: float = knob(1.0, gt=0, le=300, source="assumed; below the interval")
    fall: int = knob(3, ge=1, le=20, source="assumed; MHA pings three times, 9 to 12 s until it is sure")
    rise: int = knob(2, ge=1, le=20, source="assumed; as the balancer's")
    work_ms: float = knob(0.5, ge=0, le=1000, source="assumed; SELECT 1 with its connection")
    election_s: float = knob(1.0, ge=0, le=600, source="assumed; asking every replica how far it is")
    applies_relay_log: bool = True
    promotion_s: float = knob(2.0, ge=0, le=600, source="assumed; lifting read-only and turning the replicas round")
    reroute_s: float = knob(3.0, ge=0, le=3600, source="assumed; the last web server learns the new address then")
    fenced: bool = True


class Replication(System):
    """Replicas of the database. Every replica replays every write, after it was shipped to it.

    Two lags: what a replica has *received* is behind by `ship_delay_s` and by what the network holds up; what it has
    *applied* is behind by its relay log, too, which grows when its appliers cannot keep up.
    """

    replicas: int = knob(2, ge=1, le=8, source="ladder.replicas")
    commit: Commit = knob(Commit.ASYNCHRONOUS, fact="db.replication_mode")
    acks: int = knob(fact="db.semisync_acks", ge=1, le=8)
    ack_timeout_s: float = knob(fact="db.semisync_timeout_s", gt=0, le=3600, log=True)
    appliers: int = knob(1, ge=1, le=64, source="assumed; MySQL before 8.0.27 had one, later four")
    apply: Service = Exponential(mean_ms=value("ladder.db_apply_ms"))
    ship_delay_s: float = knob(fact="ladder.ship_delay_s", ge=0, le=3600)
    read_from: ReadFrom = knob(ReadFrom.REPLICAS, source="assumed; the notes' split of reads and writes")
    choice: Choice = knob(Choice.ROUND_ROBIN, source="MySQL Router: round-robin-with-fallback for read-only routes")
    max_lag_s: float | None = knob(
        None, gt=0, le=3600, log=True, source="none: every replica answers. GitHub's freno takes one out after 3 s"
    )
    reads_own_writes: bool = False
    copy_s: float = knob(20.0, ge=0, le=86_400, log=True, source="assumed; a small database, so that it fits a window")
    copy_cores: float = knob(0.5, ge=0, le=1, source="assumed; half a core of the primary while it is being copied")
    multi_primary: bool = False
    failover: Failover = Field(default=Failover())
