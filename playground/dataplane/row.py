"""What a row of a table is made of."""

from __future__ import annotations

import numpy as np


def row(*fields: tuple) -> np.dtype:
    """A structured type: each field its name, its numpy type, and for several values in one row how many."""
    return np.dtype(list(fields), align=True)
