"""Stories about one hot key that can be timed by hand: a log says when each request comes; nothing else takes time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.design.design import Start, WebSystem
from playground.design.endpoint import Call, Endpoint
from playground.design.patience import Patience
from playground.design.web import Web
from playground.design.workload import Region, Workload
from playground.result import Cache
from playground.run import run
from playground.traffic.trace import Trace
from tests.agree.engine import engine
from tests.agree.one_cache import AT_ONCE, cached, far

MS = 1_000_000
PAGE = Endpoint(name="page", web_work=AT_ONCE, calls=(Call(),), response_kb=0.0)


class Told(NamedTuple):
    """What became of it: (ms, number of the request, step) of some steps in their order, and the counts."""

    steps: list[tuple[float, int, str]]
    cache: Cache
    fates: dict[int, str]  # request -> served, or why not

    def of(self, *names: str) -> list[tuple[float, int]]:
        """When, and by whom, one of these steps was made."""
        return [(ms, number) for ms, number, what in self.steps if what in names]


def hot_key(at_ms: tuple[float, ...], web: Web, *, fetch_ms: float = 100.0, **changes: object) -> Told:
    """Requests at these times all ask for one key, which takes so long to fetch. `changes` are fields of the design."""
    count = len(at_ms)
    kinds = np.zeros(count, np.uint8)
    trace = Trace("hot", np.array(at_ms) / 1000, np.full(count, 7), kinds, np.zeros(count))
    workload = Workload(
        replay=trace.reference.model_copy(update={"speed_up": 1.0}),
        endpoints=(PAGE,),
        write_share=0.0,
        regions=(Region(rtt_ms=0.0),),
        patience=changes.pop("patience", Patience(timeout_s=10.0, retries=0)),  # type: ignore[arg-type]
    )
    given = {"workload": workload, "web": web, "database": far(fetch_ms / 1000), **changes}
    design = WebSystem.model_validate({"seconds": 2.0, "warmup_s": 0.0, "start": Start.COLD, **given})
    steps = engine(design, 1, trace).steps
    fates = {
        number: "served" if what == "ANSWER" else str(last)
        for _, number, _, _, what, last in steps
        if what in ("ANSWER", "FAILED")
    }
    told = [(at / MS, number, what) for at, number, _, _, what, _ in steps]
    return Told(told, run(design, trace=trace).caches[0], fates)


def locked(**more: object) -> Web:
    """A cache whose entries do not expire, and a lock in the process."""
    given = {"cache_lock": "process", "cache_lock_ttl_s": 0.0, "cache_lock_wait_s": 10.0}
    return cached(10, 0.0, **{**given, **more})
