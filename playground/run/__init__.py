"""The one door where the planes meet: `run(design, seed) -> Result`.

What needs the compiler is imported when a run starts, not before: words, diagrams and checks of a design must not wait
for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from playground.design.design import Common, Start, WebSystem
from playground.design.problem import BadDesign, TooMuchInside
from playground.result import Result
from playground.run.compiled import compile_in_child, is_compiled

if TYPE_CHECKING:
    from playground.traffic.trace import Trace

__all__ = ["Run", "compile_in_child", "is_compiled", "replications", "run"]


class Run:
    """A run that can be advanced bit by bit; in one slice or ten thousand, the result is the same."""

    def __init__(
        self,
        design: Common,
        *,
        seed: int = 1,
        trace: Trace | None = None,
        orders_of: Result | None = None,
        watch: np.ndarray | None = None,
    ) -> None:
        """`trace` is the log that the design replays. `orders_of`: give that run's orders again, decide nothing anew.
        `watch`: (n,) int64 ascending, numbers of requests to be traced. Raises BadDesign when the log is not the
        design's.
        """
        from playground.dataplane.plane import DataPlane
        from playground.plan import make

        self.design = design
        self.seed = seed
        self.trace = _the_log(design, trace)
        self.plan = make(design, self.trace)
        self._plane = DataPlane(
            self.plan.layout,
            seed=seed,
            end_ns=self.plan.end_ns,
            window_ns=self.plan.window_ns,
            warmup_ns=self.plan.warmup_ns,
            watch=watch,
        )
        self._warm_caches()
        self._hand_over(orders_of)

    def _hand_over(self, orders_of: Result | None) -> None:
        """Who steers, and what runs in the background."""
        from playground.controlplane.orders import Orders
        from playground.dataplane.databases import Databases
        from playground.run.acts import Acts
        from playground.run.meters import meters_of
        from playground.run.scaling import fleet
        from playground.run.steering import Processes, Recorded, Steering

        databases = None if self.plan.replay is None else Databases(self._plane)
        servers = fleet(self.design, self.plan, self._plane)
        meters = meters_of(self.design, self.plan, self._plane, databases)
        acts = Acts(self.plan, self._plane, databases, self.seed, servers)
        self._orders = Orders(lambda: (self._plane.now_ns, self._plane.wakes), acts)
        fate_of = self._plane.probe_fate
        self._steering: Steering = (
            Recorded(orders_of, self._orders)
            if orders_of is not None
            else Processes(self.design, self.plan, self.seed, self._orders, fate_of, databases, servers, meters)
        )
        acts.begin()

    @property
    def now_ns(self) -> int:
        return self._plane.now_ns

    @property
    def end_ns(self) -> int:
        return self.plan.end_ns

    @property
    def is_complete(self) -> bool:
        return self.now_ns >= self.end_ns

    @property
    def births(self) -> int:
        """Requests and bundles born so far."""
        return self._plane.births

    def advance(self, until_ns: int | None = None) -> None:
        """Go on, to `until_ns` or to the end. What is due at `until_ns` itself happens when the run goes on."""
        target_ns = self.end_ns if until_ns is None else min(int(until_ns), self.end_ns)
        while self.now_ns < target_ns:
            self._steering.act(self.now_ns, self._plane.wakes)
            stop_ns = int(min(self._steering.due_ns(self.now_ns, self._plane.wakes), target_ns))
            if self._advance_to(stop_ns):
                self._steering.woken(self.now_ns, self._plane.wakes)

    def _advance_to(self, stop_ns: int) -> bool:
        """Raises TooMuchInside when the requests inside need more memory than there is."""
        try:
            return self._plane.advance(stop_ns)
        except MemoryError:
            raise TooMuchInside(
                f"at {self.now_ns / 1e9:.0f} s more requests are on their way than the memory of a run can hold; "
                "make workload.daily_users, its retries or its timeout less",
                knob="workload.daily_users",
            ) from None

    def result(self) -> Result:
        """What the run has left behind so far. The run can go on afterwards."""
        from playground.run.collect import collect

        self._plane.finish()
        return collect(
            self.plan,
            self._plane,
            design=self.design,
            seed=self.seed,
            runs=1,
            orders=tuple(self._orders.given),
            probes=np.array(self._orders.probes, np.int64).reshape(-1, 4),
            asleep=self._steering.asleep,
        )

    def trace_rows(self) -> np.ndarray:
        """(n,) the journeys of the watched requests so far, block by block."""
        return self._plane.trace()

    def _warm_caches(self) -> None:
        """The prelude: caches are as they are in the middle of a day, unless the design starts cold."""
        from playground.dataplane.cache.prelude import warm_pages, warm_values
        from playground.run.jobs import PRELUDE, job_luck
        from playground.run.people import warm_people
        from playground.run.shelves import warm_shelves

        if not isinstance(self.design, WebSystem) or self.design.start is Start.COLD:
            return
        together = self.plan.layout.tier.nodes if self.plan.layout.tier is not None else 1
        for row, rate_rps in self.plan.warm_caches:
            warm_values(self._plane.world, row, together, rate_rps, job_luck(self.seed, PRELUDE, row, 0))
        for row in self.plan.page_caches:
            warm_pages(self._plane.world, row, job_luck(self.seed, PRELUDE, row, 0))
        warm_people(self._plane, self.plan, self.seed)
        if self.plan.shelving is not None:
            warm_shelves(self._plane, self.plan.shelving, self.seed)


def run(design: Common, *, seed: int = 1, trace: Trace | None = None) -> Result:
    """Run a design to its end. Raises BadDesign when its log is not there."""
    whole = Run(design, seed=seed, trace=trace)
    whole.advance()
    return whole.result()


def replications(design: Common, seed: int, count: int, trace: Trace | None = None) -> Iterator[Result]:
    """The run and its replications; number 0 is the run itself, number r has the seed mix(seed, r)."""
    from playground.dataplane.plane import mix

    for number in range(count):
        yield run(design, seed=seed if number == 0 else mix(seed, number), trace=trace)


def _the_log(design: Common, trace: Trace | None) -> Trace | None:
    """The log of a design that replays one. Raises BadDesign when it is missing, or another one."""
    replay = design.workload.replay if isinstance(design, WebSystem) else None
    if replay is None:
        return None
    if trace is None or trace.sha256 != replay.sha256:
        raise BadDesign(
            f"workload.replay: this design replays the log {replay.name or replay.sha256[:12]} "
            f"({replay.lines:,} lines), which is not here; give the file again",
            knob="workload.replay",
        )
    return trace
