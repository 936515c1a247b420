"""Room for people: their seats, and those who keep their sessions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.dataplane.cache.placement import SLOT_COUNT
from playground.dataplane.layout import Layout
from playground.dataplane.luck import mix_arrays
from playground.dataplane.seats.tables import NEVER_USED, NOWHERE, PEOPLE_WINDOW, SEAT

SEATS_STREAM = 1 << 33  # of the people of the first region


class Room(NamedTuple):
    """Tables as in World."""

    audiences: np.ndarray  # (R,) AUDIENCE
    seats: np.ndarray  # SEAT
    resolvers: np.ndarray  # (N,) RESOLVER
    keepers: np.ndarray  # (H,) KEEPER
    doors: np.ndarray  # (16384 for each site,) uint16, or (1,)
    window_people: np.ndarray  # PEOPLE_WINDOW


def people_room(layout: Layout, seed: int, windows: int) -> Room:
    """Free seats; `doors` are dealt when somebody needs them."""
    audiences = layout.audiences.copy()
    streams = np.arange(len(audiences), dtype=np.uint64) + np.uint64(SEATS_STREAM)
    audiences["luck"] = mix_arrays(np.full(len(audiences), seed, np.uint64), streams)
    seats = np.zeros(max(1, int(audiences["count"].sum())), SEAT)
    seats["used_ns"] = NEVER_USED
    seats["home"] = seats["cookie"] = NOWHERE
    return Room(
        audiences=audiences,
        seats=seats,
        resolvers=layout.resolvers.copy(),
        keepers=layout.keepers.copy(),
        doors=np.zeros(len(layout.sticky) * SLOT_COUNT or 1, np.uint16),
        window_people=np.zeros(windows + 1, PEOPLE_WINDOW),
    )
