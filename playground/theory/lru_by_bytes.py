"""How often a shelf of so many bytes hits when it drops the file that was asked for least recently (LRU).

Che's approximation with sizes: every file stays for the same time after each request for it, so a file is there with
the chance 1 - exp(-p t), as where all are equally large (`lru_che.py`); t is what makes the bytes present add up to the
room there is. The hit ratio counts requests, the byte hit ratio what they ask for.

Every function raises a ValueError of one sentence for popularities that are none, or sizes that cannot be.

Source: Che, Tung and Wang, 2002, as in `lru_che.py`; for files of several sizes see Neglia, Carra, Feng, Janardhan,
Michiardi and Tsigkari, "Access-time-aware cache algorithms", ACM TOMPECS 2(4), 2017, section 4.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import not_negative, positive, probabilities
from playground.theory.rows import same_length

SMALL = 1e-12  # a share of the room that may be left when the search ends


def characteristic_reads(popularity: NDArray[np.float64], sizes_bytes: NDArray[np.float64], room_bytes: float) -> float:
    """How many requests for any file pass until one that is not asked for drops out; infinite where all fit.

    Newton's method from the left: the bytes present are a concave function of the time, so no step goes too far.
    """
    probabilities(popularity=popularity)
    same_length(popularity=popularity, sizes_bytes=sizes_bytes)
    positive(smallest_of_sizes_bytes=float(sizes_bytes.min()))
    not_negative(room_bytes=room_bytes)
    if room_bytes >= float(sizes_bytes[popularity > 0].sum()):
        return math.inf
    reads = room_bytes / float(sizes_bytes.max())
    while True:
        present = -np.expm1(-popularity * reads)
        missing = room_bytes - float(sizes_bytes @ present)
        if missing <= SMALL * room_bytes:
            return reads
        reads += missing / float((popularity * sizes_bytes) @ (1 - present))


def hit_ratio(popularity: NDArray[np.float64], sizes_bytes: NDArray[np.float64], room_bytes: float) -> float:
    """Share of the requests that find their file."""
    return min(1.0, float(popularity @ _occupancies(popularity, sizes_bytes, room_bytes)))


def byte_hit_ratio(popularity: NDArray[np.float64], sizes_bytes: NDArray[np.float64], room_bytes: float) -> float:
    """Share of the bytes asked for that are there."""
    asked = popularity * sizes_bytes
    return min(1.0, float(asked @ _occupancies(popularity, sizes_bytes, room_bytes) / asked.sum()))


def _occupancies(
    popularity: NDArray[np.float64], sizes_bytes: NDArray[np.float64], room_bytes: float
) -> NDArray[np.float64]:
    reads = characteristic_reads(popularity, sizes_bytes, room_bytes)
    if math.isinf(reads):
        return np.where(popularity > 0, 1.0, 0.0)
    return -np.expm1(-popularity * reads)
