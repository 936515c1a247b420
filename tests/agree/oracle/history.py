"""What was written, in order, and what became of it. Told the long way: nothing is remembered that can be looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.agree.oracle.copies import Copy

MOST_LISTED = 1_000
Gone = tuple[int, int, int, int, bool, bool]  # position, key, instant, author, was it acknowledged, is it on a branch


@dataclass
class Change:
    """One durable write: to which key, when, by which copy, and what it does to it."""

    key: int
    at_ns: int
    origin: int
    deed: str = "change"
    is_acknowledged: bool = False
    is_overwritten: bool = False


class History:
    """Changes 1, 2, 3 …, and the books about those that are in it no more."""

    def __init__(self, *, merges: bool = False, gone: list[Gone] | None = None) -> None:
        """`merges`: of two changes that did not know of each other both stay. `gone`: one list for all shards."""
        self.merges = merges
        self.changes: list[Change] = []
        self.gone = [] if gone is None else gone
        self.lost = self.lost_acknowledged = self.diverged = self.conflicts = 0

    @property
    def last(self) -> int:
        return len(self.changes)

    def at(self, position: int) -> Change:
        return self.changes[position - 1]

    def missing(self, copy: Copy, key: int) -> list[int]:
        """What the copy has not applied of the changes to a key."""
        return [n for n, change in enumerate(self.changes, 1) if change.key == key and n not in copy.has]

    def overdue(self, copy: Copy, got: set[int]) -> int | None:
        """When the first change by others was made that is not among these."""
        return next((c.at_ns for n, c in enumerate(self.changes, 1) if n not in got and c.origin != copy.place), None)

    def write(self, copy: Copy, key: int, now_ns: int, deed: str) -> int:
        """The position of a new change. Whatever the writer has not seen of that key is overwritten."""
        unseen = self.missing(copy, key)
        self.conflicts += bool(unseen)
        for position in unseen if not self.merges else ():
            self.at(position).is_overwritten = True
        self.changes.append(Change(key, now_ns, copy.place, deed))
        return self.last

    def branch_off(self, key: int, now_ns: int, origin: int) -> None:
        """A write that the others do not follow."""
        self.diverged += 1
        self.gone.append((0, key, now_ns, origin, True, True))

    def cut(self, keep: int, *, on_a_branch: bool) -> None:
        """Only the first `keep` changes stay."""
        for position in range(keep + 1, self.last + 1):
            change = self.at(position)
            told = change.is_acknowledged
            self.gone.append((position, change.key, change.at_ns, change.origin, told, on_a_branch))
            self.diverged += on_a_branch
            self.lost += not on_a_branch
            self.lost_acknowledged += told and not on_a_branch
        del self.changes[keep:]

    @property
    def overwritten(self) -> int:
        return sum(change.is_overwritten for change in self.changes)

    @property
    def listed(self) -> list[Gone]:
        return self.gone[:MOST_LISTED]
