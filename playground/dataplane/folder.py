"""Where the compiled kernel is kept.

numba's disk cache does not notice a change in a function that lives in another file, so the folder is named by a hash
of every source in this room (and of numba's and Python's versions, and of the processor, whose own machine code it is):
a changed kernel gets a new folder.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

SOURCES = Path(__file__).parent
PROCESSOR = Path("/proc/cpuinfo")
ABILITIES = ("model name", "flags", "CPU part", "Features")


def source_hash() -> str:
    """Twelve hex digits that change whenever the compiled kernel would."""
    digest = hashlib.sha256(f"{version('numba')} {sys.version} {_processor()}".encode())
    for path in sorted(SOURCES.rglob("*.py")):
        digest.update(path.relative_to(SOURCES).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _processor() -> str:
    """Kind and model of the machine's processor, and what it can do."""
    if not PROCESSOR.exists():
        return f"{platform.machine()} {platform.processor()}"
    core = PROCESSOR.read_text("utf-8", "replace").split("\n\n")[0]  # the first
    return "\n".join([platform.machine(), *(line for line in core.splitlines() if line.startswith(ABILITIES))])


@cache
def kernel_folder() -> Path:
    """A folder for compiled code that can be written: $PLAYGROUND_CACHE, the user's cache, else the temporary
    folder."""
    named = os.environ.get("PLAYGROUND_CACHE")
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    candidates = [Path(named)] if named else [user / "architecture-playground"]
    for root in [*candidates, Path(tempfile.gettempdir()) / "architecture-playground"]:
        folder = root / f"kernel-{source_hash()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".write-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError:
            continue
        return folder
    raise OSError("no folder for the compiled kernel can be written; set PLAYGROUND_CACHE to one that can")
