"""Files and functions stay small."""

from __future__ import annotations

from pathlib import Path

from tests.house.sizes import EXCEPTIONS, complaints, lengths

ROOT = Path(__file__).parents[2]


def test_files_and_functions_are_short() -> None:
    assert complaints(lengths(ROOT), EXCEPTIONS) == []


def test_every_exception_has_a_reason() -> None:
    assert all(len(why) > 10 for _, why in EXCEPTIONS.values())


def test_the_ratchet(tmp_path: Path) -> None:
    page = tmp_path / "pages" / "long.py"
    page.parent.mkdir()
    page.write_text("def tall():\n" + "    pass\n" * 50 + "\n" * 60, "utf-8")
    rows = lengths(tmp_path)
    assert rows == {"pages/long.py": (111, 100), "pages/long.py:tall": (51, 40)}
    assert complaints(rows, {}) == [
        "pages/long.py has 111 lines; 100 are allowed",
        "pages/long.py:tall has 51 lines; 40 are allowed",
    ]
    known = {"pages/long.py": (111, "a test"), "pages/long.py:tall": (70, "a test"), "pages/gone.py": (300, "a test")}
    assert complaints(rows, known) == [
        "pages/long.py:tall has shrunk to 51 lines: lower its exception from 70",
        "pages/gone.py is excepted, but there is no such thing",
    ]
