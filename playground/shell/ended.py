"""A search by several processes, to its end."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from playground.design.problem import BadDesign
from playground.study.side_by_side import SideBySide

LOOK_S = 0.2  # between two looks at how far it has come


def ended(search: SideBySide, of: str) -> Mapping[str, Mapping[str, Any]]:
    """What it has found, by name; on standard error how far it has come, in so many `of`. Raises BadDesign."""
    search.start()
    seen = 0
    try:
        while not search.is_over:
            search.join(LOOK_S)
            if len(search.found) > seen and not search.is_over:
                seen = len(search.found)
                print(f"{seen} of {len(search.names)} {of}", file=sys.stderr)
    finally:
        search.stop()
    if search.problem:
        raise BadDesign(search.problem)
    return search.found
