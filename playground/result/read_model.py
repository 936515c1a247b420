"""What a read model leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ReadModel:
    """Events of orders: events = projected + lost + open. lost: their message was over before the store had them.

    lag_ns: sum over the projected, from the commit until they can be found. not_yet: of the projected, whose user
    had looked before that. projected * copies = copied + copying. lags: (B,) counts of lags of counted requests, in
    bins of latencies. events_in, projected_in, lost_in, lag_ns_in: (W,) int64 per window, by when it happened; a
    lost one may come after all (-1).
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
    lags: np.ndarray
    events_in: np.ndarray
    projected_in: np.ndarray
    lost_in: np.ndarray
    lag_ns_in: np.ndarray
