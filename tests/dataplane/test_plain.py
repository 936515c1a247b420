"""Pieces of the kernel as ordinary Python: a child process runs the checks in `plain/` with the compiler switched off.

Compiled, these functions can only be called by each other. That the compiled kernel does what its plain sources do is
tested elsewhere, by comparing whole runs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLAIN = Path(__file__).parent / "plain"
LEAST = 104  # checks; so that none is lost unnoticed


def test_as_ordinary_python() -> None:
    """One child for all of them, because each would spend two seconds on its imports."""
    options = ["-q", "-p", "no:cacheprovider", "-o", "python_files=check_*.py", "--durations=0"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(PLAIN)],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    passed = re.search(r"^(\d+) passed", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) >= LEAST
