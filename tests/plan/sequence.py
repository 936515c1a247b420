"""A reader for the part of Mermaid's sequence diagrams that plans are drawn with."""

from __future__ import annotations

import re

OPENS = re.compile(r"(loop|opt|par|alt|critical)(?: .+)?")
ELSE = re.compile(r"(else|and) .+")
ARROW = re.compile(r"(\w+)(->>|-->>)(\w+): (.+)")
NOTE = re.compile(r"Note over (\w+): (.+)")
PARTICIPANT = re.compile(r"participant (\w+) as (.+)")


def parse(text: str) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """(participants by their short name, arrows). Raises ValueError where Mermaid would not understand."""
    first, *lines = text.splitlines()
    if first != "sequenceDiagram":
        raise ValueError(f"begins with {first}")
    people: dict[str, str] = {}
    arrows: list[tuple[str, str, str]] = []
    open_blocks = 0
    for line in lines:
        words = line.strip()
        if match := PARTICIPANT.fullmatch(words):
            if match[1] in people or arrows:
                raise ValueError(f"a participant in the wrong place: {words}")
            people[match[1]] = match[2]
        elif match := ARROW.fullmatch(words):
            _known(people, match[1], match[3])
            arrows.append((people[match[1]], match[2], people[match[3]]))
        elif match := NOTE.fullmatch(words):
            _known(people, match[1])
        elif words == "end":
            open_blocks -= 1
        elif OPENS.fullmatch(words):
            open_blocks += 1
        elif ELSE.fullmatch(words) and open_blocks:
            pass
        else:
            raise ValueError(f"nobody understands: {words}")
        if open_blocks < 0 or ";" in words or "#" in words:
            raise ValueError(f"out of place: {words}")
    if open_blocks:
        raise ValueError(f"{open_blocks} blocks are not closed")
    return people, arrows


def _known(people: dict[str, str], *names: str) -> None:
    for name in names:
        if name not in people:
            raise ValueError(f"{name} is nobody")
