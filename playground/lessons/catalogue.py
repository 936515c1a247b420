"""The catalogue: every word a user reads, in every language, under the same dotted keys.

Short strings live in `<language>/*.toml`, texts in `<language>/*.md`. A key that is missing raises; nothing falls back
to another language in silence. `test_parity` holds the languages together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LANGUAGES: dict[str, str] = {"ko": "한국어", "en": "English"}
DEFAULT = "en"

Translator = Callable[..., str]


def _flat(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = f"{above}.{name}" if above else name
        if isinstance(value, dict):
            yield from _flat(value, key)
        else:
            yield key, str(value)


@cache
def strings(language: str) -> dict[str, str]:
    """All short strings of a language by key. Raises ValueError when two files give the same key."""
    found: dict[str, str] = {}
    for path in sorted((HERE / language).glob("*.toml")):
        for key, value in _flat(tomllib.loads(path.read_text("utf-8"))):
            if key in found:
                raise ValueError(f"{path.name} gives {key} a second time")
            found[key] = value
    return found


@cache
def text(language: str, name: str) -> str:
    """A longer text in Markdown. Raises FileNotFoundError."""
    return (HERE / language / f"{name}.md").read_text("utf-8")


def translator(language: str) -> Translator:
    """The function t(key, **values) -> words of this language. It raises KeyError for a key that is not there."""
    words = strings(language)

    def t(key: str, **values: Any) -> str:
        found = words[key]
        return found.format(**values) if values else found

    return t


def first_of(language: str, keys: Iterable[str]) -> str:
    """The words of the first of these keys that is there. Raises KeyError."""
    words = strings(language)
    tried = list(keys)
    for key in tried:
        if key in words:
            return words[key]
    raise KeyError(" or ".join(tried))


def detect(locale: str | None) -> str:
    """The language of a browser's locale such as `ko-KR`."""
    return "ko" if (locale or "").lower().startswith("ko") else DEFAULT
