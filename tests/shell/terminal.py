"""What a command says, in this process or in one of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from playground.__main__ import main

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Said:
    """Give a command in this process."""
    capsys.readouterr()
    try:
        code = main(list(words))
    except SystemExit as end:  # argparse leaves this way
        code = int(end.code or 0)
    return Said(code, *capsys.readouterr())


def alone(*words: str) -> Said:
    """Give a command as a stranger would."""
    done = subprocess.run(
        [sys.executable, "-m", "playground", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return Said(done.returncode, done.stdout, done.stderr)
