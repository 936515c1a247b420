"""How deep the index of a table is, and how many of a look-up's pages are not in memory.

A B-tree whose inner pages point to m others reaches n leaves through ⌈log_m n⌉ levels above them, so a thousand times
the rows add one or two levels, not a thousand times the work. Each level is 1/m of the one below it: the root and all
inner levels together are hardly more than 1/m of the leaves, and stay in memory when the leaves no longer fit. A
look-up reads one page of each level; from disk come those of the levels that are not in memory, the lowest ones.

All pages are equally full, and a level that fits in part counts with that part, which is all that a look-up for a row
at random meets of it.

Every function raises a ValueError of one sentence for numbers that cannot be.

Source: Bayer and McCreight, "Organization and maintenance of large ordered indexes", Acta Informatica 1, 1972; Comer,
"The ubiquitous B-tree", ACM Computing Surveys 11(2), 1979.
"""

from __future__ import annotations

from playground.theory.given import whole


def level_pages(rows: int, rows_per_leaf: int, fanout: int) -> list[int]:
    """Pages of each level, from the leaves to the root. An empty table has its root."""
    whole(0, rows=rows)
    whole(1, rows_per_leaf=rows_per_leaf)
    whole(2, fanout=fanout)
    levels = [max(1, -(-rows // rows_per_leaf))]
    while levels[-1] > 1:
        levels.append(-(-levels[-1] // fanout))
    return levels


def depth(rows: int, rows_per_leaf: int, fanout: int) -> int:
    """Levels, leaves and root included: the pages that a look-up reads."""
    return len(level_pages(rows, rows_per_leaf, fanout))


def disk_reads_mean(rows: int, rows_per_leaf: int, fanout: int, memory_pages: int) -> float:
    """Mean pages of a look-up for a row at random that are not in memory, which holds the upper levels first."""
    whole(0, memory_pages=memory_pages)
    room, reads = memory_pages, 0.0
    for pages in reversed(level_pages(rows, rows_per_leaf, fanout)):
        held = min(room, pages)
        reads += 1 - held / pages
        room -= held
    return reads
