"""Systems in which people only post and read timelines."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.design.balancer import Balancer
from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.message_queue import MessageQueue, Workers
from playground.design.objective import LastFollower, TimelineP99
from playground.design.service import Deterministic
from playground.design.timelines import POST, TIMELINE, Timelines
from playground.design.web import Web
from playground.design.workload import Workload
from playground.plan.authors import authors, followed_mean, posts_upto
from playground.result import Result
from playground.result.timelines import Timelines as Left
from playground.run import run

SHORT = Deterministic(mean_ms=0.5)
READS_PER_POST = 65.0  # 300 000 and 4 600 a second: facts.md, section 12


def system(given: Timelines, *, rate_rps: float, seconds: float, **changes: Any) -> WebSystem:
    """Web servers and databases that are in nobody's way; 65 reads for every post."""
    knobs: dict[str, Any] = {
        "seconds": seconds,
        "warmup_s": 1.0,
        "workload": Workload(
            rate_rps=rate_rps,
            write_share=1 / (1 + READS_PER_POST),
            endpoints=(
                POST.model_copy(update={"web_work": SHORT}),
                TIMELINE.model_copy(update={"web_work": SHORT, "response_kb": 1.0}),
            ),
            bundle_kb=0.0,
        ),
        "balancer": Balancer(),
        "web": Web(servers=8, cores=4, public=False),
        "database": Database(cores=16),
        "queue": MessageQueue(workers=Workers(threads=256), visibility_s=600.0),
        "timelines": given,
        "objectives": (TimelineP99(limit=100.0), LastFollower()),
    }
    return WebSystem(**{**knobs, **changes})


def played(given: Timelines, *, seed: int = 1, **changes: Any) -> tuple[Result, Left]:
    """A run, and what its timelines left behind."""
    result = run(system(given, **changes), seed=seed)
    assert result.timelines is not None
    return result, result.timelines


def busy_ms(result: Result, name: str) -> float:
    """Work of all stations of this name in the whole run."""
    return sum(float(row.busy_ns.sum()) for row in result.stations if row.name == name) / 1e6


def followed(given: Timelines) -> float:
    """Large authors whom a user follows on average."""
    sizes, share = authors(given)
    return followed_mean(sizes, share, given.most_pushed)


def of_posts(given: Timelines) -> tuple[np.ndarray, np.ndarray]:
    """(A,) followers, and (A,) the share of the posts by authors of that size."""
    sizes, share = authors(given)
    upto = posts_upto(sizes, share, given.post_exponent)
    return sizes.astype(float), np.diff(upto, prepend=0.0)
