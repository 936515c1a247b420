"""The entry link: what all answers leave through."""

from __future__ import annotations

from playground.design.knob import System, knob


class Entry(System):
    """A bandwidth, shared by everything that goes out, in the order in which it was ready."""

    link_gbit_s: float | None = knob(fact="ladder.link_gbit_one_box", gt=0, le=400, log=True)
