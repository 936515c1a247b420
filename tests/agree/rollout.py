"""A new version of the web tier at ten seconds, and what is said of it."""

from __future__ import annotations

from typing import Any

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.measure import versions
from playground.result import Result
from playground.run import run

DEPLOY = [{"kind": "deploy", "node": "web", "start_s": 10.0}]


def rolled_out(name: str, small: dict[str, Any], knobs: dict[str, Any]) -> Result:
    """The stage of this name made small, with these knobs (`__` for a dot), while a new version goes out."""
    given = {**small, "faults": DEPLOY, **{knob.replace("__", "."): value for knob, value in knobs.items()}}
    design = put_all(stage(name).design, given)
    assert isinstance(design, WebSystem)
    return run(design)


def told(result: Result) -> versions.Versions:
    """Who met both versions."""
    found = versions.versions(result)
    assert found is not None
    return found
