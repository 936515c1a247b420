"""Posts that are copied to followers, or put on a list at each site; and what becomes of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.run.edges import fine_edges_ns
from tests.agree.oracle.followers import Law, place_of

if TYPE_CHECKING:
    from playground.design.design import WebSystem
    from playground.design.timelines import Timelines
    from tests.agree.oracle.world import World

COUNTS = ("pushed", "pulled", "delivered", "cut_off", "due", "inserted", "again", "reads", "fetches", "missing")
PER_WINDOW = ("delivered", "inserted", "again", "reads", "fetches")


@dataclass(eq=False)
class Post:
    """What somebody has written. `sizes`: entries of each part; `made`: how many of them there are."""

    born_ns: int
    is_counted: bool
    is_large: bool
    sizes: dict[int, int]
    made: Counter[int] = field(default_factory=Counter)
    given_up: set[int] = field(default_factory=set)  # parts that nobody copies any more
    missing: int = 0
    is_over: bool = False

    @property
    def left(self) -> int:
        """Entries that are still to be made."""
        return sum(size - self.made[part] for part, size in self.sizes.items() if part not in self.given_up)


class Posts:
    """All that are under way, and the books."""

    def __init__(self, world: World, design: WebSystem) -> None:
        assert design.timelines is not None
        self.world, self.clock, self.given = world, world.clock, design.timelines
        self.law, self.sites = Law(design.timelines, design.faults), 1 if design.sites is None else design.sites.count
        self.warmup_ns = int(design.warmup_s * 1e9 + 0.5)
        self.all: list[Post] = []
        self.counts: Counter[str] = Counter()
        self.fan_ins: Counter[int] = Counter()
        self.spans: list[tuple[int, int, Post]] = []  # of those delivered: when, and how long it took
        self.series: list[tuple[int, ...]] = []

    def begin(self, user: int, born_ns: int) -> Post:
        """Somebody posts. A part of the followers at a site is one of so many for each machine; the first ones from the
        author's own on have one more, where it does not come out even."""
        followers, given = self.law.followers_of(user, born_ns), self.given
        is_large = self.law.is_large(followers)
        sizes = dict.fromkeys(range(self.sites), 1)
        if not is_large:
            each, more = divmod(followers, given.parts)
            ranks = [(part - place_of(user)) % given.parts for part in range(given.parts)]
            of_site = [each + (rank < more) for rank in ranks]
            sizes = {site * given.parts + part: n for site in range(self.sites) for part, n in enumerate(of_site) if n}
        post = Post(born_ns, born_ns >= self.warmup_ns, is_large, sizes)
        self.all.append(post)
        self.counts["pulled" if is_large else "pushed"] += 1
        self.counts["due"] += sum(sizes.values())
        return post

    def machine_of(self, post: Post, part: int, user: int) -> int:
        """That makes the entries of a part, among all of its kind."""
        given: Timelines = self.given
        if post.is_large:
            return part * given.lists.count + place_of(user) % given.lists.count
        site, nth = divmod(part, given.parts)
        return site * given.shards.count + nth % given.shards.count

    def inserted(self, post: Post, part: int, begin: int, end: int) -> None:
        """Some entries of a part have been made; not all of them need be new."""
        is_wanted = not post.is_over and part not in post.given_up
        new = max(0, end - max(begin, post.made[part])) if is_wanted else 0
        self.counts["inserted"] += new
        self.counts["again"] += end - begin - new
        if is_wanted:
            post.made[part] = max(post.made[part], end)
            self._end_if_over(post)

    def give_up(self, post: Post, part: int | None = None) -> None:
        """Nobody will copy the rest, or the rest of this part."""
        for one in post.sizes if part is None else [part]:
            if not post.is_over and one not in post.given_up:
                post.missing += post.sizes[one] - post.made[one]
                post.given_up.add(one)
                self._end_if_over(post)

    def _end_if_over(self, post: Post) -> None:
        if post.left > 0:
            return
        post.is_over = True
        if post.missing:
            self.counts["cut_off"] += 1
            self.counts["missing"] += post.missing
            return
        self.counts["delivered"] += 1
        now = int(self.clock.now)
        self.spans.append((now, now - post.born_ns, post))

    # The books

    def look(self) -> None:
        """The end of a window."""
        under_way = sum(not post.is_over for post in self.all)
        self.series.append((under_way, *(self.counts[name] for name in PER_WINDOW)))

    @property
    def books(self) -> dict[str, Any]:
        self.look()
        open_ones, now = [post for post in self.all if not post.is_over], int(self.clock.now)
        found: dict[str, Any] = {name: self.counts[name] for name in COUNTS}
        found["missing"] += sum(post.missing for post in open_ones)
        found |= {"under_way": len(open_ones), "left": sum(post.left for post in open_ones)}
        found["oldest_ns"] = max((now - post.born_ns for post in open_ones), default=0)
        found["fan_in"] = dict(sorted(self.fan_ins.items()))
        edges = fine_edges_ns()
        for name, is_large in (("pushed", False), ("pulled", True)):
            spans = [span for _, span, post in self.spans if post.is_counted and post.is_large is is_large]
            bins = np.searchsorted(edges, spans, side="right") - 1
            found[f"last of {name}"] = dict(sorted(Counter(bins.tolist()).items()))
        slowest: Counter[int] = Counter()
        for at_ns, span, _ in self.spans:
            window = at_ns // self.world.window_ns
            slowest[window] = max(slowest[window], span)
        under_way, *so_far = (list(column) for column in zip(*self.series, strict=True))
        found["slowest_ns"] = [slowest[window] for window in range(len(under_way))]
        found["under_way_in"] = under_way
        for name, row in zip(PER_WINDOW, so_far, strict=True):
            found[f"{name}_in"] = [now - then for now, then in zip(row, (0, *row), strict=False)]
        return found
