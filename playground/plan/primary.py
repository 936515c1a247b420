"""Reads that must not be old."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.endpoint import CallKind
from playground.plan.copies import Copies
from playground.plan.database import Database, call
from playground.plan.keys import are_drawn
from playground.plan.replication import TO_WRITE, read
from playground.plan.walk import Walk


def read_primary(walk: Walk, base: Database | Copies, design: WebSystem) -> None:
    """One, at the database that is written to."""
    if are_drawn(design):
        walk.emit(code.ASK, "what it reads")
    if isinstance(base, Copies):
        read(walk, base, design, of_primary=True)
    else:
        call(walk, base, design, CallKind.READ)


def ask_what_to_write(walk: Walk) -> None:
    """Which key a write is for."""
    walk.emit(code.ASK, "what to write", count=TO_WRITE)
