"""SIEVE: a queue that nobody moves in, and a hand that walks along it and takes the first key not visited.

Source: Zhang, Yang, Yue, Vigfusson, Rashmi, "SIEVE is simpler than LRU: an efficient turn-key eviction algorithm for
web caches", NSDI 2024, algorithm 1.
"""

from __future__ import annotations


class Sieve:
    """Room for `size` keys. `queue` runs from the tail (place 0, the oldest) to the head (the end, the newest)."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.queue: list[int] = []
        self.visited: dict[int, bool] = {}
        self.hand: int | None = None  # a place in the queue

    def access(self, key: int) -> bool:
        """Whether the key was there. It is afterwards."""
        if key in self.visited:
            self.visited[key] = True
            return True
        if len(self.queue) == self.size:
            self._evict()
        self.queue.append(key)
        self.visited[key] = False
        return False

    def _evict(self) -> None:
        place = 0 if self.hand is None else self.hand
        while self.visited[self.queue[place]]:
            self.visited[self.queue[place]] = False
            place = (place + 1) % len(self.queue)  # towards the head, and from the head to the tail
        del self.visited[self.queue.pop(place)]
        # The neighbour towards the head has moved up into this place; the head has no such neighbour.
        self.hand = place if place < len(self.queue) else None

    def delete(self, key: int) -> None:
        """It is taken out, and was there. A hand that stood before it, or above, keeps whom it stands before."""
        place = self.queue.index(key)
        self.queue.remove(key)
        del self.visited[key]
        if self.hand is not None:
            self.hand -= place < self.hand
            self.hand = self.hand if self.hand < len(self.queue) else None

    def residents(self) -> set[int]:
        return set(self.queue)
