"""Compiling all that a run calls ahead of its first use, and a mark beside the compiled kernel that it is complete.

Asking for the mark needs no compiler.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

from playground.dataplane.folder import kernel_folder

MARK = "complete"


def is_ready() -> bool:
    """Has everything that a run calls been compiled and stored?"""
    return (kernel_folder() / MARK).exists()


def compile_all() -> None:
    """Compile every entry of the kernel and store it."""
    collects = gc.isenabled()
    gc.disable()  # a twelfth of the time would go into looking for garbage, of which there is little
    try:
        for function, signature in entries():
            function.compile(signature)
    finally:
        if collects:
            gc.enable()
    (kernel_folder() / MARK).touch()


def entries() -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """What Python calls in a run, and its signature. (The replay of a recorded trace compiles when it is asked for.)"""
    from numba import types

    from playground.dataplane import kernel
    from playground.dataplane.bridge import WORLD
    from playground.dataplane.cache.behind import lose_all, recover
    from playground.dataplane.cache.flush import expire, flush
    from playground.dataplane.cache.warm import warm
    from playground.dataplane.death import die
    from playground.dataplane.files.plant import plant_copies, purge

    number, luck = types.int64, types.uint64
    yield kernel.advance, (WORLD, number)
    yield kernel.launch, (WORLD, number, number, number, luck)
    yield kernel.start_job, (WORLD, number, number, luck)
    yield kernel.resume, (WORLD,)
    yield kernel.begin, (WORLD,)
    yield kernel.stop_dead, (WORLD,)
    whole = types.Array(number, 1, "C")
    yield die, (WORLD, number, number, whole)
    yield plant_copies, (WORLD, number, whole, whole)
    yield purge, (WORLD, number, number, number)
    yield warm, (WORLD, number, number, number, number, number, number, luck)
    yield flush, (WORLD, number)
    yield lose_all, (WORLD, number)
    yield recover, (WORLD, number)
    yield expire, (WORLD, number, number)
