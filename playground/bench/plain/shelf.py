"""A shelf of files: an ordered dictionary, the one used last at its end, of as many bytes as fit."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

LONG_AGO_S = float("-inf")


@dataclass(eq=False)
class Shelf:
    """`within_s`: a file is kept when it was asked for before, and that not longer ago; None: every file is."""

    sizes: list[float]  # bytes of each file
    room: float  # bytes
    within_s: float | None = None
    expires_s: OrderedDict[int, float] = field(default_factory=OrderedDict)
    asked_s: dict[int, float] = field(default_factory=dict)
    held: float = 0.0  # bytes

    def look_up(self, file: int, now_s: float) -> bool:
        """Is there a copy that is young enough?"""
        if self.expires_s.get(file, LONG_AGO_S) <= now_s:
            return False
        self.expires_s.move_to_end(file)
        return True

    def keep(self, file: int, expires_s: float, now_s: float) -> None:
        """Instead of an old copy, or where those were that nobody has used for longest."""
        if file not in self.expires_s:
            if not self._admits(file, now_s) or self.sizes[file] > self.room:
                return
            while self.held + self.sizes[file] > self.room:
                oldest, _ = self.expires_s.popitem(last=False)
                self.held -= self.sizes[oldest]
            self.held += self.sizes[file]
        self.expires_s[file] = expires_s
        self.expires_s.move_to_end(file)

    def _admits(self, file: int, now_s: float) -> bool:
        if self.within_s is None:
            return True
        before_s, self.asked_s[file] = self.asked_s.get(file, LONG_AGO_S), now_s
        return now_s - before_s <= self.within_s
