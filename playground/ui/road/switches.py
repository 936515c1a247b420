"""The complete design as the notes' combined diagram: every box with a switch, the picture, and the main numbers."""

from __future__ import annotations

import streamlit as st

from playground.design import boxes
from playground.design.boxes import Box
from playground.design.design import WebSystem
from playground.design.ladder import STAGES
from playground.design.problem import BadDesign
from playground.diagram.picture import picture
from playground.lessons.catalogue import Translator
from playground.ui import language, state, tiles
from playground.ui.journey import breaking, numbers
from playground.ui.journey.shown import Shown, progress, tell
from playground.ui.scene import scene


def complete() -> WebSystem:
    """The design of the last stage that is open."""
    return [stage.design for stage in STAGES if stage.is_built][-1]


def switches(design: WebSystem, now: Shown, t: Translator) -> None:
    """The switches where the page is at the complete design, else a way to it; and the picture of what there is."""
    whole = complete()
    st.markdown(f"### {t('parts.title')}")
    if design.name == whole.name:
        st.markdown(t("parts.text"))
        _switches(design, whole, t)
    else:
        st.markdown(t("parts.elsewhere", name=t(f"stage.{design.name}.name")))
        label = t("parts.open", name=t(f"stage.{whole.name}.name"))
        st.button(label, key="open-complete", type="primary", on_click=state.become, args=(whole,))
    tell(now, t)
    rows = numbers.rows(now.result, now.before, t, is_owed=now.owes_comparison)
    tiles.show({"label": t("tile.label"), "tiles": rows, "said": progress(design, now, t)})
    scene(picture(design, now.result, t, selected=breaking.chosen(design)), on_select=breaking.choose)


def switchable(whole: WebSystem) -> tuple[Box, ...]:
    """The boxes of the complete design that are there or not."""
    return tuple(box for box in boxes.here(whole) if box.is_switch)


def _switches(design: WebSystem, whole: WebSystem, t: Translator) -> None:
    with st.container(horizontal=True, gap="small"):
        for box in switchable(whole):
            key = f"switch-{box.name}"
            st.session_state[key] = box.off(design) is not None
            st.toggle(label(box, t), key=key, on_change=_flip, args=(box, whole))
        st.button(t("parts.again"), key="switch-all", type="tertiary", on_click=state.become, args=(whole,))


def label(box: Box, t: Translator) -> str:
    """What is there when the switch is on."""
    own = {"servers": "switch.servers", "own_machine": "switch.own_machine"}
    return t(own.get(box.name, f"box.{box.name}"))


def _flip(box: Box, whole: WebSystem) -> None:
    design = state.design()
    try:
        there = box.off(design) is not None
        state.become(boxes.without(design, box) if there else boxes.restored(design, box, whole))
    except BadDesign as problem:
        state.refuse("problem.knob", BadDesign(why_not(design, box, problem, language.words())))


def why_not(design: WebSystem, box: Box, problem: BadDesign, t: Translator) -> str:
    """Why a box cannot be taken out, or put back: what needs it, else what the design says itself."""
    needed = boxes.needed_by(design, box) if box.off(design) is not None else ()
    if not needed:
        return t("parts.cannot", box=label(box, t), why=problem)
    return t("parts.needed", box=label(box, t), others=t("parts.and").join(label(other, t) for other in needed))
