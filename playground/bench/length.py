"""How long a design must run for so many requests."""

from __future__ import annotations

from playground.design.change import put_all
from playground.design.design import Common, Queueing, WebChain, WebSystem


def born_rps(design: Common) -> float:
    """Arrivals per second, files and bundles of assets included."""
    if isinstance(design, WebSystem):
        workload = design.workload
        return workload.requests_rps + workload.bundles_rps + sum(map(workload.files_rps, workload.files))
    if isinstance(design, Queueing | WebChain):
        return design.workload.rate_rps
    raise TypeError(f"no rate for a {type(design).__name__}")


def with_requests(design: Common, count: int) -> Common:
    """The same design for as long as `count` arrivals take, a tenth of it warm-up at most. Raises BadDesign."""
    seconds = count / born_rps(design)
    return put_all(design, {"seconds": seconds, "warmup_s": min(design.warmup_s, seconds / 10)})
