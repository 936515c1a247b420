"""The one thing the page remembers: a Design. It comes from the link in the URL, and the URL follows it."""

from __future__ import annotations

import streamlit as st

from playground.design import link
from playground.design.change import put
from playground.design.design import Common, WebSystem
from playground.design.ladder import NAMES, STAGES
from playground.design.problem import BadDesign

DESIGN, PROBLEM, LINK, SEED = "design", "problem", "d", "seed"
LARGEST_SEED = 1_000_000


def start() -> None:
    """Session state from the URL, once per session; a bad link leaves a problem and the first stage."""
    if DESIGN in st.session_state:
        return
    st.session_state[DESIGN] = STAGES[0].design
    text = st.query_params.get(LINK)
    if text:
        try:
            st.session_state[DESIGN] = adopt(link.decode(text))
        except BadDesign as problem:
            st.session_state[PROBLEM] = ("problem.link", problem)
    st.session_state[SEED] = _seed(st.query_params.get(SEED, "1"))


def keep() -> None:
    """The URL follows the design."""
    text = link.encode(design())
    if st.query_params.get(LINK) != text:
        st.query_params[LINK] = text
    if seed() != 1 or SEED in st.query_params:
        st.query_params[SEED] = str(seed())


def design() -> WebSystem:
    """The design of this session."""
    found = st.session_state[DESIGN]
    assert isinstance(found, WebSystem)  # noqa: S101
    return found


def seed() -> int:
    """The seed of this session."""
    return int(st.session_state.get(SEED, 1))


def become(new: Common) -> None:
    """From now on the page shows this design. Raises BadDesign when it is none of the ladder."""
    st.session_state[DESIGN] = adopt(new)
    st.session_state.pop(PROBLEM, None)


def attempt(path: str, value: object) -> None:
    """Change one knob; when that cannot be, leave the design and remember why."""
    try:
        become(put(design(), path, value))
    except BadDesign as problem:
        refuse("problem.knob", problem)


def refuse(key: str, problem: ValueError) -> None:
    """Remember a problem, and which sentence of the catalogue tells it."""
    st.session_state[PROBLEM] = (key, problem)


def problem() -> tuple[str, ValueError] | None:
    """The problem that the last change left, with the key of its sentence."""
    found: tuple[str, ValueError] | None = st.session_state.get(PROBLEM)
    return found


def adopt(new: Common) -> WebSystem:
    """A web system under the name of the stage that it is or resembles most. Raises BadDesign for another kind."""
    if not isinstance(new, WebSystem):
        raise BadDesign(f"{new.name} is not a web system; this page shows {', '.join(NAMES[: _built()])}")
    if new.name in NAMES:
        return new
    alike = (
        3 if new.replication is not None else 2 if new.balancer is not None else 1 if new.database.own_machine else 0
    )
    return new.model_copy(update={"name": NAMES[alike]})


def _built() -> int:
    return sum(stage.is_built for stage in STAGES)


def _seed(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 8
    return min(max(int(text), 1), LARGEST_SEED) if is_number else 1
