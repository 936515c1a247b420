"""What a plain program leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Outcome(NamedTuple):
    """Of the requests born after the warm-up: the latencies of the served (seconds) and how many failed for good; and
    of the files and bundles that pages need likewise. `born` counts every arrival of the run, warm-up, files and
    bundles included.
    """

    latencies_s: list[float]
    failed: int
    born: int
    files_s: Sequence[float] = ()
    files_failed: int = 0
