"""Facts: default values with their unit, range and source, read from `facts.toml` beside this file.

Every line of that file is `key = value  # unit | range | status | source`. Status: P primary source seen, S secondary,
D derived, GK general knowledge without a source, NOTES from the customer's notes.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("facts.toml")
_LINE = re.compile(r"^(?P<key>\w+)\s*=\s*(?P<value>.+?)\s+#\s*(?P<comment>.*)$")


@dataclass(frozen=True)
class Fact:
    """One default: its value, and what is known about it."""

    name: str
    value: Any
    unit: str
    status: str
    source: str

    @property
    def cited(self) -> str:
        """The source as a knob shows it."""
        prefix = "assumed; " if self.status == "GK" else ""
        return f"{prefix}{self.name}: {self.source}"


@cache
def _all() -> dict[str, Fact]:
    text = FILE.read_text("utf-8")
    values = tomllib.loads(text)
    facts: dict[str, Fact] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line[1 : line.index("]")]
        elif match := _LINE.match(line):
            parts = [part.strip() for part in match["comment"].split("|")]
            name = f"{section}.{match['key']}"
            status, source = (parts[-2], parts[-1]) if len(parts) >= 3 else ("", parts[-1])
            facts[name] = Fact(name, values[section][match["key"]], parts[0], status, source)
    for section, table in values.items():
        for key, value in table.items():
            name = f"{section}.{key}"
            facts.setdefault(name, Fact(name, value, "", "D", "chosen so that every stage breaks visibly"))
    return facts


def fact(name: str) -> Fact:
    """The fact called `section.key`. Raises KeyError when there is none."""
    return _all()[name]


def value(name: str) -> Any:
    """The value of the fact called `section.key`."""
    return fact(name).value
