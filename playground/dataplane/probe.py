"""Probes: tokens that a control process sends, and that stop the kernel when their fate is known.

A probe waits in the same lines as users do, so a slow server answers slowly and a full one refuses. A probe that is
given up walks on to its end like any abandoned attempt.
"""

from __future__ import annotations

from playground.dataplane.calendar import lane_push
from playground.dataplane.jit import block
from playground.dataplane.opcodes import ABANDONED, ANSWERED, DEADLINE, MISSED, PENDING


@block
def leave(clock, heap, lanes, ring, lane, probes, token):
    """The probe leaves; its deadline starts."""
    row = probes[token["kind"]]
    row["result"] = PENDING
    row["sent"] += 1
    lane_push(clock, heap, ring, lane, DEADLINE, token)


@block
def conclude(clock, probes, token, result):
    """The probe's fate is known: the kernel stops at this instant and the process that sent it looks."""
    if token["flags"] & ABANDONED:
        return
    row = probes[token["kind"]]
    row["result"] = result
    if result == ANSWERED:
        row["answered"] += 1
    elif result == MISSED:
        row["missed"] += 1
    else:
        row["refused"] += 1
    clock["wake"] = 1
    clock["woken"] = token["kind"]
