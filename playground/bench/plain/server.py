"""A web server of the plain program: its resources, and what the balancer knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import simpy


@dataclass(eq=False)
class Server:
    """Worker threads, cores and a pool of connections; the database's cores behind it."""

    threads: simpy.Resource
    cores: simpy.Resource
    pool: simpy.Resource
    database_cores: simpy.Resource
    weight: int = 1
    up: bool = True
    open: int = 0  # attempts that the balancer sent and that are not back
    pools: list[simpy.Resource] = field(default_factory=list)  # of connections to each of several databases
    current: int = 0  # of the smooth weighted round robin
