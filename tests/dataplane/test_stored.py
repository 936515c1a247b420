"""What has been compiled is found again by its sources, wherever they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playground.dataplane.folder import kernel_folder
from playground.run.compiled import compile_now

ROOT = Path(__file__).parents[2]

LOAD = """
import json
import sys
from playground.dataplane import jit
from playground.dataplane.ready import entries, is_ready

ready = is_ready()
found = list(entries())
for function, signature in found:
    function.compile(signature)
compiled = [function.__name__ for function, _ in found if function.stats.cache_misses]
print(json.dumps({
    "file": jit.__file__, "ready": ready, "compiled": compiled, "compiler": "numba.np.arraymath" in sys.modules
}))
"""


def test_the_same_sources_elsewhere_are_not_compiled_again(tmp_path: Path) -> None:
    """Copied with another path and other dates, as by a second checkout."""
    compile_now()
    shutil.copytree(
        ROOT / "playground",
        tmp_path / "playground",
        ignore=shutil.ignore_patterns("__pycache__"),
        copy_function=shutil.copyfile,
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", LOAD],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PLAYGROUND_CACHE": str(kernel_folder().parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == {
        "file": str(tmp_path / "playground/dataplane/jit.py"),
        "ready": True,
        "compiled": [],
        "compiler": False,  # what it would compile with has not even been imported
    }
