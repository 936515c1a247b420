"""One run in a process of its own, for what only a fresh process can tell: peak memory, and how long the kernel takes.

`python -m playground.bench.child` reads a Design (canonical JSON) and prints what it measured as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from playground.design.change import parse
from playground.design.design import Common

ROOT = Path(__file__).parents[2]
KIB = 1024
TINY = 10_000  # requests


@dataclass(frozen=True)
class Child:
    """`wall_s` from start to end, of which the processor worked for `cpu_s`; `import_s` for the door, `first_run_s` for
    the run with everything it loads or compiles, `again_s` for the same run once more where it is a tiny one."""

    wall_s: float
    cpu_s: float
    import_s: float
    first_run_s: float
    again_s: float | None
    peak_bytes: int
    born: int


def in_child(design: Common, cache: Path | None = None) -> Child:
    """Run the design in a fresh process; `cache` is where it keeps the compiled kernel (none: where we do).

    Raises CalledProcessError when the child fails; its error output is ours.
    """
    env = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))))
    if cache is not None:
        env["PLAYGROUND_CACHE"] = str(cache)
    start_s = perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "playground.bench.child"],
        input=design.text(),
        stdout=subprocess.PIPE,
        text=True,
        env=env,
        check=True,
    )
    return Child(wall_s=perf_counter() - start_s, **json.loads(done.stdout))


def main() -> int:
    """Run the Design on standard input."""
    design = parse(json.load(sys.stdin))
    start_s = perf_counter()
    from playground.bench.timing import engine  # the import is what is timed

    ready_s = perf_counter()
    born = engine(design, 1)
    done_s = perf_counter()
    peak_bytes, again_s = _peak(), None
    if born < TINY:
        engine(design, 1)
        again_s = perf_counter() - done_s
    row = {
        "cpu_s": process_time(),
        "import_s": ready_s - start_s,
        "first_run_s": done_s - ready_s,
        "again_s": again_s,
        "peak_bytes": peak_bytes,
        "born": born,
    }
    sys.stdout.write(json.dumps(row))
    return 0


def _peak() -> int:
    """Bytes this process had resident at most.

    Linux carries `ru_maxrss` over from the process that started this one (exec adds the old image's peak), so there the
    kernel's own mark for this image is read, which begins anew.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * KIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * KIB


if __name__ == "__main__":
    sys.exit(main())
