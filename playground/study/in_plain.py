"""A search as plain data, which a child process can tell its parent."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import asdict
from typing import Any, TypeVar

from playground.design import change
from playground.design.design import WebSystem

Now = TypeVar("Now")
Found = TypeVar("Found")  # a dataclass
Row = dict[str, Any]


def in_plain(steps: Generator[Now, None, Found], now: Callable[[Now], Row]) -> Generator[Row, None, Row]:
    """The same search; `now` makes plain data of what it looks at."""
    while True:
        try:
            yield now(next(steps))
        except StopIteration as end:
            return asdict(end.value)


def system(data: object) -> WebSystem:
    """The design of plain data. Raises BadDesign."""
    design = change.parse(data)
    assert isinstance(design, WebSystem)  # noqa: S101 - nothing else is asked for
    return design
