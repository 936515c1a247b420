"""Which keys exist, told from what was done to each of them since the beginning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.workload import Popularity

if TYPE_CHECKING:
    from tests.agree.oracle.cache import Filter
    from tests.agree.oracle.copies import Copy
    from tests.agree.oracle.history import History
    from tests.agree.oracle.token import Token

BIRTH, CHANGE, DEATH = "birth", "change", "death"


class Lives:
    """What writes have done to each key, in order; where databases are replicated or sharded their history knows it."""

    def __init__(self, given: Popularity) -> None:
        self.count, self.columns, self.changing = given.keys, given.columns, given.changing
        self.deeds: dict[int, list[str]] = defaultdict(list)
        self.history_of: Callable[[int], History] | None = None
        self.filter: Filter | None = None  # into which those put new keys who create them

    def exists(self, key: int) -> bool:
        """By all that was done to it."""
        if self.history_of is not None:
            return self._after(key, [change.deed for change in self.history_of(key).changes if change.key == key])
        return self._after(key, self.deeds.get(key, []))

    def exists_on(self, copy: Copy, key: int) -> bool:
        """By what the copy has applied: what it misses of a key is the last that was done to it."""
        assert self.history_of is not None
        history = self.history_of(key)
        of_key = [n for n, change in enumerate(history.changes, 1) if change.key == key]
        missing = history.missing(copy, key)
        seen = of_key if not missing else of_key[: of_key.index(missing[0])]
        return self._after(key, [history.at(n).deed for n in seen])

    def _after(self, key: int, deeds: list[str]) -> bool:
        is_there = key < self.count
        for deed in deeds:
            if deed == BIRTH:
                is_there = True
            elif deed == DEATH:
                is_there = False
        return is_there

    def done(self, token: Token, key: int) -> bool:
        """The token's write is durable. Has anything changed?"""
        if self.history_of is None:
            had = self.exists(key)
            self.deeds[key].append(token.deed)
        else:
            before = [change.deed for change in self.history_of(key).changes[:-1] if change.key == key]
            had = self._after(key, before)
        if token.deed == BIRTH and not had and self.filter is not None:
            self.filter.put_in(key)
        return had or token.deed == BIRTH
