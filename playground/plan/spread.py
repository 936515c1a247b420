"""Answers that are too large for one flight of packets take several round trips."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.plan.builder import Link
from playground.plan.walk import Walk


def spread(walk: Walk, link: Link, window_kb: float) -> None:
    """The rounds after the first one, over a link to a user who has been idle. Where the link takes no time, so do
    they."""
    if link.one_way_ns == 0:
        return
    lane = walk.builder.lane(2 * link.one_way_ns, code.TRAVELLING)
    walk.emit(code.SPREAD, "the rest, round by round", lane=lane, part=link.part, share=window_kb * 1000)
