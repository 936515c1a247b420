"""A database's disk: pages that were used last are in memory, others are read; commits are flushed."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from playground.design.service import Deterministic
from tests.agree.oracle.chance import PRELUDE, job_luck, mix
from tests.agree.oracle.station import Station

if TYPE_CHECKING:
    from playground.design.disk import Disk as Given
    from tests.agree.oracle.cache import Keys
    from tests.agree.oracle.place import Node
    from tests.agree.oracle.scheduler import Walk
    from tests.agree.oracle.token import Token


Page = tuple[int, int]


class Disk:
    """One machine's drives and page cache."""

    def __init__(self, node: Node, given: Given, rows: int) -> None:
        self.given = given
        self.levels = _levels(given, rows)
        self.hits = self.misses = self.evicted = 0
        self.in_memory: OrderedDict[Page, None] = OrderedDict()  # the page used last is the last one
        self.drives = Station(node, "disk", given.drives)
        self.clear = self.in_memory.clear
        node.caches.append(self)
        node.world.page_caches.append(self)

    @property
    def name(self) -> str:
        every = self.drives.node.world.page_caches
        return "pages" if len(every) == 1 else f"pages-{every.index(self) + 1}"

    def page_in(self, token: Token, key: int | None) -> Walk:
        """The page of this key is in memory afterwards."""
        for page in self._path(-1 if key is None else key):
            token.note("PAGE")
            if page in self.in_memory:
                self.hits += 1
                self.in_memory.move_to_end(page)
                continue
            self.misses += 1
            yield from self.drives.serve(token, Deterministic(mean_ms=self.given.read_ms), "database_read")
            token.note("PAGE_IN")
            self._use(page)

    def commit(self, token: Token) -> Walk:
        """The log is on disk afterwards."""
        yield from self.drives.serve(token, Deterministic(mean_ms=self.given.fsync_ms), "database_write")

    def _path(self, key: int) -> list[Page]:
        """From the root of the index down to the key's page: each by its level and its number there."""
        found, page = [], key
        for level, pages in enumerate(self.levels):
            page %= pages
            found.append((level, page))
        return found[::-1]

    def _use(self, page: Page) -> None:
        self.in_memory[page] = None
        self.in_memory.move_to_end(page)
        if len(self.in_memory) > self.given.memory_pages:
            self.in_memory.popitem(last=False)
            self.evicted += 1

    def flushed(self) -> None:
        """Somebody empties the page cache."""
        self.in_memory.clear()

    lost_node = flushed

    def restarted(self, _: object) -> None:
        """It is empty already."""

    def warm(self, keys: Keys, seed: int, row: int) -> None:
        """The prelude: look-ups until the memory is full, twenty for each of its pages at most."""
        luck = job_luck(seed, PRELUDE, row, 0)
        for n in range(20 * self.given.memory_pages):
            for page in self._path(keys.of(mix(luck, n))):
                self._use(page)
            if self.evicted:
                break
        self.evicted = 0


def _levels(given: Given, rows: int) -> list[int]:
    """Pages of the rows, and of each level of their index up to its root."""
    pages = given.pages
    if given.row_bytes is not None:
        fits = int(given.page_kb * 1000 / given.row_bytes + 1e-9)
        pages = max(1, (rows + fits - 1) // fits)
    levels = [pages]
    while given.index_fanout_pages is not None and levels[-1] > 1:
        levels.append((levels[-1] + given.index_fanout_pages - 1) // given.index_fanout_pages)
    return levels
