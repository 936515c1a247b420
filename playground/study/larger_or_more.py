"""A larger machine for the database, or more of them: what each carries, costs, and takes down when it fails.

One way is one database of ever more cores, the other ever more shards of the usual size. Both have the work, the keys
and the promises of the design that is looked at, everything in memory, no replica, no cache before them, and a web tier
that is never full: that one is the same on both ways, and in no sum. What is left to differ is how cores of one machine
get in each other's way, and how evenly keys share out the load. Prices are those of one family of machines as if it
got that large; that of the largest (cost.r7i_48xlarge_usd_h) is a quarter more.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.design import change
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.design.objective import ErrorRate, LatencyP99
from playground.design.problem import BadDesign
from playground.design.sharding import Sharding
from playground.measure import cost, traffic
from playground.run import Run
from playground.study.crossover import Offer
from playground.study.good_and_bad_day import good_bar
from playground.study.in_plain import in_plain, system
from playground.study.side_by_side import SideBySide

UP, OUT = "up", "out"
CORES = (2, 4, 8, 16, 32, 64, 128, 192)  # of the one; 192 is the largest that is offered
SHARDS = (1, 2, 4, 8, 16, 32, 64)  # of the usual size
USUAL = CORES[0]
SQUARE = 2.0  # the notes: twice the performance is four times the price
HALF = 0.5  # of those who are carried meet the failure
FIRST = "shard-1-database"  # dies where nothing is full
WARM_S, SECONDS, FAILURE_S = 5.0, 45.0, 15.0
# What is taken over from the design that is looked at.
LIKE = (
    *(f"database.{name}" for name in ("read", "write", "speed", "contention", "coherency")),
    *(f"workload.{name}" for name in ("write_share", "peak_factor", "sessions_per_user_day", "pages_per_session")),
    *(f"workload.popularity.{name}" for name in ("keys", "zipf_exponent", "famous")),
    *(f"workload.popularity.famous_{name}_share" for name in ("reads", "writes")),
)
PLENTY = {
    "web.servers": 8, "web.cores": 64, "web.contention": 0.0, "web.coherency": 0.0, "web.worker_threads": 10_000,
    "web.accept_queue": 100_000, "database.pool_size": 1_000, "entry.link_gbit_s": None, "workload.bundle_kb": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """`machines` of `cores` each. users: the most with whom it keeps its promises (0: with nobody), and `missed` the
    one broken beyond, where `full` was busiest; usd_month: of the databases' machines, usd_month_square if twice the
    size cost four times as much. lost_share: of the requests of half as many people that fail while that machine is
    dead; None where nobody is carried."""

    way: str
    machines: int
    cores: int
    users: float
    missed: str
    full: str
    usd_month: float
    usd_month_square: float
    lost_share: float | None

    @property
    def usd_per_1000_users(self) -> float | None:
        return 1000 * self.usd_month / self.users if self.users else None

    def offer(self, *, is_square: bool = False) -> Offer:
        return Offer(self.users, self.usd_month_square if is_square else self.usd_month)


def design(like: WebSystem, machines: int, cores: int) -> WebSystem:
    """The system that is compared. Raises BadDesign where so many shards cannot be played."""
    sharding = (Sharding() if like.sharding is None else like.sharding).model_copy(update={"shards": machines})
    promises = [row.model_dump(mode="json") for row in (LatencyP99(), ErrorRate())]
    base = stage("load-balancer").design
    found = change.put_all(
        base,
        {
            **{name: change.get(like, name) for name in LIKE},
            **PLENTY,
            "sharding": change.plain(sharding),
            "database.cores": cores,
            "warmup_s": WARM_S,
            "seconds": SECONDS,
            "objectives": promises,
            "workload.daily_users": stage("load-balancer").daily_users
            * machines
            * cores
            / like.database.slowdown(cores),
        },
    )
    assert isinstance(found, WebSystem)  # noqa: S101 - knobs do not change what a design is
    return found


def sizes() -> tuple[tuple[str, int, int], ...]:
    """All that are looked at, on either way: the way, how many machines, and of how many cores."""
    return (*((UP, 1, cores) for cores in CORES), *((OUT, shards, USUAL) for shards in SHARDS))


def size(way: str, tried: WebSystem, seed: int) -> Generator[float, None, Size]:
    """Search for the most users, then let one machine die. Yields the users that are looked at."""
    machines = tried.databases
    found = yield from good_bar(tried, seed)
    lost = None if not found.users else (yield from lost_share(tried, found.node or FIRST, HALF * found.users, seed))
    return Size(
        way,
        machines,
        tried.database.cores,
        found.users,
        found.missed,
        f"{found.node} {found.station}".strip(),
        usd_month(tried),
        usd_month(tried, SQUARE),
        lost,
    )


def lost_share(tried: WebSystem, node: str, users: float, seed: int) -> Generator[float, None, float]:
    """Share of the requests that fail while this machine is dead."""
    kill = {"kind": "kill", "node": node, "start_s": WARM_S, "duration_s": None}
    knobs = {"workload.daily_users": users, "faults": [kill], "seconds": WARM_S + FAILURE_S}
    going = Run(change.put_all(tried, knobs), seed=seed)
    while not going.is_complete:
        yield users
        going.advance(going.now_ns + max(1, going.end_ns // 10))
    return traffic.error_rate(going.result()) or 0.0


def usd_month(tried: WebSystem, price_exponent: float | None = None) -> float:
    """The databases' machines of a month."""
    return sum(line.usd for line in cost.machines(tried, price_exponent) if line.what == "database")


def name_of(way: str, machines: int, cores: int) -> str:
    return f"{way} {machines} {cores}"


def search(like: WebSystem, seed: int) -> SideBySide:
    """All sizes that can be played, not started yet, the largest first; by their names."""
    tasks = {}
    for way, machines, cores in sorted(sizes(), key=lambda row: -row[1] * row[2]):
        try:
            tried = design(like, machines, cores)
        except BadDesign:  # too many copies of too many keys
            continue
        tasks[name_of(way, machines, cores)] = {
            "kind": "larger-or-more",
            "way": way,
            "design": change.plain(tried),
            "seed": seed,
        }
    return SideBySide(tasks)


def told(task: Mapping[str, Any]) -> Generator[dict[str, Any], None, dict[str, Any]]:
    """A child's part: one size, as plain data."""
    tried = system(task["design"])
    steps = size(task["way"], tried, task["seed"])
    return in_plain(steps, lambda users: {"users": users})


def of_plain(data: Mapping[str, Any]) -> Size:
    """The row of plain data."""
    return Size(**data)
