"""The table of arrows: which room may import which, and which libraries from outside. The plan of the house as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """`rooms`: other rooms, or single modules of them. `libraries`: beside the standard library, which is free.
    `for_its_path`: libraries whose files may be found by `import name`, but not used."""

    rooms: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()
    for_its_path: frozenset[str] = frozenset()


def _room(rooms: str = "", libraries: str = "", for_its_path: str = "") -> Room:
    return Room(frozenset(rooms.split()), frozenset(libraries.split()), frozenset(for_its_path.split()))


# The shell does what the pages do, and may show a program.
_SHELL = "design theory traffic plan dataplane run controlplane result measure figures diagram study bench lessons"
_PAGES = _room("ui design measure figures diagram lessons theory study", "streamlit")

# `__init__` is playground/__init__.py, what a user of the package imports; `__main__` and
# its room `shell` are the shell.
ARROWS: dict[str, Room] = {
    "design": _room("", "pydantic pydantic_core yaml"),
    "theory": _room("design", "numpy"),
    "traffic": _room("design", "numpy"),
    "plan": _room("design traffic dataplane.opcodes dataplane.tables dataplane.layout", "numpy"),
    "dataplane": _room("", "numpy numba"),
    "result": _room("design", "numpy"),
    "controlplane": _room("design result", "simpy"),
    "run": _room("design traffic plan dataplane controlplane result", "simpy numpy"),
    "measure": _room("design result theory", "numpy networkx pandas"),
    "figures": _room("design result measure theory lessons", "plotly"),
    "diagram": _room("design result measure lessons", "networkx"),
    "study": _room("design run result measure", "dask distributed"),
    "bench": _room("design run", "simpy"),
    "lessons": _room(),
    "ui": _room(
        "design theory traffic run result measure figures diagram study bench lessons",
        "streamlit",
        for_its_path="plotly",
    ),
    "pages": _PAGES,
    "app": _PAGES,
    "__init__": _room("design run"),
    "__main__": _room(f"{_SHELL} shell"),
    "shell": _room(_SHELL),
}
