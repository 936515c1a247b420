"""What nodes, stations, systems and reasons are called: their keys in the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable

Words = Callable[..., str]


def node(words: Words, name: str) -> str:
    """`database` has a key of its own; `web-3` is number 3 of `web`. A link `a>b` is both ends."""
    if ">" in name:
        return "→".join(node(words, end) for end in name.split(">"))
    numbered = re.fullmatch(r"(.+)-(\d+)", name)
    if numbered:
        return words(f"node.{_key(numbered[1])}_n", number=int(numbered[2]))
    return words(f"node.{_key(name)}")


def tier(words: Words, stem: str) -> str:
    """All members of a tier together."""
    return words(f"part.tier.{_key(stem)}")


def system(words: Words, name: str) -> str:
    return words(f"part.system.{_key(name)}")


def kind(words: Words, name: str) -> str:
    """waiting, service or network."""
    return words(f"part.kind.{_key(name)}")


def station(words: Words, name: str) -> str:
    return words(f"part.station.{_key(name)}")


def reason(words: Words, name: str) -> str:
    return words(f"reason.{_key(name)}")


def _key(name: str) -> str:
    return name.lower().replace(" ", "_").replace("-", "_")
