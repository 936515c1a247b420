"""How long a file and a function may be, and the known exceptions, each with its reason.

A ratchet: an exception may only shrink. One that is not needed any more, or that gives
more than ten lines of air, has to go down.
"""

from __future__ import annotations

import ast
from pathlib import Path

FILE_LINES = 200
PAGE_LINES = 100
FUNCTION_LINES = 40
AIR = 10

# file, or file:function -> (lines, why)
EXCEPTIONS: dict[str, tuple[int, str]] = {
    "playground/dataplane/walk.py:walk": (145, "the dispatcher itself"),
    "playground/dataplane/opcodes.py": (313, "the words of the machine, one line each"),
    "playground/dataplane/tables.py": (394, "a table of data: every column of every table with its meaning"),
    "playground/dataplane/world.py:build": (84, "a list of tables, one line each"),
    "playground/dataplane/client.py": (233, "the client's side of a request, whose steps call each other in a ring"),
    "playground/plan/builder.py": (324, "a plan's vocabulary, then the tables that are filled with it"),
    "playground/plan/walk.py": (277, "the words of a sequence diagram, one short method each"),
    "playground/result/__init__.py": (403, "a table of data: what a run leaves behind, field by field"),
}


def lengths(root: Path) -> dict[str, tuple[int, int]]:
    """(lines, lines allowed) of every file and function of the product."""
    rows: dict[str, tuple[int, int]] = {}
    paths = [*(root / "playground").rglob("*.py"), *(root / "pages").glob("*.py"), *root.glob("app.py")]
    for path in sorted(paths):
        text = path.read_text("utf-8")
        name = path.relative_to(root).as_posix()
        rows[name] = len(text.splitlines()), FILE_LINES if name.startswith("playground/") else PAGE_LINES
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                longest = max(lines, rows.get(f"{name}:{node.name}", (0, 0))[0])
                rows[f"{name}:{node.name}"] = longest, FUNCTION_LINES
    return rows


def complaints(rows: dict[str, tuple[int, int]], exceptions: dict[str, tuple[int, str]]) -> list[str]:
    """What is too long, and which exceptions are too generous."""
    found = []
    for name, (lines, allowed) in rows.items():
        limit = exceptions[name][0] if name in exceptions else allowed
        if lines > limit:
            found.append(f"{name} has {lines} lines; {limit} are allowed")
        elif name in exceptions and lines <= allowed:
            found.append(f"{name} has only {lines} lines and needs no exception any more")
        elif name in exceptions and lines < limit - AIR:
            found.append(f"{name} has shrunk to {lines} lines: lower its exception from {limit}")
    return found + [f"{name} is excepted, but there is no such thing" for name in exceptions if name not in rows]
