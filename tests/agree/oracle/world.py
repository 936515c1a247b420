"""Everything that one simulated run consists of, and what it leaves behind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.agree.oracle.client import Client, Kind, Request
from tests.agree.oracle.scheduler import Clock

if TYPE_CHECKING:
    from playground.design.patience import Patience
    from tests.agree.oracle.balancer import Group
    from tests.agree.oracle.cache import Cache
    from tests.agree.oracle.cdn import Net
    from tests.agree.oracle.copies import Databases
    from tests.agree.oracle.disk import Disk
    from tests.agree.oracle.files import Files
    from tests.agree.oracle.names import Names
    from tests.agree.oracle.people import Audience
    from tests.agree.oracle.place import Link, Node
    from tests.agree.oracle.sale import Sale
    from tests.agree.oracle.services import Pages
    from tests.agree.oracle.sessions import Sessions
    from tests.agree.oracle.shards import Shards
    from tests.agree.oracle.station import Station
    from tests.agree.oracle.timelines import Timelines
    from tests.agree.oracle.token import Token
    from tests.agree.oracle.workers import Crew
    from tests.agree.oracle.write_back import WriteBack

Step = tuple[int, int, int, int, str, object]  # instant, request, attempt, child, what, reason or server


class World:
    """A clock, machines and links by name, and books."""

    def __init__(self, seed: int, patience: Patience | None, window_ns: int, *, drops_abandoned: bool = False) -> None:
        self.clock = Clock()
        self.seed, self.window_ns, self.drops_abandoned = seed, window_ns, drops_abandoned
        self.client = Client(self, patience)
        self.nodes: dict[str, Node] = {}
        self.links: list[Link] = []
        self.stations: list[Station] = []
        self.caches: list[Cache] = []
        self.page_caches: list[Disk] = []
        self.groups: list[Group] = []
        self.kinds: list[Kind] = []
        self.requests: list[Request] = []
        self.alive: dict[Token, None] = {}
        self.journal: list[Step] = []
        self.windows: Counter[tuple[int, str, str]] = Counter()
        self.durable: Counter[str] = Counter()
        self.duplicates: Counter[str] = Counter()
        self.databases: Databases | None = None  # replicated ones
        self.shards: Shards | None = None  # sharded ones
        self.write_back: WriteBack | None = None
        self.net: Net | None = None
        self.files: list[Files] = []
        self.people: list[Audience] = []
        self.sessions: Sessions | None = None
        self.names: Names | None = None
        self.crews: list[Crew] = []  # who come to a broker
        self.timelines: Timelines | None = None
        self.sale: Sale | None = None
        self.pages: Pages | None = None
        self.marks: list[tuple[int, str, str]] = []
        self._sources = self._jobs = 0

    def next_source(self) -> int:
        self._sources += 1
        return self._sources - 1

    def next_job(self) -> int:
        """Probes and background jobs are numbered in the order in which they begin."""
        self._jobs += 1
        return self._jobs

    def count(self, what: str, request: Request) -> None:
        """Count what happens to a request or one of its attempts, by window."""
        self.windows[int(self.clock.now) // self.window_ns, request.kind.counts_as, what] += 1
