"""Links, files and logs: the design leaves and enters here."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.design import file, link
from playground.design.design import WebSystem
from playground.design.problem import BadDesign, shown
from playground.lessons.catalogue import Translator, text
from playground.traffic.log import BadLog, read_log
from playground.traffic.trace import Trace
from playground.ui import language, places, state, traces
from playground.ui.journey import lesson
from playground.ui.replay import replay
from playground.ui.text import plain

YAML, LOG, READ = "yaml-file", "log-file", "log.read"


def share(design: WebSystem, given: dict[str, Any] | None, t: Translator) -> None:
    """Folded away until somebody asks, or until a link asks for its log. `given`: the parts of the page, to replay;
    None as long as there is no result."""
    folder = st.expander(t("share.title"), expanded=traces.is_missing(design), key="share", on_change="rerun")
    if not folder.open:
        return  # nothing is made that nobody sees
    with folder:
        left, right = st.columns(2, gap="large")
        with left:
            st.markdown(f"**{t('share.link')}**", help=t("share.link_help"))
            st.code(f"{_base()}?{link_query(design)}", language=None, wrap_lines=True)
            if given is not None:
                _replay(design, given, t)
            _yaml(design, t)
            st.number_input(
                t("share.seed"),
                1,
                state.LARGEST_SEED,
                key=state.SEED,
                help=t("share.seed_help"),
                persist_state="session",
            )
        with right:
            _log(design, t)


def link_query(design: WebSystem) -> str:
    """The query of the link to exactly this picture."""
    seed = "" if state.seed() == 1 else f"&{state.SEED}={state.seed()}"
    moved = places.encode(places.places())
    at = f"&{places.KEY}={moved}" if moved else ""
    return f"{state.LINK}={link.encode(design).replace('%', '%25')}&{language.KEY}={language.now()}{seed}{at}"


def _base() -> str:
    """The page's own address, without what comes after it."""
    return str(st.context.url or "").split("?")[0]


def _replay(design: WebSystem, given: dict[str, Any], t: Translator) -> None:
    """Made when it is asked for."""
    address = f"{_base()}?{link_query(design)}"
    sections = lesson.sections(text(language.now(), design.name))
    now = language.now()
    st.download_button(
        t("share.replay_down"),
        lambda: replay(given, sections=sections, language=now, address=address, opened=t("share.replay_open")),
        file_name=f"{design.name}.html",
        mime="text/html",
        help=t("share.replay_help"),
        on_click="ignore",
    )


def _yaml(design: WebSystem, t: Translator) -> None:
    st.download_button(
        t("share.yaml_down"),
        file.dumps(design),
        file_name=f"{design.name}.yaml",
        mime="application/yaml",
        on_click="ignore",
    )
    st.file_uploader(t("share.yaml_up"), type=["yaml", "yml"], key=YAML, on_change=_open_yaml)


def _open_yaml() -> None:
    given = st.session_state[YAML]
    if given is None:
        return
    try:
        state.become(file.loads(given.getvalue()))
    except BadDesign as problem:
        state.refuse("problem.yaml", problem)


def _log(design: WebSystem, t: Translator) -> None:
    """The page says what is kept before it takes a file."""
    st.markdown(f"**{t('share.log_title')}**")
    st.caption(t("share.log_first"))
    st.file_uploader(t("share.log_up"), key=LOG, on_change=_open_log)
    read: Trace | None = st.session_state.get(READ)
    if read is not None:
        st.success(plain(t("share.log_report", lines=f"{len(read):,}", name=shown(read.name), moved=f"{read.moved:,}")))
        if read.bad_count:
            numbers = ", ".join(str(number) for number in read.bad_lines)
            st.warning(plain(t("share.log_bad", count=f"{read.bad_count:,}", numbers=numbers)))
    if design.workload.replay is not None:
        st.button(t("share.log_stop"), key="log-stop", on_click=_stop)


def _open_log() -> None:
    """A file becomes a trace in the session's memory, and the design replays it."""
    given = st.session_state[LOG]
    if given is None:
        return
    st.session_state.pop(READ, None)
    try:
        trace = read_log(given.getvalue(), shown(given.name))
        wanted = state.design().workload.replay
        if wanted is not None and traces.is_missing(state.design()) and wanted.sha256 != trace.sha256:
            raise BadLog(language.words()("share.log_other"))
        traces.keep(trace)
        if wanted is None or wanted.sha256 != trace.sha256:
            state.become(traces.replaying(state.design(), trace))
        st.session_state[READ] = trace
    except BadLog as problem:
        state.refuse("problem.log", problem)
    except BadDesign as problem:
        state.refuse("problem.log", problem)


def _stop() -> None:
    state.become(traces.without(state.design()))
    st.session_state.pop(READ, None)


def ask(design: WebSystem, t: Translator) -> None:
    """A link replays a log that is not here."""
    replay = design.workload.replay
    if replay is None or not traces.is_missing(design):
        return
    st.info(plain(t("share.log_asked", name=shown(replay.name), lines=f"{replay.lines:,}")))
    st.button(t("share.log_without"), key="log-without", on_click=_stop)
