"""A database's disk: a page that is not in memory is read first, and a commit is flushed before it is durable."""

from __future__ import annotations

from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.design.cache import Evict
from playground.design.design import WebSystem
from playground.design.disk import Disk as Given
from playground.design.service import Deterministic
from playground.plan.builder import Builder, NodeRef, Place, Ref
from playground.plan.cache import POLICY
from playground.plan.walk import Walk

IN_MEMORY = "in memory"  # the note of a jump, for a diagram
PAGES = "pages"  # what a page cache is called, with its number where there are several


def value_caches(builder: Builder) -> list[str]:
    """The caches that are neither of pages nor of files."""
    shelves = {row[0] for row in builder.rows.get("shelves", ())}
    names = enumerate(builder.caches)
    return [name for place, name in names if place not in shelves and name.split("-")[0] != PAGES]


@dataclass(frozen=True)
class Disk:
    """On each database's node a page cache, and drives behind it."""

    given: Given
    pages: Ref
    drives: Place
    levels: int = 1  # pages that a query reads: one of each level of the index, and the rows' own


def disk(builder: Builder, design: WebSystem, node: NodeRef, count: int) -> Disk | None:
    """Disks of `count` databases on consecutive nodes; None where everything is in memory."""
    given = design.database.disk
    if given is None:
        return None
    levels = given.level_pages(design.workload.popularity.columns)
    index = {"fanout": given.index_fanout_pages or 0, "levels": len(levels)}
    size = {"size": given.memory_pages, "pages": levels[0]}
    pages = builder.cache(PAGES, node, count, policy=POLICY[Evict.LRU], **size, **index)
    drives = builder.station("disk", node, count, system="disk", slots=given.drives, measures_node=False)
    return Disk(given, pages, drives, len(levels))


def page_in(walk: Walk, base: Disk | None) -> None:
    """The page of the key that is asked for is in memory afterwards, and was found through its index, from the root
    down. Two who miss the same one read it both."""
    if base is None:
        return
    for level in reversed(range(base.levels)):
        what = "its page" if level == 0 else f"level {level} of its index"
        missing = walk.emit(code.PAGE, f"is {what} in memory?", at=base.pages, count=level)
        with walk.on_miss(missing, IN_MEMORY):
            walk.serve(base.drives, Deterministic(mean_ms=base.given.read_ms), code.READ_WORK)
            walk.emit(code.PAGE_IN, "keep it there", at=base.pages, count=level)


def flush(walk: Walk, base: Disk | None) -> None:
    """The log is on disk afterwards. Every commit has a flush of its own."""
    if base is not None:
        walk.serve(base.drives, Deterministic(mean_ms=base.given.fsync_ms), code.WRITE_WORK)
