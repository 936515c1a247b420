"""The cache that throws out what was used least often while it was there."""

from __future__ import annotations


class Lfu:
    """Room for `size` keys, each with its count of uses (its admission is the first), the one used last at the end.

    A key that is thrown out takes its count with it.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.uses: dict[int, int] = {}

    def access(self, key: int) -> bool:
        """Whether the key was there. It is afterwards."""
        hit = key in self.uses
        if not hit and len(self.uses) == self.size:
            del self.uses[self._victim()]
        self.uses[key] = self.uses.pop(key, 0) + 1  # taken out and put back, so that it stands at the end
        return hit

    def _victim(self) -> int:
        """Of those with the smallest count the one used longest ago: `min` takes the first of equals."""
        return min(self.uses, key=self.uses.__getitem__)

    def delete(self, key: int) -> None:
        """It is taken out, and was there."""
        del self.uses[key]

    def residents(self) -> set[int]:
        return set(self.uses)
