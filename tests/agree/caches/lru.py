"""The cache that throws out what was used longest ago."""

from __future__ import annotations


class Lru:
    """Room for `size` keys; the one used last stands at the end."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.queue: list[int] = []

    def access(self, key: int) -> bool:
        """Whether the key was there. It is afterwards."""
        hit = key in self.queue
        if hit:
            self.queue.remove(key)
        elif len(self.queue) == self.size:
            self.queue.pop(0)
        self.queue.append(key)
        return hit

    def delete(self, key: int) -> None:
        """It is taken out, and was there."""
        self.queue.remove(key)

    def residents(self) -> set[int]:
        return set(self.queue)
