"""Run designs in a process of their own and print their digests.

Standard input: a JSON list of {design, seed, trace}; standard output: a JSON list of digests. With NUMBA_DISABLE_JIT=1
the same sources run as plain Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.run.designs import Case, rows_of, trace_from

ROOT = Path(__file__).parents[2]


def digests(cases: Iterable[tuple[Case, int]], *, plain: bool = False) -> list[str]:
    """Digests of the runs of (design and log, seed) in another process; `plain`: without the compiler."""
    jobs = [
        {"design": case.design.model_dump(mode="json"), "seed": seed, "trace": rows_of(case.trace)}
        for case, seed in cases
    ]
    setting = {"NUMBA_DISABLE_JIT": "1"} if plain else {}
    done = subprocess.run(
        [sys.executable, "-m", "tests.run.child"],
        input=json.dumps(jobs),
        cwd=ROOT,
        env={**os.environ, **setting},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # so that a run without an end is a failure and not a silence
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def main() -> None:
    from playground.design.change import parse
    from playground.run import run

    jobs = json.load(sys.stdin)
    results = (run(parse(job["design"]), seed=job["seed"], trace=trace_from(job["trace"])) for job in jobs)
    print(json.dumps([result.digest() for result in results]))


if __name__ == "__main__":
    main()
