"""Which version of the program somebody meets: while a new one is rolled out both answer, now this one and now that.

A version may have a bug: a share of what is asked for makes it fail. Whether it does is a matter of the request and of
the version, not of chance, so whoever tries again meets it again, unless another version answers.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.fail import fail
from playground.dataplane.jit import block
from playground.dataplane.luck import bits_for, unit
from playground.dataplane.opcodes import BUG, COIN, WRONG_VERSION
from playground.dataplane.state import World

FIRST_BUG, BUGS = np.int64(1 << 15), np.int64((1 << 15) - 1)  # visits of the user's coin that no walk gets to


@block
def meet_version(w, token, step, node):
    """The person's page is answered by this server. True when the error has to travel first."""
    seat, audience = w.seats[token["seat"]], w.audiences[step["link"]]
    version = w.nodes[node]["version"]
    if version >= seat["version"]:
        if version > seat["version"] > 0:
            audience["met_both"] += 1
        seat["version"] = version
        return False
    audience["went_back"] += 1
    if step["count"] == 0:
        return False
    w.nodes[node]["failed"] += 1
    return fail(w, token, np.int64(step["guard"]), WRONG_VERSION, token["away_ns"]) > 0


@block
def meet_bug(w, token, step, row):
    """Does what is asked for meet the bug of the version that runs here? True when the error has to travel first."""
    node = w.nodes[row]
    if node["bug"] <= 0.0:
        return False
    visit = FIRST_BUG + (np.int64(node["version"]) & BUGS)
    if unit(bits_for(token["user"], COIN, visit)) >= node["bug"]:
        return False
    node["failed"] += 1
    return fail(w, token, np.int64(step["guard"]), BUG, token["away_ns"]) > 0


def install(world: World, node: int, version: int, bug: float = 0.0) -> None:
    """The machine runs this version from now on, which fails this share of what is asked for."""
    world.nodes[node]["version"] = version
    world.nodes[node]["bug"] = bug
