"""Text from outside in places that read Markdown."""

from __future__ import annotations

MEANT = "\\`*_{}[]()#+-.!|<>~$:"


def plain(text: str) -> str:
    """The text such that nothing in it is read as Markdown or HTML."""
    return "".join(f"\\{char}" if char in MEANT else char for char in text)
