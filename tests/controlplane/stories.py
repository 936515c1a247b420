"""Stories that can be timed by hand: a log says when each request comes, work is deterministic, links take 0.35 ms."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from playground.dataplane.opcodes import OPS, REASONS
from playground.design.balancer import Balancer, HealthCheck
from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.fault import Fault
from playground.design.patience import Patience
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Workload
from playground.measure.identities import identities
from playground.result import Result, S
from playground.run import Run
from playground.traffic.log import read_log

MS = 1_000_000
ROUND_TRIP_NS = 700_000  # 2 x (rtt_ms / 2 + proxy_ms)
PROBE_NS = ROUND_TRIP_NS + 500_000  # with its work
CHECK = HealthCheck(interval_s=2.0, timeout_s=1.0, fall=3, rise=2, work_ms=0.5)
BALANCER = Balancer(rtt_ms=0.5, proxy_ms=0.1, slow_start_s=0.0, check=CHECK)
WEB = Web(servers=2, cores=1, contention=0.0, coherency=0.0, public=False)
PAGE = Endpoint(name="page", web_work=Deterministic(mean_ms=5.0), response_kb=0.0)


class Told(NamedTuple):
    """What a story came to: the result, and what became of the request born at each instant."""

    result: Result
    fates: dict[float, str]  # birth in s -> served, or why not, or on its way
    picks: dict[float, int]  # birth in s -> place of the server that was picked

    def marks(self, *nodes: str) -> list[tuple[int, str, str]]:
        """(t_ns, what, node) of the orders, of these nodes or of all."""
        return [(o.t_ns, o.what, o.node) for o in self.result.orders if not nodes or o.node in nodes]

    def probes_s(self, row: int) -> list[float]:
        """When probes left for the server of this check."""
        return [t / S for t, _, of, _ in self.result.probes.tolist() if of == row]


def story(*faults: Fault, at_s: tuple[float, ...] = (0.0,), seconds: float = 40.0, **changes: Any) -> Told:
    """Run a story; the first request comes at 0. `changes` are fields of the design."""
    knobs: dict[str, Any] = {"web": WEB, "balancer": BALANCER, "database": Database(), "page": PAGE, **changes}
    return _told(faults, at_s, seconds, tuple(sorted(knobs.items())))


@cache
def _told(
    faults: tuple[Fault, ...], at_s: tuple[float, ...], seconds: float, knobs: tuple[tuple[str, Any], ...]
) -> Told:
    values = dict(knobs)
    trace = read_log("\n".join(["t_s,key", *(f"{t!r},k" for t in at_s)]).encode(), "story.csv")
    workload = Workload(
        replay=trace.reference.model_copy(update={"speed_up": 1.0}),
        endpoints=(values.pop("page"),),
        write_share=0.0,
        patience=values.pop("patience", Patience(timeout_s=10.0)),
    )
    design = WebSystem(seconds=seconds, warmup_s=0.0, workload=workload, faults=faults, **values)
    run = Run(design, trace=trace, watch=np.arange(len(at_s)))
    run.advance()
    result = run.result()
    assert identities(result) == ()
    assert at_s[0] == 0.0
    return Told(result, *_ends(run.trace_rows(), at_s))


def _ends(rows: np.ndarray, at_s: tuple[float, ...]) -> tuple[dict[float, str], dict[float, int]]:
    """How each request ended, read off the last attempt's last block, and where it was sent."""
    fates = dict.fromkeys(at_s, "on its way")
    picks: dict[float, int] = {}
    for row in rows.tolist():
        _, order, _, what, detail, _ = row
        born_s = at_s[order >> 20]
        name = OPS[what]
        if name in ("ANSWER", "FAILED"):
            fates[born_s] = "served" if name == "ANSWER" else REASONS[detail >> 32]
        if name == "TRAVEL":
            picks[born_s] = detail & 0xFFFF
    return fates, picks
