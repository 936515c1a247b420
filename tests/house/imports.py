"""Reads every import of the product, nested ones too, and says which of them go against the table of arrows."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from tests.house.arrows import ARROWS, Room

PACKAGE = "playground"


@dataclass(frozen=True)
class Import:
    """`name` is what line `line` of module `importer` imports: a module of the house, or one from outside."""

    importer: str
    line: int
    name: str
    dynamic: bool = False


def modules(root: Path) -> dict[str, Path]:
    """The product's modules by dotted name: the package, the pages, and the frame."""
    paths = [*(root / PACKAGE).rglob("*.py"), *(root / "pages").glob("*.py"), *root.glob("app.py")]
    found = {}
    for path in sorted(paths):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room_of(module: str) -> str:
    """The room of a module: `playground.plan.web` is in plan, `playground` itself is `__init__`."""
    first, *rest = module.split(".")
    return (rest[0] if rest else "__init__") if first == PACKAGE else first


def imports(root: Path) -> list[Import]:
    """Every import of every module, wherever in the file it stands."""
    known = modules(root)
    return [found for module, path in known.items() for found in _imports_of(module, path, known)]


def _imports_of(module: str, path: Path, known: dict[str, Path]) -> Iterator[Import]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text("utf-8"), str(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, package)
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                is_ours = source.split(".")[0] == PACKAGE
                yield Import(module, node.lineno, source if is_ours and inner not in known else inner)
        elif isinstance(node, ast.Call) and _is_dynamic(node):
            for name in _named_by(node, tree, known):
                yield Import(module, node.lineno, name, dynamic=not name)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])


def _is_dynamic(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in ("__import__", "import_module")


def _named_by(call: ast.Call, tree: ast.AST, known: dict[str, Path]) -> list[str]:
    """What a call imports: the module in its argument, else every module of the house that this file names in a text,
    as a table of commands does. One empty name when no module can be seen."""
    first = call.args[0] if call.args else None
    texts = [node for node in ([first] if isinstance(first, ast.Constant) else ast.walk(tree)) if node is not None]
    names = {node.value for node in texts if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    found = names if isinstance(first, ast.Constant) else names & set(known)
    return sorted(name for name in found if not name.startswith(".")) or [""]


def complaints(root: Path) -> list[str]:
    """One sentence for each import that goes against the table, and for each room that is not in it."""
    return [sentence for found in imports(root) if (sentence := _complaint(found))]


def _complaint(found: Import) -> str:
    where = f"{found.importer}:{found.line}"
    room = room_of(found.importer)
    if room not in ARROWS:
        return f"{where}: there is no room called {room}"
    if found.dynamic:
        return f"{where} imports something by a call, where no arrow can be seen"
    if found.name.split(".")[0] in (PACKAGE, "pages", "app"):
        return "" if _may_enter(ARROWS[room], room, found.name) else f"{where}: {room} may not import {found.name}"
    return "" if _may_use(ARROWS[room], found.name) else f"{where}: {room} may not import {found.name}"


def _may_enter(room: Room, own: str, name: str) -> bool:
    target = room_of(name)
    inside = name.removeprefix(f"{PACKAGE}.")
    return (
        target == own
        or target in room.rooms
        or any(_is_in(inside, allowed) for allowed in room.rooms if "." in allowed)
    )


def _may_use(room: Room, name: str) -> bool:
    library = name.split(".", maxsplit=1)[0]
    return library in sys.stdlib_module_names or library in room.libraries or name in room.for_its_path


def _is_in(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def cycles(root: Path) -> list[str]:
    """Every knot of modules that import each other, as one line each."""
    known = modules(root)
    graph = nx.DiGraph((found.importer, found.name) for found in imports(root) if found.name in known)
    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1]
    itself = [{module} for module in nx.nodes_with_selfloops(graph)]
    return sorted(" <-> ".join(sorted(knot)) for knot in knots + itself)
