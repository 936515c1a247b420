"""The state of one run: every table as an attribute, and an address book of them for the compiled kernel."""

from __future__ import annotations

import numpy as np

from playground.dataplane.tables import TABLES


class World:
    """Every table of one run, each an attribute: `world.tokens[row]["pc"]`.

    `handle` holds the address and the length of each table, for the compiled kernel (bridge.py); `put` keeps it true.
    """

    def __init__(self, **tables: np.ndarray) -> None:
        self.handle = np.zeros(2 * len(TABLES), np.int64)
        self.address = int(self.handle.ctypes.data)
        for name in TABLES:
            self.put(name, tables[name])

    def put(self, name: str, array: np.ndarray) -> None:
        """Replace a table. Raises ValueError when its rows are of another kind."""
        if array.dtype != TABLES[name] or array.ndim != 1 or not array.flags.c_contiguous:
            raise ValueError(f"the table {name} must be a contiguous row of {TABLES[name]}")
        setattr(self, name, array)
        place = list(TABLES).index(name)
        self.handle[2 * place], self.handle[2 * place + 1] = array.ctypes.data, len(array)
