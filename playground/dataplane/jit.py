"""How the kernel is compiled.

Only an `entry` may be called from Python: the others have no wrapper, and calling one ends the process.
"""

from __future__ import annotations

import numba

from playground.dataplane.folder import kernel_folder

FOLDER = kernel_folder()
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
