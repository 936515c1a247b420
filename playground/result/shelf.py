"""What a run left behind of the shelves on which a CDN keeps files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SHELF_COUNTS = ("hits", "misses", "expired", "evicted", "coalesced", "dropped")


@dataclass(frozen=True)
class Shelf:
    """An edge's copies, or the shield's. hit ratio = hits / (hits + misses), byte hit ratio = 1 - fetched / sent.

    An expired copy is a miss; coalesced: misses that waited for somebody else's fetch; dropped: copies deleted by a
    purge. sent: bytes of the answers that left it; fetched: bytes that came to it; old: answers with a version that the
    origin had replaced; rescued: answers with a copy whose life was over, as the origin did not answer.
    hits_in, misses_in, old_in: (W,) int64 per window; sent_in, fetched_in the same, in bytes.
    """

    name: str
    is_shield: bool
    is_spare: bool  # of a second CDN
    hits: int
    misses: int
    expired: int
    evicted: int
    coalesced: int
    dropped: int
    sent: int
    fetched: int
    old: int
    rescued: int
    hits_in: np.ndarray
    misses_in: np.ndarray
    old_in: np.ndarray
    sent_in: np.ndarray
    fetched_in: np.ndarray


@dataclass(frozen=True)
class OwnCopies:
    """Files of one kind that users' browsers had themselves, which are asked for nowhere.

    answered: requests that ended there; old: with a version that the origin had replaced. answered_in, old_in: (W,)
    int64 per window.
    """

    kind: str
    answered: int
    old: int
    answered_in: np.ndarray
    old_in: np.ndarray
