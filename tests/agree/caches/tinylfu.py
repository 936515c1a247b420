"""W-TinyLFU: a small window for what is new, and a main part that lets in only what is asked for more than its victim.

The main part is a segmented LRU: a key that is hit on probation becomes protected.

Source: Einziger, Friedman, Manes, "TinyLFU: a highly efficient cache admission policy", ACM Transactions on Storage
13(4), 2017.
"""

from __future__ import annotations

from collections import deque

from tests.agree.caches.sketch import Sketch


class TinyLfu:
    """Room for `size` keys in three lists together. A list's front is on its left, its last on its right."""

    def __init__(self, size: int) -> None:
        self.window_size = max(1, size // 100)
        self.main_size = size - self.window_size
        self.protected_size = self.main_size * 8 // 10
        self.window: deque[int] = deque()
        self.probation: deque[int] = deque()
        self.protected: deque[int] = deque()
        self.sketch = Sketch(size)

    def access(self, key: int) -> bool:
        """Whether the key was there. It is in the window afterwards if it was not."""
        self.asked(key)
        return self.use(key)

    def asked(self, key: int) -> None:
        """Somebody asks for the key."""
        self.sketch.add(key)

    def use(self, key: int) -> bool:
        """What `access` does beside asking."""
        for part in (self.window, self.protected):
            if key in part:
                part.remove(key)
                part.appendleft(key)
                return True
        if key in self.probation:
            self.probation.remove(key)
            self._protect(key)
            return True
        self.window.appendleft(key)
        if len(self.window) > self.window_size:
            self._admit(self.window.pop())
        return False

    def _protect(self, key: int) -> None:
        """To the front of protected, whose last goes back on probation; the key itself where nothing is protected."""
        self.protected.appendleft(key)
        if len(self.protected) > self.protected_size:
            self.probation.appendleft(self.protected.pop())

    def _admit(self, candidate: int) -> None:
        """The window's last goes on probation if there is room, or in the victim's place if it is asked for more."""
        if len(self.probation) + len(self.protected) < self.main_size:
            self.probation.appendleft(candidate)
        elif self.main_size > 0:
            part = self.probation or self.protected  # protected alone never fills the main part, so: probation
            if self.sketch.estimate(candidate) > self.sketch.estimate(part[-1]):
                part.pop()
                self.probation.appendleft(candidate)

    def delete(self, key: int) -> None:
        """It is taken out, and was there."""
        next(part for part in (self.window, self.probation, self.protected) if key in part).remove(key)

    def residents(self) -> set[int]:
        return {*self.window, *self.probation, *self.protected}
