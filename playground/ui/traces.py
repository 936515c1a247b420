"""Logs that were uploaded: kept in the session's memory, found again by their fingerprint."""

from __future__ import annotations

import streamlit as st

from playground.design.change import plain, put_all
from playground.design.design import Common, WebSystem
from playground.traffic.trace import Trace

KEY = "traces"
MOST = 2
LONGEST_S = 3600.0


def keep(trace: Trace) -> None:
    """Remember a log for this session; the oldest goes when there are too many."""
    kept: dict[str, Trace] = st.session_state.setdefault(KEY, {})
    kept.pop(trace.sha256, None)
    kept[trace.sha256] = trace
    while len(kept) > MOST:
        kept.pop(next(iter(kept)))


def of(design: Common) -> Trace | None:
    """The log that a design replays, if it does and the log is here."""
    replay = design.workload.replay if isinstance(design, WebSystem) else None
    found: Trace | None = None if replay is None else st.session_state.get(KEY, {}).get(replay.sha256)
    return found


def is_missing(design: WebSystem) -> bool:
    """Does the design replay a log that is not here?"""
    return design.workload.replay is not None and of(design) is None


def replaying(design: WebSystem, trace: Trace) -> Common:
    """The design with this log instead of drawn requests, as long as the log lasts. Raises BadDesign."""
    seconds = min(max(trace.seconds / trace.speed_up(None), 1.0) + 1.0, LONGEST_S)
    values = {"workload.replay": plain_reference(trace), "seconds": round(seconds, 1), "warmup_s": 0.0}
    return put_all(design, values)


def plain_reference(trace: Trace) -> dict[str, object]:
    """What a design holds of a log, as plain data."""
    return trace.reference.model_dump(mode="json")


def without(design: WebSystem) -> Common:
    """The design with its drawn requests again, as long as its stage lasts. Raises BadDesign."""
    from playground.design.catalogue import find

    base = plain(find(design.name))
    return put_all(design, {"workload.replay": None, "seconds": base["seconds"], "warmup_s": base["warmup_s"]})
