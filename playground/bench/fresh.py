"""What fresh processes tell: memory of short and long runs, and the time to compile the kernel and to load it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from playground.bench.child import in_child
from playground.bench.length import with_requests
from playground.design.design import Common

SHORT_REQUESTS = 5_000_000
LONG_REQUESTS = 50_000_000
TINY_REQUESTS = 1_000


@dataclass(frozen=True)
class Memory:
    """Peaks of two runs of the same design that differ only in their seconds, in bytes."""

    short_bytes: int
    long_bytes: int

    @property
    def growth(self) -> float:
        """0.2: the long run takes 20 % more."""
        return self.long_bytes / self.short_bytes - 1


@dataclass(frozen=True)
class Compile:
    """`compile_s`: a whole child process with an empty cache, from its start to the end of a tiny run, of which the
    processor worked for `compile_cpu_s` (the machine may have been busy with something else). `load_s`: how much
    longer the first tiny run of the next process takes than its second: the compiler's library, and the kernel from
    disk."""

    compile_s: float
    compile_cpu_s: float
    load_s: float


def memory(design: Common, short: int = SHORT_REQUESTS, long: int = LONG_REQUESTS) -> Memory:
    """Peak memory of a short and a long run at the same rate."""
    first, second = (in_child(with_requests(design, count)) for count in (short, long))
    return Memory(first.peak_bytes, second.peak_bytes)


def compile_and_load(design: Common) -> Compile:
    """Compile the kernel in a child process into an empty folder, then load it from there in another."""
    tiny = with_requests(design, TINY_REQUESTS)
    with tempfile.TemporaryDirectory(prefix="playground-cache-") as folder:
        first = in_child(tiny, Path(folder))
        second = in_child(tiny, Path(folder))
    return Compile(first.wall_s, first.cpu_s, second.first_run_s - (second.again_s or 0.0))
