"""How the kernel is compiled, and where the compiled code is kept.

numba's disk cache does not notice a change in a function that lives in another file, so the folder is named by a hash of
every source in this room (and of numba's and Python's versions): a changed kernel gets a new folder.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from pathlib import Path

import numba

SOURCES = Path(__file__).parent


def source_hash() -> str:
    """Twelve hex digits that change whenever the compiled kernel would."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version} {platform.machine()}".encode())
    for path in sorted(SOURCES.rglob("*.py")):
        digest.update(path.relative_to(SOURCES).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def cache_folder() -> Path:
    """A folder for compiled code that can be written: $PLAYGROUND_CACHE, the user's cache, else the temporary folder."""
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


FOLDER = cache_folder()
numba.config.CACHE_DIR = str(FOLDER)

# _nrt=False: nothing here allocates, and without it every array that is passed costs a reference count at each call.
# Only entries are called from Python, so the others need no wrapper for it: that is a third of the compile time.
_inner = {"nogil": True, "_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
block = numba.njit(**_inner)
# Small ones are inlined before they are typed, so they are not compiled on their own at all.
small = numba.njit(**_inner, inline="always")
# What nearly every event passes through is inlined.
hot = numba.njit(**_inner, forceinline=True)
entry = numba.njit(nogil=True, _nrt=False, no_cfunc_wrapper=True, cache=True)
