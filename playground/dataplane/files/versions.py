"""A kind of files changes at the origin, or is deleted from a shelf."""

from __future__ import annotations

import numpy as np

from playground.dataplane.files.plant import purge
from playground.dataplane.state import World


def publish(world: World, kind: int) -> None:
    """The origin has a new version of this kind from now on."""
    row = world.files[kind]
    row["version"] += 1
    row["changed_ns"] = world.clock[0]["now_ns"]


def delete_files(world: World, shelf: int, kind: int) -> None:
    """The shelf has no copy of this kind any more."""
    row = world.files[kind]
    with np.errstate(over="ignore"):
        purge(world, shelf, int(row["first"]), int(row["count"]))
