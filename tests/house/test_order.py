"""What stands where, what it may be called, and what no file speaks of."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.house.arrows import ARROWS
from tests.house.imports import imports, modules, room_of

ROOT = Path(__file__).parents[2]

TOP_LEVEL = {"app.py", "playground", "pages", "tests", "requirements.txt", "README.md"}
BESIDE = {"Makefile", "LICENSE", "requirements-dev.txt", "requirements-cluster.txt"}
NO_NAMES = {"utils", "util", "common", "helpers", "helper", "misc", "lib", "base"}
TEST_FOLDERS = {"readme", "agree", "browser", "golden", "house"}  # beside those that mirror a room

# A repository that anybody may read names no folder of somebody's machine, no ticket, and no unfinished business.
NOT_SPOKEN_OF = {
    "a folder of somebody's machine": re.compile(r"(?<![\w.])/(?:home|root|work|workspace|Users|mnt|srv)/\w"),
    "a ticket": re.compile(r"\b(?:issue|ticket)s? #?\d+\b", re.IGNORECASE),
    "unfinished business": re.compile(r"\b(?:FIX" + r"ME|TO" + r"DO|XX" + r"X|HA" + r"CK)\b"),
    "a skipped test": re.compile(r"\bpytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b"),
}
SPEAKS_OF_OTHERS = {"tests/house/test_order.py"}

RANDOMNESS = {"random", "secrets", "uuid"}
CLOCKS = {"time", "datetime"}
NO_CLOCK_IN = {
    "design",
    "theory",
    "plan",
    "dataplane",
    "controlplane",
    "run",
    "result",
    "measure",
    "figures",
    "diagram",
}


def _tracked() -> list[str]:
    """The files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [name for name in names if (ROOT / name).is_file()]


TRACKED = _tracked()


def test_the_top_level_is_what_it_should_be() -> None:
    top = {name.split("/")[0] for name in TRACKED}
    assert top >= TOP_LEVEL
    assert {name for name in top if not name.startswith(".")} - TOP_LEVEL - BESIDE == set()


def test_no_file_is_called_after_nothing() -> None:
    assert [name for name in TRACKED if Path(name).stem in NO_NAMES and name.endswith(".py")] == []


def test_the_tests_mirror_the_rooms() -> None:
    """Every room that has something in it has tests, and no tests belong to no room."""
    rooms = {room_of(name) for name, path in modules(ROOT).items() if path.read_text("utf-8").strip()}
    tested = {Path(name).parts[1] for name in TRACKED if re.fullmatch(r"tests/\w+/(?:.+/)?test_\w+\.py", name)}
    tested |= {Path(name).stem.removeprefix("test_") for name in TRACKED if re.fullmatch(r"tests/test_\w+\.py", name)}
    stands_for = {"__main__": "shell", "__init__": "run", "app": "pages"}
    assert {room for room in rooms if stands_for.get(room, room) not in tested} == set()
    assert tested - set(ARROWS) - TEST_FOLDERS == set()


@pytest.mark.parametrize("what", NOT_SPOKEN_OF)
def test_the_repository_speaks_of_the_product_only(what: str) -> None:
    found = []
    for name in TRACKED:
        if name in SPEAKS_OF_OTHERS:
            continue
        try:
            text = (ROOT / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{name}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if NOT_SPOKEN_OF[what].search(line)
        ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a folder of somebody's machine", "see " + "/home/" + "anna/notes"),
        ("a ticket", "as issue" + " #12 asks"),
        ("unfinished business", "# TO" + "DO later"),
        ("a skipped test", "@pytest.mark." + "skip"),
    ],
)
def test_the_words_are_found(what: str, line: str) -> None:
    assert NOT_SPOKEN_OF[what].search(line)


def test_nothing_is_random_but_by_the_draw_function() -> None:
    """The benchmark's baseline is the exception: it is what others write, `random.Random` and all."""
    found = [
        f"{row.importer}:{row.line}"
        for row in imports(ROOT)
        if row.name.split(".")[0] in RANDOMNESS and room_of(row.importer) != "bench"
    ]
    for name, path in modules(ROOT).items():
        tree = ast.parse(path.read_text("utf-8"))
        found += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr in ("random", "urandom")
            and isinstance(node.value, ast.Name)
            and node.value.id in ("np", "numpy", "os")
        ]
    assert found == []


def test_no_clock_of_the_host_gets_into_a_result() -> None:
    rows = [row for row in imports(ROOT) if row.name.split(".")[0] in CLOCKS and room_of(row.importer) in NO_CLOCK_IN]
    assert [f"{row.importer}:{row.line}" for row in rows] == []
