"""S3-FIFO: a small queue on trial, a main queue, and a ghost queue that remembers who failed the trial.

Source: Yang, Zhang, Qiu, Yue, Vigfusson, "FIFO queues are all you need for cache eviction", SOSP 2023, algorithm 1.
"""

from __future__ import annotations

from collections import deque

MOST = 3  # as far as the uses of a key are counted


class S3Fifo:
    """Room for `size` keys in two queues together. A queue's head is on its left, its tail on its right.

    `freq` has the uses of every resident since its admission, less those it paid with to stay in the main queue. The
    main queue may grow beyond its share while the small one is short: only both together are bounded.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.small_size = max(1, size // 10)
        self.main_size = size - self.small_size
        self.small: deque[int] = deque()
        self.main: deque[int] = deque()
        self.ghost: deque[int] = deque()  # keys only; at most `main_size` of them
        self.freq: dict[int, int] = {}

    def access(self, key: int) -> bool:
        """Whether the key was there. It is afterwards."""
        if key in self.freq:
            self.freq[key] = min(self.freq[key] + 1, MOST)
            return True
        while len(self.small) + len(self.main) >= self.size:
            self._evict()
        # The ghost is asked after the eviction, which may just have pushed this very key out of it.
        if key in self.ghost:
            self.ghost.remove(key)
            self.main.appendleft(key)
        else:
            self.small.appendleft(key)
        self.freq[key] = 0
        return False

    def _evict(self) -> None:
        if len(self.small) >= self.small_size:
            self._evict_small()
        else:
            self._evict_main()

    def _evict_small(self) -> None:
        """One key fails the trial, unless all pass it; those on the way that pass go over to the main queue."""
        while self.small:
            tail = self.small.pop()
            if self.freq[tail] <= 1:
                del self.freq[tail]
                self._remember(tail)
                return
            self.main.appendleft(tail)
            if len(self.main) > self.main_size:
                self._evict_main()

    def _remember(self, key: int) -> None:
        self.ghost.appendleft(key)
        if len(self.ghost) > self.main_size:
            self.ghost.pop()

    def _evict_main(self) -> None:
        """The first key from the tail that has no uses left is gone; the others pay with one and go round again."""
        while self.main:
            tail = self.main.pop()
            if self.freq[tail] == 0:
                del self.freq[tail]
                return
            self.freq[tail] -= 1
            self.main.appendleft(tail)

    def delete(self, key: int) -> None:
        """It is taken out, and was there."""
        del self.freq[key]
        (self.small if key in self.small else self.main).remove(key)

    def residents(self) -> set[int]:
        return {*self.small, *self.main}
