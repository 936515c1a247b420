"""Who keeps the sessions of the plain web system: each server its own, or a store."""

from __future__ import annotations

from dataclasses import dataclass

import simpy


@dataclass(eq=False)
class Store:
    """A machine that every page asks once; stores of several sites that share what they know have one `memory`."""

    cores: simpy.Resource
    slowdown: list[float]
    memory: object
    hop_s: float
    work_s: float
    timeout_s: float


@dataclass(eq=False)
class Sessions:
    """`store`: None where each server keeps its own."""

    store: Store | None
    by_cookie: bool
    login_s: float
