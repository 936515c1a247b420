"""What a read model leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ReadModel:
    """Events of orders: events = projected + lost + open. lost: their message was over before the store had them.

    lag_ns: sum over the projected, from the commit until they can be found. not_yet: of the projected, whose user
    had looked before that. projected * copies = copied + copying. Indexes that are built anew, of all stores:
    given = restored + restoring; begun_ns, whole_ns: when the first was begun and the last was whole, None before that.
    reads: documents that pages wanted; absent: of those, not found; old: found in an old index while a new one was
    being built. cured: lost events whose documents every store has again. documents, missing: of all orders, those in
    the index of the first store and those that are not, as counted at the end. lags: (B,) counts of lags of counted
    requests, in bins of latencies. events_in, projected_in, lost_in, lag_ns_in, reads_in, absent_in, cured_in: (W,)
    int64 per window, by when it happened; a lost one may come after all (-1).
    """

    events: int
    projected: int
    lost: int
    open: int  # counted one by one at the end
    lag_ns: int
    not_yet: int
    copied: int  # into stores of other sites
    copying: int  # under way there, counted one by one
    copied_ns: int  # from the commit until they can be found there
    copies: int  # of an event: the other sites
    given: int
    restored: int
    restoring: int  # in somebody's hand or in nobody's, counted one by one
    begun_ns: int | None
    whole_ns: int | None
    reads: int
    absent: int
    old: int
    cured: int
    history: int  # orders from before the beginning
    documents: int
    missing: int
    lags: np.ndarray
    events_in: np.ndarray
    projected_in: np.ndarray
    lost_in: np.ndarray
    lag_ns_in: np.ndarray
    reads_in: np.ndarray
    absent_in: np.ndarray
    cured_in: np.ndarray
