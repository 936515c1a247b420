"""Which version of the program somebody meets: while a new one is rolled out both answer, now this one and now that."""

from __future__ import annotations

import numpy as np

from playground.dataplane.fail import fail
from playground.dataplane.jit import block
from playground.dataplane.opcodes import WRONG_VERSION
from playground.dataplane.state import World


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


def install(world: World, node: int, version: int) -> None:
    """The machine runs this version from now on."""
    world.nodes[node]["version"] = version
