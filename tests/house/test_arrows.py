"""The arrows of the house, and that turning one of them does not go unnoticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.house.arrows import ARROWS
from tests.house.imports import complaints, cycles, modules, room_of

ROOT = Path(__file__).parents[2]
WHOLE_ROOMS = sorted(name for name in ARROWS if name not in ("pages", "app", "__init__", "__main__"))
TURNED = [
    (room, other) for room in ARROWS for other in WHOLE_ROOMS if other != room and other not in ARROWS[room].rooms
]
LIBRARIES = sorted({name for room in ARROWS.values() for name in (*room.libraries, *room.for_its_path)} | {"requests"})


def _file_of(room: str) -> str:
    return {
        "pages": "pages/thief.py",
        "app": "app.py",
        "__init__": "playground/__init__.py",
        "__main__": "playground/__main__.py",
    }.get(room, f"playground/{room}/thief.py")


def _house(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def test_every_import_follows_the_table() -> None:
    assert complaints(ROOT) == []


def test_no_modules_import_each_other() -> None:
    assert cycles(ROOT) == []


def test_the_reader_finds_the_whole_house() -> None:
    """A reader that finds nothing would never complain."""
    found = modules(ROOT)
    assert {"design", "traffic", "plan", "dataplane", "result", "run"} <= {room_of(name) for name in found}
    assert "playground.design.design" in found
    assert all(path.is_file() for path in found.values())


def test_every_turned_arrow_is_noticed(tmp_path: Path) -> None:
    for room, other in TURNED:
        house = _house(tmp_path / f"{room}-{other}", {_file_of(room): f"from playground.{other}.thing import it\n"})
        (found,) = complaints(house)
        assert f"{room} may not import playground.{other}.thing" in found


def test_every_arrow_of_the_table_is_fine(tmp_path: Path) -> None:
    for room, row in ARROWS.items():
        for other in {*row.rooms, room}:
            name = {"__init__": "playground", "pages": "pages", "app": "app"}.get(other, f"playground.{other}")
            assert complaints(_house(tmp_path / f"{room}-{other}", {_file_of(room): f"import {name}\n"})) == []


def test_a_library_stays_in_its_rooms(tmp_path: Path) -> None:
    for room, row in ARROWS.items():
        for library in LIBRARIES:
            found = complaints(_house(tmp_path / room, {_file_of(room): f"import {library}.part\n"}))
            assert bool(found) is (library not in row.libraries), (room, library)


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("numba", {"dataplane"}),
        ("simpy", {"controlplane", "run", "bench"}),
        ("plotly", {"figures"}),
        ("streamlit", {"ui", "pages", "app"}),
        ("dask", {"study"}),
        ("pydantic", {"design"}),
    ],
)
def test_the_libraries_that_shape_the_house(library: str, rooms: set[str]) -> None:
    assert {name for name, room in ARROWS.items() if library in room.libraries} == rooms


def test_plotly_may_be_found_but_not_used_by_the_interface(tmp_path: Path) -> None:
    assert complaints(_house(tmp_path, {"playground/ui/chart.py": "import plotly\n"})) == []
    assert complaints(_house(tmp_path, {"playground/ui/chart.py": "import plotly.graph_objects as go\n"}))
    assert complaints(_house(tmp_path, {"playground/ui/chart.py": "from plotly import express\n"}))


@pytest.mark.parametrize(
    "text",
    [
        "import playground.plan.web",
        "import playground.plan as p",
        "from playground import plan",
        "from playground.plan import web",
        "from playground.plan.web import Web",
        "from .. import plan",
        "from ..plan import web",
        "from ..plan.web import Web",
        "def later():\n    from playground.plan import web\n    return web",
        "class Later:\n    def now(self):\n        import playground.plan",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from playground.plan import web",
        "try:\n    import playground.plan\nexcept ImportError:\n    pass",
        "import importlib\nimportlib.import_module('playground.plan')",
        "from importlib import import_module\nimport_module('.plan', 'playground')",
        "__import__('playground.plan')",
    ],
)
def test_however_an_import_is_written(tmp_path: Path, text: str) -> None:
    files = {"playground/plan/__init__.py": "", "playground/plan/web.py": "", "playground/theory/thief.py": text + "\n"}
    assert len(complaints(_house(tmp_path, files))) == 1


def test_a_call_that_imports_what_a_table_in_its_file_names(tmp_path: Path) -> None:
    text = "from importlib import import_module\nTABLE = {'show': 'playground.plan.show'}\n"
    call = "def later(name):\n    return import_module(TABLE[name])\n"
    files = {
        "playground/plan/show.py": "",
        "playground/plan/fine.py": text + call,
        "playground/theory/thief.py": text + call,
    }
    assert complaints(_house(tmp_path, files)) == [
        "playground.theory.thief:4: theory may not import playground.plan.show"
    ]
    blind = "def later(name):\n    return __import__('playground.' + name)\n"
    assert "no arrow can be seen" in complaints(_house(tmp_path / "blind", {"playground/plan/blind.py": blind}))[0]


def test_of_the_data_plane_the_plan_sees_only_its_tables(tmp_path: Path) -> None:
    for name, is_fine in (("opcodes", True), ("tables", True), ("layout", True), ("kernel", False), ("tables2", False)):
        house = _house(tmp_path, {"playground/plan/thief.py": f"import playground.dataplane.{name}\n"})
        assert (complaints(house) == []) is is_fine, name


def test_a_room_that_is_not_in_the_table_is_noticed(tmp_path: Path) -> None:
    assert "no room called attic" in complaints(_house(tmp_path, {"playground/attic/box.py": "import os\n"}))[0]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("dataplane/kernel.py", "from playground.design import ladder"),
        ("design/design.py", "from playground.plan.plan import Plan"),
        ("plan/web.py", "from playground.dataplane.kernel import advance"),
        ("traffic/log.py", "import streamlit"),
        ("result/shelf.py", "import simpy"),
    ],
)
def test_a_turned_arrow_in_the_real_house_is_noticed(tmp_path: Path, name: str, line: str) -> None:
    shutil.copytree(ROOT / "playground", tmp_path / "playground", ignore=shutil.ignore_patterns("__pycache__"))
    before = complaints(tmp_path)
    file = tmp_path / "playground" / name
    file.write_text(f"{file.read_text('utf-8')}\n\ndef later():\n    {line}\n", "utf-8")
    assert len(complaints(tmp_path)) == len(before) + 1


def test_a_circle_is_noticed(tmp_path: Path) -> None:
    house = _house(
        tmp_path,
        {
            "playground/plan/a.py": "from playground.plan import b\n",
            "playground/plan/b.py": "def later():\n    from playground.plan.c import it\n    return it\n",
            "playground/plan/c.py": "from .a import it\n",
            "playground/plan/d.py": "from playground.plan import a\n",
            "playground/plan/e.py": "import playground.plan.e\n",
        },
    )
    assert cycles(house) == ["playground.plan.a <-> playground.plan.b <-> playground.plan.c", "playground.plan.e"]
