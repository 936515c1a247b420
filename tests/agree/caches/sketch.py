"""How often each key was asked for lately, about: a count-min sketch that halves itself from time to time.

Source: Cormode and Muthukrishnan, "An improved data stream summary: the count-min sketch and its applications",
Journal of Algorithms 55(1), 2005; the halving: Einziger, Friedman, Manes, "TinyLFU: a highly efficient cache admission
policy", ACM Transactions on Storage 13(4), 2017.
"""

from __future__ import annotations

from tests.agree.oracle.chance import mix

ROWS = 4
MOST = 15  # a counter has 4 bits
LEAST_WIDTH = 16


class Sketch:
    """ROWS rows of counters for a cache of `size` keys, halved after every 10 * size accesses."""

    def __init__(self, size: int) -> None:
        self.width = LEAST_WIDTH
        while self.width < size:
            self.width *= 2
        self.rows = [[0] * self.width for _ in range(ROWS)]
        self.accesses = 0  # since the last halving
        self.sample = 10 * size

    def cells(self, key: int) -> list[int]:
        """The key's place in each row."""
        return [mix(row + 1, key) % self.width for row in range(ROWS)]

    def add(self, key: int) -> None:
        """One access; the one that completes the sample counts before the halving."""
        for row, cell in zip(self.rows, self.cells(key), strict=True):
            row[cell] = min(row[cell] + 1, MOST)
        self.accesses += 1
        if self.accesses == self.sample:
            self.rows = [[count // 2 for count in row] for row in self.rows]
            self.accesses = 0

    def estimate(self, key: int) -> int:
        """The smallest of its counters: the one that the fewest others share."""
        return min(row[cell] for row, cell in zip(self.rows, self.cells(key), strict=True))
