"""The database: cores behind a pool of connections on every web server."""

from __future__ import annotations

from playground.design.disk import Disk
from playground.design.facts import value
from playground.design.knob import knob
from playground.design.machine import Machine
from playground.design.service import Exponential, Service


class Database(Machine):
    """On its own machine, or on the web server's, where both compete for the same cores and die together.

    With `shared` off every web server has a database of its own, and what is written on one is missing on the others.
    Without a `disk` everything is in memory, and a commit takes no time but its work.
    """

    own_machine: bool = True
    shared: bool = True
    read: Service = Exponential(mean_ms=value("ladder.db_read_ms"))
    write: Service = Exponential(mean_ms=value("ladder.db_write_ms"))
    hop_ms: float = knob(fact="ladder.hop_ms", ge=0, le=1000)
    pool_size: int = knob(fact="web.hikari_pool_size", ge=1, le=10_000, log=True)
    pool_timeout_s: float | None = knob(
        value("web.hikari_connection_timeout_ms") / 1000,
        gt=0,
        le=3600,
        log=True,
        fact="web.hikari_connection_timeout_ms",
    )
    query_timeout_s: float | None = knob(
        30.0, gt=0, le=3600, log=True, source="assumed; as long as the pool's patience for a connection"
    )
    disk: Disk | None = None
