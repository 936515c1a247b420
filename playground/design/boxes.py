"""The boxes of a design: what can be taken out of it and put back, each as the knobs that do so.

Source: the notes' combined diagram (DNS, CDN, balancer, web servers, cache, main and second database), and what later
stages add to it. A part of the whole design that may be there or not (`WebSystem`'s optional fields) is a box by
itself; what else can be taken away is told here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from playground.design import change
from playground.design.design import WebSystem
from playground.design.problem import BadDesign
from playground.design.sessions import Kept, Sticky

Values = dict[str, Any]


@dataclass(frozen=True)
class Box:
    """off: the knobs that take it out; None where a design has not got it. is_switch: it is there or not, and can be
    put back; else there is one fewer of many."""

    name: str
    off: Callable[[WebSystem], Values | None]
    is_switch: bool = True


def boxes() -> tuple[Box, ...]:
    """From the users to the data."""
    parts = tuple(Box(name, _balancer if name == "balancer" else _part(name)) for name in optional_parts())
    after = {"balancer": (AUTOSCALE, SERVERS, ONE_SERVER), "cache": (ONE_CACHE,), "replication": (ONE_REPLICA,)}
    found: list[Box] = []
    for part in parts:
        # who is logged in is no machine, but the store is one
        found += [STORE] if part.name == "sessions" else [part, *after.get(part.name, ())]
    return (*found, OWN_MACHINE)


def optional_parts() -> tuple[str, ...]:
    """Fields of a design that may be nothing, in its order."""
    return tuple(name for name, field in WebSystem.model_fields.items() if field.default is None)


def here(design: WebSystem) -> tuple[Box, ...]:
    """The boxes that a design has."""
    return tuple(box for box in boxes() if box.off(design) is not None)


def without(design: WebSystem, box: Box) -> WebSystem:
    """The design without this box. Raises BadDesign with a sentence where the rest cannot do without it, or where it is
    not there."""
    values = box.off(design)
    if values is None:
        raise BadDesign(f"{design.name} has no {box.name.replace('_', ' ')}")
    return _web(change.put_all(design, values))


def restored(design: WebSystem, box: Box, whole: WebSystem) -> WebSystem:
    """The design with this box as the whole one has it. Raises BadDesign where it does not go with the rest, or where
    the whole one has none."""
    values = box.off(whole)
    if values is None:
        raise BadDesign(f"{whole.name} has no {box.name.replace('_', ' ')}")
    return _web(change.put_all(design, {path: change.get(whole, path) for path in values}))


def needed_by(design: WebSystem, box: Box) -> tuple[Box, ...]:
    """The fewest other boxes without which the design could do without this one; none where it can as it is, or where
    six are not enough."""
    names = _needed(design.text(), box.name)
    return tuple(found for name in names for found in boxes() if found.name == name)


@lru_cache(maxsize=256)
def _needed(text: str, name: str) -> tuple[str, ...]:
    """Names of boxes; kept, as a page asks again and again."""
    design = _web(change.parse(json.loads(text)))
    box = next(box for box in boxes() if box.name == name)
    others = [other for other in here(design) if other.is_switch and other != box]
    for count in range(7):
        for taken in combinations(others, count):
            if _can_lose(design, (*taken, box)):
                return tuple(other.name for other in taken)
    return ()


def _can_lose(design: WebSystem, taken: tuple[Box, ...]) -> bool:
    """Is there a design without any of these?"""
    values: Values = {}
    for box in taken:
        values |= box.off(design) or {}
    try:
        change.put_all(design, values)
    except BadDesign:
        return False
    return True


def _part(name: str) -> Callable[[WebSystem], Values | None]:
    def off(design: WebSystem) -> Values | None:
        return None if getattr(design, name) is None else {name: None}

    return off


def _balancer(design: WebSystem) -> Values | None:
    """Nobody leads the sessions to a server any more."""
    if design.balancer is None:
        return None
    return {"balancer": None, **({} if design.sessions is None else {"sessions.sticky": Sticky.NONE.value})}


def _servers(design: WebSystem) -> Values | None:
    if design.web.servers == 1 and design.web.autoscale is None:
        return None
    return {"web.servers": 1, "web.autoscale": None}


def _one_server(design: WebSystem) -> Values | None:
    many = design.web.servers
    return {"web.servers": many - 1} if many > 1 and design.web.autoscale is None else None


def _autoscale(design: WebSystem) -> Values | None:
    """As many servers as there are at the start stay for ever."""
    return None if design.web.autoscale is None else {"web.autoscale": None, "web.servers": design.first_servers}


def _store(design: WebSystem) -> Values | None:
    """Sessions move back into the memory of the web servers, to which a cookie leads."""
    if design.sessions is None or design.sessions.kept is not Kept.STORE:
        return None
    sticky = Sticky.NONE if design.balancer is None else Sticky.COOKIE
    return {"sessions.kept": Kept.SERVER.value, "sessions.sticky": sticky.value}


def _one_cache(design: WebSystem) -> Values | None:
    return None if design.cache is None or design.cache.nodes == 1 else {"cache.nodes": design.cache.nodes - 1}


def _one_replica(design: WebSystem) -> Values | None:
    known = design.replication
    return None if known is None or known.replicas == 1 else {"replication.replicas": known.replicas - 1}


def _own_machine(design: WebSystem) -> Values | None:
    return {"database.own_machine": False} if design.database.own_machine else None


def _web(found: object) -> WebSystem:
    assert isinstance(found, WebSystem)  # noqa: S101 - knobs do not change what a design is
    return found


SERVERS = Box("servers", _servers)
ONE_SERVER = Box("one_server", _one_server, is_switch=False)
AUTOSCALE = Box("autoscale", _autoscale)
STORE = Box("session_store", _store)
ONE_CACHE = Box("one_cache", _one_cache, is_switch=False)
ONE_REPLICA = Box("one_replica", _one_replica, is_switch=False)
OWN_MACHINE = Box("own_machine", _own_machine)
