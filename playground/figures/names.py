"""What nodes, stations, systems and reasons are called: their keys in the catalogue."""

from __future__ import annotations

from playground.lessons.node_name import AT_SITE, SERVICE, Words, node_name


def node(words: Words, name: str) -> str:
    """A machine, a link, or what a user has named."""
    try:
        return node_name(words, name)
    except KeyError:
        return name


def tier(words: Words, stem: str) -> str:
    """All members of a tier together, of one site where there are several."""
    if placed := AT_SITE.fullmatch(stem):
        return words("node.at_site", name=tier(words, placed[2]), site=placed[1].upper())
    if SERVICE.fullmatch(stem):
        return node(words, stem)
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
