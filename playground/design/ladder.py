"""The ladder: named stages of a growing system, and the step that leads to each.

Sizes, users and windows are data (`[ladder]` in facts.toml), chosen so that each stage breaks visibly with the users
the next one opens with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.facts import value
from playground.design.fault import Crowd, Deploy, Kill, OneFault
from playground.design.later_stages import operations, shards, social, timelines
from playground.design.sites import WHOLE
from playground.design.stages import (
    cache,
    cdn,
    load_balancer,
    multi_dc,
    queue,
    replicas,
    single_server,
    split_tiers,
    stateless,
)

NAMES = (
    "single-server",
    "split-tiers",
    "load-balancer",
    "replicas",
    "cache",
    "cdn",
    "stateless",
    "multi-dc",
    "queue",
    "operations",
    "shards",
    "timelines",
)


@dataclass(frozen=True)
class Stage:
    """A named Design on the ladder."""

    number: int
    name: str
    daily_users: float
    build: Callable[[], WebSystem] | None  # None: not built yet
    trouble: OneFault | None = None  # what the next stage cures, where that brings no more users
    wish: tuple[Endpoint, ...] = ()  # or what people want, which that is for

    @property
    def is_built(self) -> bool:
        return self.build is not None

    @property
    def design(self) -> WebSystem:
        """The stage with its default knobs. Raises LookupError when the stage is not built yet."""
        if self.build is None:
            raise LookupError(f"the stage {self.name} is not built yet")
        return self.build()


_BUILT: tuple[Callable[[], WebSystem], ...] = (
    *(single_server, split_tiers, load_balancer, replicas, cache, cdn),
    stateless,
    multi_dc,
    queue,
    operations,
    shards,
    timelines,
)

TROUBLES: dict[str, OneFault] = {
    "cdn": Deploy(start_s=15.0),
    "stateless": Kill(node=WHOLE[0], start_s=30.0, duration_s=None),
    "multi-dc": Crowd(node="order", factor=10.0, start_s=30.0, duration_s=10.0),
    "queue": Deploy(start_s=15.0, fails_share=0.05),
}

WISHES: dict[str, tuple[Endpoint, ...]] = {"shards": social()}

STAGES: tuple[Stage, ...] = tuple(
    Stage(
        number,
        name,
        float(value("ladder.users")[number]),
        _BUILT[number] if number < len(_BUILT) else None,
        TROUBLES.get(name),
        WISHES.get(name, ()),
    )
    for number, name in enumerate(NAMES)
)


def stage(name: str) -> Stage:
    """The stage of this name. Raises LookupError when there is none."""
    for row in STAGES:
        if row.name == name:
            return row
    raise LookupError(f"there is no stage called {name}; there are {', '.join(NAMES)}")
