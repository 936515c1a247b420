"""Every design that has a name: the stages of the ladder and the textbook."""

from __future__ import annotations

from typing import Any

from playground.design.design import Common
from playground.design.ladder import NAMES, STAGES
from playground.design.problem import BadDesign, shown
from playground.design.textbook import textbook


def names() -> tuple[str, ...]:
    """Names of the designs that can be run, the ladder first."""
    return (*(stage.name for stage in STAGES if stage.is_built), *textbook())


def find(name: Any) -> Common:
    """The design of this name. Raises BadDesign."""
    for stage in STAGES:
        if stage.name == name:
            if not stage.is_built:
                raise BadDesign(f"the stage {name} is not built yet; there are {', '.join(names())}")
            return stage.design
    designs = textbook()
    if isinstance(name, str) and name in designs:
        return designs[name]
    raise BadDesign(f"there is no design called {shown(name)}; there are {', '.join(names())}")


__all__ = ["NAMES", "find", "names"]
