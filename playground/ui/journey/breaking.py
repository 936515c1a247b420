"""The buttons that break the chosen part, and the list of what is broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.design import exposure
from playground.design.change import plain
from playground.design.design import Common, WebSystem
from playground.design.message_queue import BROKER
from playground.design.problem import BadDesign
from playground.design.sessions import STORE
from playground.design.shape import Day
from playground.diagram.topology import killable, topology
from playground.lessons.catalogue import Translator
from playground.ui import faults, names, state
from playground.ui.text import plain as plain_text

NODE = "node"


def chosen(design: WebSystem) -> str:
    """The chosen part; by default the second web server where there are several, else the first machine."""
    nodes = killable(topology(design))
    wanted = st.session_state.get(NODE)
    if wanted in nodes:
        return str(wanted)
    return "web-2" if "web-2" in nodes else next(name for name in nodes if name != "balancer")


def choose(name: str) -> None:
    """From now on this part is the chosen one."""
    st.session_state[NODE] = name


def buttons(design: WebSystem, t: Translator) -> None:
    """What can be done to the chosen part, and what has been done."""
    node = chosen(design)
    st.markdown(f"**{t('fault.title')}** · {t('fault.chosen', node=names.node(t, node))}", help=t("fault.hint"))
    with st.container(horizontal=True, gap="small"):
        has_database = "database" in killable(topology(design))
        has_cache = design.cache is not None or design.web.cache_items > 0
        has_address = node in (*exposure.reachable(design), *exposure.hidden(design))
        rows = faults.wanted(
            node,
            has_database=has_database,
            has_cache=has_cache,
            has_address=has_address,
            has_balancer=design.balancer is not None and design.database.own_machine,
            has_store=STORE in killable(topology(design)),
            has_sites=design.sites is not None,
            has_queue=BROKER in killable(topology(design)),
            orders=_orders(design),
            files=_files(design),
            shards=0 if design.sharding is None else design.sharding.shards,
            has_timelines=design.timelines is not None,
        )
        for name, wanted in rows.items():
            _button(name, wanted, design, t)
        if design.web.autoscale is not None:
            _day(design, t)
    _active(design, t)


def _files(design: WebSystem) -> str | None:
    """The first kind of files that a CDN keeps."""
    return None if design.cdn is None else design.workload.files[0].name


def _orders(design: WebSystem) -> str | None:
    """What many want at once, where there is something that evens it out."""
    if design.queue is None:
        return None
    return next((row.name for row in design.workload.asked if row.writes), None)


def _button(name: str, wanted: dict[str, Any], design: WebSystem, t: Translator) -> None:
    is_on = faults.is_on(design, wanted)
    st.button(
        t(f"fault.{name}"),
        key=f"fault-{name}",
        help=t(f"fault.{name}_help"),
        type="primary" if is_on else "secondary",
        on_click=_do,
        args=(lambda design: faults.toggle(design, wanted),),
    )


def _day(design: WebSystem, t: Translator) -> None:
    """What servers that come and go are for: the load of a whole day."""
    st.button(
        t("fault.day"),
        key="fault-day",
        help=t("fault.day_help"),
        type="primary" if isinstance(design.workload.shape, Day) else "secondary",
        on_click=_do,
        args=(faults.play_day,),
    )


def _do(make: Callable[[WebSystem], Common]) -> None:
    try:
        state.become(make(state.design()))
    except BadDesign as problem:
        state.refuse("problem.knob", problem)


def _active(design: WebSystem, t: Translator) -> None:
    """A button for every fault, which takes it away, and one for all."""
    rows = plain(design)["faults"]
    if not rows:
        st.caption(t("fault.none"))
        return
    with st.container(horizontal=True, gap="small"):
        for place, row in enumerate(rows):
            told = names.fault(t, row)
            st.button(
                f"{plain_text(told)} ✕",
                key=f"active-{place}",
                type="tertiary",
                help=t("fault.remove", fault=plain_text(told)),
                on_click=_do,
                args=(lambda design, place=place: faults.remove(design, place),),
            )
        st.button(t("fault.heal"), key="fault-heal", type="tertiary", on_click=_do, args=(faults.heal,))
