"""Where designs break: of the stages as they are stored, of a changed design searched for when somebody asks.

A search goes on run by run while nobody drags, and can be stopped. What was found is kept for everybody.
"""

from __future__ import annotations

import json
import math
import time
from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from playground.design import catalogue
from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.study.break_point import Break, search

STORED = Path(__file__).parent / "first" / "breaks.json"
SEARCH = "search"
KEPT = 200
TURN_S = 0.25  # of searching, between two looks at the page


@dataclass
class Search:
    """A search under way. `users`: what it looks at now. `problem`: nothing can be found."""

    name: str
    steps: Generator[float, None, Break]
    users: float = 0.0
    problem: bool = False


@cache
def stored() -> dict[str, Break]:
    """By stage, with its own sizes. `python -m playground.ui.first` writes them, a test searches again."""
    rows = json.loads(STORED.read_text("utf-8")) if STORED.exists() else {}
    return {name: Break(**{**row, "users": tuple(row["users"])}) for name, row in rows.items()}


def known(design: WebSystem) -> Break | None:
    """Where this design breaks, whatever its users and faults; None until somebody has searched."""
    name = name_of(design)
    return stored().get(design.name) if name == _own_name(design.name) else _found().get(name)


def name_of(design: WebSystem) -> str:
    """The same for designs that differ only in what a search sets itself."""
    users = stage(design.name).daily_users
    calm: dict[str, Any] = {"faults": [], "workload.rate_rps": None, "workload.replay": None}
    return put_all(design, {**calm, "workload.daily_users": users}).text()


@cache
def _own_name(name: str) -> str | None:
    """What `name_of` says of a stage as it is; None where it is no web system."""
    own = catalogue.find(name)
    return name_of(own) if isinstance(own, WebSystem) else None


def begin(design: WebSystem) -> None:
    """Search for this design from now on."""
    st.session_state[SEARCH] = Search(name_of(design), search(design))


def stop() -> None:
    """Search no more."""
    st.session_state.pop(SEARCH, None)


def under_way(design: WebSystem) -> Search | None:
    """The search for this design, if there is one; another design's is given up."""
    found: Search | None = st.session_state.get(SEARCH)
    if found is not None and found.name != name_of(design):
        stop()
        return None
    return found


def is_searching(design: WebSystem) -> bool:
    """Is there something left to search?"""
    running = under_way(design)
    return running is not None and not running.problem


def go_on(design: WebSystem) -> None:
    """A little further, if there is a search."""
    running = under_way(design)
    until_s = time.perf_counter() + TURN_S
    while running is not None and not running.problem and time.perf_counter() < until_s:
        try:
            running.users = next(running.steps)
        except StopIteration as end:
            _keep(running.name, end.value)
            stop()
            return
        except ValueError:
            running.problem = True


@st.cache_resource(show_spinner=False)
def _found() -> OrderedDict[str, Break]:
    return OrderedDict()


def _keep(name: str, found: Break) -> None:
    shelf = _found()
    shelf[name] = found
    while len(shelf) > KEPT:
        shelf.popitem(last=False)


def two_digits(value: float) -> float:
    """Rounded to two significant digits."""
    size = 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(value / size) * size
