"""A real log that is replayed: its requests come instead of drawn ones."""

from __future__ import annotations

from pydantic import Field

from playground.design.knob import System, knob


class Replay(System):
    """A real log, by reference: what it is, never where it is. Only the shell and the upload field read a file."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(default="", max_length=120)
    lines: int = knob(0, ge=0, le=10_000_000, source="counted when the log was read")
    speed_up: float | None = knob(
        None, gt=0, le=1e6, log=True, source="none given: as fast as makes a mean of 100 requests/s"
    )
