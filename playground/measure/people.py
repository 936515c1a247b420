"""Who asked: people with sessions, and the connections that they had to open."""

from __future__ import annotations

from dataclasses import dataclass

from playground.result import Result

NAMES = ("origin", "cdn", "second_cdn")


@dataclass(frozen=True)
class Audience:
    """Of all regions, over the whole run. opened_share: of the requests, in every attempt, those that had to open a
    connection first; None where nobody asked."""

    seats: int
    asked: int
    sessions: int
    opened: dict[str, int]
    opened_share: float | None


def people(result: Result) -> Audience | None:
    """None where requests come from nobody in particular."""
    if not result.people:
        return None
    asked = sum(row.asked for row in result.people)
    opened = {name: sum(row.opened[place] for row in result.people) for place, name in enumerate(NAMES)}
    return Audience(
        seats=sum(row.seats for row in result.people),
        asked=asked,
        sessions=sum(row.sessions for row in result.people),
        opened=opened,
        opened_share=sum(opened.values()) / asked if asked else None,
    )
