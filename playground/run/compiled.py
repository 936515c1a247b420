"""Is the kernel compiled, and if not: compile it in a child process, so that nobody stalls meanwhile."""

from __future__ import annotations

import subprocess
import sys

COMMAND = (sys.executable, "-c", "from playground.run.compiled import compile_now; compile_now()")


def is_compiled() -> bool:
    """Does the compiled kernel lie on this machine's disk?"""
    from playground.dataplane.ready import is_ready

    return is_ready()


def compile_in_child() -> subprocess.Popen[bytes]:
    """Start compiling; `is_compiled` becomes true when the child has finished. It takes half a minute."""
    return subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def compile_now() -> None:
    """Compile everything that a run may need, by running a small system into trouble."""
    from playground.dataplane.ready import mark_ready
    from playground.design.change import put_all
    from playground.design.ladder import stage
    from playground.run import run

    small = {
        "seconds": 6.0,
        "warmup_s": 1.0,
        "workload.rate_rps": 20.0,
        "web.cache_items": 10,
        "workload.popularity.keys": 100,
        "faults": [{"kind": "kill", "node": "web-1", "start_s": 2.0, "duration_s": 1.0}],
    }
    run(put_all(stage("load-balancer").design, small))
    mark_ready()
