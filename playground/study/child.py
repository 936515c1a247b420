"""A process that searches for others (`side_by_side.py`): reads a search a line, says how it goes, and what it found.

In: {"kind": ..., what that search is given}. Out: {"now": ...} from time to time, then {"found": ...} or
{"problem": a sentence}. It ends with its input.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Generator
from typing import Any, TextIO

from playground.design.problem import BadDesign, TooMuchInside
from playground.study import data_growth, larger_or_more, remove_one, road

Row = dict[str, Any]
EVERY_S = 0.2  # between two words about how it goes
KINDS: dict[str, Callable[[Row], Generator[Row, None, Row]]] = {
    "bars": road.told,
    "without": remove_one.told,
    "grown": data_growth.told,
    "larger-or-more": larger_or_more.told,
}


def serve(tasks: TextIO, answers: TextIO) -> None:
    """Answer every line, until there are no more."""
    for line in tasks:
        for answer in _answers(json.loads(line)):
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def _answers(task: Row) -> Generator[Row, None, None]:
    steps, said_s = None, -EVERY_S
    while True:
        try:
            steps = steps or KINDS[task["kind"]](task)
            now = next(steps)
        except StopIteration as end:
            yield {"found": end.value}
            return
        except (BadDesign, TooMuchInside, ValueError) as problem:
            yield {"problem": str(problem)}
            return
        if time.monotonic() - said_s >= EVERY_S:
            said_s = time.monotonic()
            yield {"now": now}


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
