"""Changing a design: a dotted path and a value make a new design; nothing is changed in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from playground.design.autoscale import Autoscale
from playground.design.cache_tier import CacheTier
from playground.design.cdn import Cdn
from playground.design.design import ADAPTER, Common, Design
from playground.design.disk import Disk
from playground.design.dns import Dns
from playground.design.knob import System
from playground.design.message_queue import MessageQueue
from playground.design.operations import Operations
from playground.design.problem import BadDesign, explain, shown
from playground.design.read_model import ReadModel
from playground.design.services import Services
from playground.design.sessions import Sessions
from playground.design.sharding import Sharding
from playground.design.timelines import Timelines
from playground.design.visits import Visits
from playground.design.web import Drift

# Parts that a design gets, with all their defaults, when one of their knobs is set.
COME_WITH_A_KNOB: dict[str, type[System]] = {
    "cache": CacheTier,
    "cdn": Cdn,
    "web.autoscale": Autoscale,
    "web.drift": Drift,
    "database.disk": Disk,
    "dns": Dns,
    "queue": MessageQueue,
    "operations": Operations,
    "timelines": Timelines,
    "services": Services,
    "read_model": ReadModel,
    "sessions": Sessions,
    "sharding": Sharding,
    "workload.visits": Visits,
}


def parse(data: Any) -> Common:
    """A design from plain data. Raises BadDesign."""
    try:
        return ADAPTER.validate_python(data)
    except ValidationError as error:
        raise explain(error, Design) from None
    except RecursionError:
        raise BadDesign("the design is nested too deeply") from None


def plain(design: System) -> dict[str, Any]:
    """A design, or a part of one, as plain data (dicts, lists, numbers, text)."""
    return design.model_dump(mode="json")


def _step(node: Any, step: str, path: str) -> Any:
    """The part of plain data that one step of a path leads to; rows of a list go by number or by name."""
    if isinstance(node, dict) and step in node:
        return node[step]
    if isinstance(node, list):
        for place, row in enumerate(node):
            if str(place) == step or (isinstance(row, dict) and step in (row.get("name"), row.get("kind"))):
                return row
    if node is None:
        above = path.rsplit(f".{step}", 1)[0]
        raise BadDesign(f"{shown(path)}: this design has no {shown(above)}", knob=shown(path))
    raise BadDesign(f"{_named(path)} is not a knob of this design", knob=shown(path))


def _named(path: str) -> str:
    return shown(path) or "an empty name"


def get(design: Common, path: str) -> Any:
    """The value at a dotted path, as plain data. Raises BadDesign."""
    node: Any = plain(design)
    for step in path.split("."):
        node = _step(node, step, path)
    return node


def put(design: Common, path: str, value: Any) -> Common:
    """A new design with another value at this path. Raises BadDesign."""
    return put_all(design, {path: value})


def put_all(design: Common, values: Mapping[str, Any]) -> Common:
    """A new design with other values at these paths, checked together. Raises BadDesign."""
    data = plain(design)
    for path, value in values.items():
        _place(data, path, value)
    return parse(data)


def _place(data: dict[str, Any], path: str, value: Any) -> None:
    steps = path.split(".")
    node: Any = data
    for depth, step in enumerate(steps[:-1], start=1):
        part = COME_WITH_A_KNOB.get(".".join(steps[:depth]))
        if part is not None and isinstance(node, dict) and node.get(step, step) is None:
            node[step] = part().model_dump(mode="json")
        node = _step(node, step, path)
    last = steps[-1]
    if isinstance(node, dict):
        if last not in node:
            raise BadDesign(f"{_named(path)} is not a knob of this design", knob=shown(path))
        node[last] = value
    elif isinstance(node, list) and last.isascii() and last.isdigit() and int(last) < len(node):
        node[int(last)] = value
    else:
        _step(node, last, path)
        raise BadDesign(f"{shown(path)} is a whole part, not a knob of this design", knob=shown(path))


def differences(base: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted paths and values of `other` where it differs from `base`: knobs one by one, lists and kinds whole."""
    if isinstance(base, dict) and isinstance(other, dict) and base.get("kind") == other.get("kind"):
        for name in other:
            yield from differences(base.get(name), other[name], f"{path}.{name}" if path else name)
    elif base != other:
        yield path, other
