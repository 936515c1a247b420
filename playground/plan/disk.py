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


def disk(builder: Builder, design: WebSystem, node: NodeRef, count: int) -> Disk | None:
    """Disks of `count` databases on consecutive nodes; None where everything is in memory."""
    given = design.database.disk
    if given is None:
        return None
    pages = builder.cache(PAGES, node, count, size=given.memory_pages, pages=given.pages, policy=POLICY[Evict.LRU])
    drives = builder.station("disk", node, count, system="disk", slots=given.drives, measures_node=False)
    return Disk(given, pages, drives)


def page_in(walk: Walk, base: Disk | None) -> None:
    """The page of the key that is asked for is in memory afterwards. Two who miss the same one read it both."""
    if base is None:
        return
    missing = walk.emit(code.PAGE, "is its page in memory?", at=base.pages)
    with walk.on_miss(missing, IN_MEMORY):
        walk.serve(base.drives, Deterministic(mean_ms=base.given.read_ms), code.READ_WORK)
        walk.emit(code.PAGE_IN, "keep it there", at=base.pages)


def flush(walk: Walk, base: Disk | None) -> None:
    """The log is on disk afterwards. Every commit has a flush of its own."""
    if base is not None:
        walk.serve(base.drives, Deterministic(mean_ms=base.given.fsync_ms), code.WRITE_WORK)
