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


def base_of(design: Common) -> Common:
    """The named design that this is a variant of. Raises BadDesign when its name is none, or that of another kind."""
    base = find(design.name)
    if type(base) is not type(design):
        kind, other = (str(row.model_dump()["kind"]) for row in (base, design))
        raise BadDesign(f"{design.name} is a design of kind {kind}, not {other}: give this one another name")
    return base


__all__ = ["NAMES", "base_of", "find", "names"]
