"""How the kernel is compiled.

Only an `entry` may be called from Python: the others have no wrapper, and calling one ends the process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

from playground.dataplane.folder import kernel_folder

try:
    from playground.dataplane.once import Inner, Outer
except ImportError:  # a numba that is built otherwise compiles in its own way, which takes longer
    Inner = Outer = None
try:
    from playground.dataplane.stored import keep
except ImportError:  # a numba that is built otherwise keeps it in its own way: under the path of the source

    def keep(entry: Any) -> None:
        numba.config.CACHE_DIR = str(kernel_folder())
        entry.enable_caching()


# _nrt=False: nothing here allocates, and without it every array that is passed costs a reference count at each call.
# Only entries are called from Python, so the others need no wrapper for it.
_inner = {"nogil": True, "_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": Inner}
block = numba.njit(**_inner)
# One-liners, and what nearly every event passes through. LLVM inlines them: numba would type and lower them anew at
# every place that calls them.
inlined = numba.njit(**_inner, forceinline=True)


def entry(function: Callable[..., Any]) -> Any:
    """What Python calls; the compiled code is kept on disk."""
    compiled = numba.njit(nogil=True, _nrt=False, no_cfunc_wrapper=True, pipeline_class=Outer)(function)
    if compiled is not function:  # with NUMBA_DISABLE_JIT it is
        keep(compiled)
    return compiled
