"""Room for the files of a run: their kinds and sizes, and what stands beside the shelves' caches."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.dataplane.cache.keys import fill_keys
from playground.dataplane.files.tables import FILES_WINDOW, SHELF_WINDOW
from playground.dataplane.layout import Layout

LONG_AGO = -(1 << 62)


class Room(NamedTuple):
    """Tables as in World."""

    files: np.ndarray  # (F,) FILES
    file_bytes: np.ndarray  # (files,) int64
    shelves: np.ndarray  # (H,) SHELF
    asked_ns: np.ndarray  # int64
    window_files: np.ndarray  # FILES_WINDOW
    window_shelves: np.ndarray  # SHELF_WINDOW


def file_room(layout: Layout, windows: int) -> Room:
    """Empty shelves, and the first version of every file."""
    files, shelves = layout.files.copy(), layout.shelves.copy()
    for row in files:
        fill_keys(row)
    waiting = 0
    for row in shelves:
        if row["within_ns"] > 0:
            row["asked"], waiting = waiting, waiting + len(layout.file_bytes)
    return Room(
        files=files,
        file_bytes=layout.file_bytes,
        shelves=shelves,
        asked_ns=np.full(max(waiting, 1), LONG_AGO, np.int64),
        window_files=np.zeros((windows + 1) * len(files), FILES_WINDOW),
        window_shelves=np.zeros((windows + 1) * len(shelves), SHELF_WINDOW),
    )
