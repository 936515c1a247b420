"""The cache that throws out what came longest ago."""

from __future__ import annotations


class Fifo:
    """Room for `size` keys; the one that came last stands at the end, and a hit moves nothing."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.queue: list[int] = []

    def access(self, key: int) -> bool:
        """Whether the key was there. It is afterwards."""
        if key in self.queue:
            return True
        if len(self.queue) == self.size:
            self.queue.pop(0)
        self.queue.append(key)
        return False

    def delete(self, key: int) -> None:
        """It is taken out, and was there."""
        self.queue.remove(key)

    def residents(self) -> set[int]:
        return set(self.queue)
