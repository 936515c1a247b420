"""Runs, kept by design and seed: first what fits into 250 000 requests, then the same run goes on, exactly."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import streamlit as st

from playground.design.design import Common
from playground.result import Result, S
from playground.run import Run
from playground.ui import memory, traces

if TYPE_CHECKING:
    from playground.traffic.trace import Trace

FIRST_BIRTHS = 250_000  # requests and bundles of the first answer ...
FIRST_S = 0.03  # ... as far as they fit into the time of a drag on this machine
MOST_BIRTHS = 5_000_000  # the page stops there and says so; the shell goes on
SLICES = 64
KEPT = 24  # finished runs in memory, about a megabyte each, of all sessions together
LOOKED_AT = "answers"

Key = tuple[str, int]


class Answer:
    """A run as far as it has come. Several sessions may look at the same one."""

    def __init__(self, design: Common, seed: int, trace: Trace | None) -> None:
        """Raises BadDesign when the design replays a log that is not given."""
        self._lock = threading.Lock()
        self._design = design
        self._run: Run | None = Run(design, seed=seed, trace=trace)
        self._births = 0
        self.result: Result
        self.more()

    @property
    def is_done(self) -> bool:
        """Complete, or as far as the page goes."""
        return self._run is None

    def more(self) -> None:
        """Go on, for as many requests and as long again."""
        with self._lock:
            if self._run is None:
                return
            run, wanted, until_s = self._run, self._births + FIRST_BIRTHS, time.perf_counter() + FIRST_S
            slice_ns = max(1, run.end_ns // SLICES)
            run.advance(self._least_ns(run.plan.window_ns))
            while not run.is_complete and run.births < wanted and time.perf_counter() < until_s:
                run.advance(run.now_ns + slice_ns)
            self._births = run.births
            self.result = run.result()
            if run.is_complete or run.births >= MOST_BIRTHS:
                self._run = None  # its tables are not needed any more

    def _least_ns(self, window_ns: int) -> int:
        """On the slowest machine, too, something is counted: a hundredth of what comes after the warm-up, and a whole
        window of it."""
        warmup_ns, end_ns = int(self._design.warmup_s * S), int(self._design.seconds * S)
        first_ns = -(-warmup_ns // window_ns) * window_ns  # the first window that counts begins here
        return max(warmup_ns + (end_ns - warmup_ns) // 100, first_ns + window_ns)


class Shelf:
    """Runs of all sessions by design and seed. Finished ones stay for a while, others as long as somebody looks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._alive: WeakValueDictionary[Key, Answer] = WeakValueDictionary()
        self._finished: OrderedDict[Key, Answer] = OrderedDict()

    def find(self, key: Key) -> Answer | None:
        """The run, when there is one."""
        return self._alive.get(key)

    def put(self, key: Key, answer: Answer) -> None:
        """Keep a run, as long as its state deserves."""
        with self._lock:
            self._alive[key] = answer
            if answer.is_done:
                self._finished[key] = answer
                self._finished.move_to_end(key)
            while len(self._finished) > KEPT:
                self._finished.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _shelf() -> Shelf:
    return Shelf()


def answer(design: Common, seed: int) -> Answer:
    """The run of a design, begun if nobody has. Raises BadDesign when its log is not there."""
    key = (design.text(), seed)
    found = _shelf().find(key)
    if found is None:
        found = Answer(design, seed, traces.of(design))
        memory.sweep()
    _shelf().put(key, found)
    looked_at: deque[Answer] = st.session_state.setdefault(LOOKED_AT, deque(maxlen=2))
    if found not in looked_at:
        looked_at.append(found)  # the run itself and the one it is compared with
    return found


def known(design: Common, seed: int) -> Answer | None:
    """The run of a design when there is one already; None otherwise, without starting it."""
    return _shelf().find((design.text(), seed))
