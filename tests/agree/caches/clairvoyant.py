"""The cache that knows the future: nobody can have more hits.

Source: Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966; that
the new key itself may be left out: McFarling, "Cache replacement with dynamic exclusion", ISCA 1992.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


class Clairvoyant:
    """Room for `size` keys; `keys` are all accesses, which then have to come in this order."""

    def __init__(self, size: int, keys: Sequence[int]) -> None:
        self.size = size
        self.keys = keys
        self.now = 0  # accesses so far
        self.resident: list[int] = []
        self.coming: dict[int, list[int]] = {}  # by key the places of its accesses, the next one at the end
        for place in reversed(range(len(keys))):
            self.coming.setdefault(keys[place], []).append(place)

    def access(self, key: int) -> bool:
        """Whether the key was there. After a miss it is, unless all others are needed before it."""
        assert key == self.keys[self.now]
        self.now += 1
        self.coming[key].pop()
        if key in self.resident:
            return True
        # `max` takes the first of equals: of keys that never come again the new one is left out.
        known = [key, *self.resident]
        if len(known) > self.size:
            known.remove(max(known, key=self._next_use))
        self.resident = known
        return False

    def _next_use(self, key: int) -> float:
        return self.coming[key][-1] if self.coming[key] else math.inf

    def residents(self) -> set[int]:
        return set(self.resident)
