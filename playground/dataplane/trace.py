"""The journeys of a few requests, block by block: recorded by a second, identical run when somebody asks."""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.opcodes import TRACE
from playground.dataplane.tables import SPARE


@block
def note(clock, trace, token, pc, what):
    """The token starts this block now."""
    at = clock["trace_n"]
    row = trace[at]
    row["at_ns"] = clock["now_ns"]
    row["order"] = token["order"]
    row["pc"] = pc
    row["what"] = what
    row["detail"] = (np.int64(token["reason"]) << 32) | (np.int64(token["role"]) << 16) | token["pick"][0]
    clock["trace_n"] = at + 1
    if at + 2 * SPARE > trace.shape[0]:
        clock["tight"] = TRACE
