"""What can be done to a part by clicking it on the picture: kill it or slow it down at the moment that the clock shows,
heal it, or remove it."""

from __future__ import annotations

from typing import Any

from playground.design.change import get, plain, put
from playground.design.design import Common, WebSystem
from playground.design.problem import BadDesign
from playground.design.sites import at_first
from playground.diagram.topology import killable, topology
from playground.ui import faults, state

COUNTS = {"web": "web.servers", "cache": "cache.nodes", "replica": "replication.replicas"}
HITS = ("kill", "slow")


def acts(design: WebSystem) -> dict[str, list[str]]:
    """By part, what the picture offers: kill, slow, heal (where it is hit by one of these), fewer."""
    hit = {row["node"] for row in plain(design)["faults"] if row["kind"] in HITS}
    return {
        node: [*HITS, *(["heal"] if node in hit else []), *(["fewer"] if _count(design, node) > 1 else [])]
        for node in killable(topology(design))
    }


def act(what: str, node: str, at_s: float | None) -> None:
    """Make the design in which this has been done; leave a problem where that cannot be."""
    design = state.design()
    if what not in acts(design).get(node, []):
        return  # a message from an older picture
    try:
        state.become(_done(design, what, node, at_s))
    except BadDesign as problem:
        state.refuse("problem.knob", problem)


def _done(design: WebSystem, what: str, node: str, at_s: float | None) -> Common:
    rows = plain(design)["faults"]
    if what == "heal":
        return put(design, "faults", [row for row in rows if row["node"] != node or row["kind"] not in HITS])
    if what == "fewer":
        return put(design, _path(node), _count(design, node) - 1)
    wanted = faults.wanted(node, has_database=False)[what]
    return faults.at(design, wanted, at_s)


def _path(node: str) -> str:
    return COUNTS.get(at_first(node).rpartition("-")[0], "")


def _count(design: WebSystem, node: str) -> int:
    """How many equal parts there are; 0 where their number is no knob."""
    path = _path(node)
    found: Any = get(design, path) if path else 0
    return found if isinstance(found, int) else 0
