"""A web server of the plain program: its resources, and what the balancer knows of it."""

from __future__ import annotations

from dataclasses import dataclass

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
    current: int = 0  # of the smooth weighted round robin
