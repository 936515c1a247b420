"""What a plain program leaves behind."""

from __future__ import annotations

from typing import NamedTuple


class Outcome(NamedTuple):
    """Of the requests born after the warm-up: the latencies of the served (seconds) and how many failed for good.

    `born` counts every arrival of the run, warm-up and bundles of assets included; bundles are in no other number.
    """

    latencies_s: list[float]
    failed: int
    born: int
