"""Is the kernel compiled, and if not: compile it in a child process, so that nobody stalls meanwhile."""

from __future__ import annotations

import subprocess
import sys

COMPILE = "from playground.dataplane.ready import compile_all; compile_all()"


def is_compiled() -> bool:
    """Does the compiled kernel lie on this machine's disk?"""
    from playground.dataplane.ready import is_ready

    return is_ready()


def compile_in_child() -> subprocess.Popen[bytes]:
    """Start compiling; `is_compiled` becomes true when the child has finished. It takes half a minute."""
    return subprocess.Popen(  # noqa: S603 - our own words to our own interpreter
        (sys.executable, "-c", COMPILE), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def compile_now() -> None:
    """Compile in this process, if it has not been done: half a minute once, nothing afterwards."""
    from playground.dataplane.ready import compile_all

    if not is_compiled():
        compile_all()
