"""What a run left behind of the people who asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class People:
    """Of one region: requests in every attempt that came from a seat, sessions that have begun, and connections that
    had to be opened: to the origin, to a CDN and to a second one."""

    region: str
    seats: int
    asked: int
    sessions: int
    opened: tuple[int, ...]
