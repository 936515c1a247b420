"""Compiling everything ahead of its first use, and a mark beside the compiled kernel that says it is complete.

Asking for the mark needs no compiler.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from playground.dataplane.folder import kernel_folder

MARK = "complete"
REST = "from playground.dataplane.ready import compile_rest; compile_rest()"


def is_ready() -> bool:
    """Has everything been compiled and stored?"""
    return (kernel_folder() / MARK).exists()


def compile_all() -> None:
    """Compile every entry of the kernel and store it. Raises CalledProcessError when a child fails.

    The interpreter is most of the work; the rest is compiled beside it, by a child process.
    """
    rest = subprocess.Popen((sys.executable, "-c", REST))  # noqa: S603 - our own words to our own interpreter
    name, function, signature = next(_entries())
    function.compile(signature)
    if rest.wait() != 0:
        raise subprocess.CalledProcessError(rest.returncode, name)
    (kernel_folder() / MARK).touch()


def compile_rest() -> None:
    """Compile all entries but the first."""
    for _, function, signature in list(_entries())[1:]:
        function.compile(signature)


def _entries() -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """Name, function and signature of what Python calls, the interpreter first."""
    from numba import types

    from playground.dataplane import kernel
    from playground.dataplane.bridge import WORLD
    from playground.dataplane.cache.warm import warm
    from playground.dataplane.death import die

    number, luck = types.int64, types.uint64
    yield "advance", kernel.advance, (WORLD, number)
    yield "launch", kernel.launch, (WORLD, number, number, number, luck)
    yield "begin", kernel.begin, (WORLD,)
    yield "stop_dead", kernel.stop_dead, (WORLD,)
    yield "die", die, (WORLD, number, number, types.Array(number, 1, "C"))
    yield "warm", warm, (WORLD, number, number, number, luck)
