"""The data plane as the door sees it: a world that can be advanced, looked at, and changed by dated acts."""

from __future__ import annotations

import numpy as np

from playground.dataplane import kernel
from playground.dataplane import luck as numbers
from playground.dataplane.cache.tier import Holders, restart
from playground.dataplane.death import die
from playground.dataplane.growth import grow
from playground.dataplane.inside import inside
from playground.dataplane.layout import Layout
from playground.dataplane.luck import TWO_TO_MINUS_52
from playground.dataplane.opcodes import (
    ANSWERED,
    HEAP,
    NO_ROOM,
    NO_TABLE,
    PENDING,
    REFUSING,
    SILENT,
    TOKENS,
    UP,
    WOKEN,
)
from playground.dataplane.seats.doors import deal
from playground.dataplane.state import World
from playground.dataplane.tables import SPARE
from playground.dataplane.world import build

GOLDEN, FIRST, SECOND = int(numbers.GOLDEN), int(numbers.FIRST), int(numbers.SECOND)
ALL_BITS = (1 << 64) - 1
BUDGET_BYTES = 96 << 20  # of tokens; a page has 690 MB for everything


def mix(luck: int, n: int) -> int:
    """The mixing function on plain integers, which Python handles in a fifth of the time of numpy's."""
    z = (int(luck) + GOLDEN * (int(n) + 1)) & ALL_BITS
    z = (z ^ (z >> 30)) * FIRST & ALL_BITS
    z = (z ^ (z >> 27)) * SECOND & ALL_BITS
    return z ^ (z >> 31)


def unit(bits: int) -> float:
    """The number in (0, 1) that 64 bits stand for."""
    return ((bits >> 12) + 0.5) * TWO_TO_MINUS_52


class DataPlane:
    """One run's world. Instants are integer nanoseconds since its start."""

    def __init__(
        self,
        layout: Layout,
        *,
        seed: int,
        end_ns: int,
        window_ns: int,
        warmup_ns: int,
        watch: np.ndarray | None = None,
        budget_bytes: int = BUDGET_BYTES,
    ) -> None:
        """Raises nothing; `watch` lists the request numbers (ascending) whose journeys are to be recorded."""
        self.end_ns = end_ns
        self.budget_bytes = budget_bytes
        self.world: World = build(layout, seed, end_ns, window_ns, warmup_ns, watch)
        tier, sites = layout.tier, max(1, layout.sites)
        self.holders = () if tier is None else tuple(Holders(self.world, tier, site) for site in range(sites))
        self._doors = layout.sticky
        self.deal_doors()
        self.wakes = 0
        with np.errstate(over="ignore"):
            kernel.begin(self.world)

    @property
    def now_ns(self) -> int:
        return int(self.world.clock[0]["now_ns"])

    @property
    def births(self) -> int:
        """Requests born so far."""
        return int(self.world.clock[0]["births"])

    def advance(self, until_ns: int) -> bool:
        """Process everything strictly before `until_ns`. True when a probe's fate has stopped it earlier."""
        while True:
            with np.errstate(over="ignore"):
                came_back = kernel.advance(self.world, until_ns)
            if came_back == NO_ROOM:
                grow(self.world, self.budget_bytes)
                continue
            if came_back != WOKEN:
                return False
            self.wakes += 1
            return True

    def finish(self) -> None:
        """The run stops dead: bring every integral up to the end."""
        kernel.stop_dead(self.world)

    # What the control plane may order.

    def kill(self, node: int, silent: bool) -> None:
        """The node dies, and with it everything inside."""
        rows = inside(self.world, node)
        clock = self.world.clock[0]
        while clock["free_n"] < len(rows) + SPARE:
            clock["tight"] = TOKENS
            grow(self.world, self.budget_bytes)
        while clock["heap_n"] + 2 * len(rows) + SPARE > len(self.world.heap):
            clock["tight"] = HEAP
            grow(self.world, self.budget_bytes)
        clock["tight"] = NO_TABLE
        with np.errstate(over="ignore"):
            die(self.world, node, SILENT if silent else REFUSING, rows)

    def revive(self, node: int) -> None:
        """The node answers again; it is empty."""
        self.world.nodes[node]["state"] = UP
        if self.holders:
            restart(self.world, node)

    def slow_down(self, node: int, factor: float) -> None:
        """Work that starts on the node from now on takes this many times as long."""
        self.world.nodes[node]["slow"] = factor

    def set_loss(self, link: int, share: float) -> None:
        """From now on this share of what crosses the link is lost; 1 is a cut."""
        self.world.links[link]["loss"] = share

    def launch(self, start_pc: int, probe: int, pick: int, luck: int) -> None:
        """Send a probe; when its fate is known, `advance` comes back."""
        self.world.probes[probe]["result"] = PENDING
        self.make_room()
        with np.errstate(over="ignore"):
            kernel.launch(self.world, start_pc, probe, pick, np.uint64(luck))

    def make_room(self) -> None:
        """Before a token is made: the tables may be running out of room."""
        if int(self.world.clock[0]["tight"]) != NO_TABLE:
            grow(self.world, self.budget_bytes)

    def mark_down(self, group: int, place: int) -> None:
        """The balancer believes this member down."""
        row, member = self._member(group, place)
        if member["up"]:
            member["up"] = 0
            row["up"] -= 1
            if member["ramping"]:
                member["ramping"] = 0
                row["ramping"] -= 1
            self.deal_doors()

    def mark_up(self, group: int, place: int) -> None:
        """The balancer believes this member up; slow start begins."""
        row, member = self._member(group, place)
        if not member["up"]:
            member["up"] = 1
            member["current"] = 0
            member["up_since_ns"] = self.now_ns
            row["up"] += 1
            if row["slow_start_ns"] > 0:
                member["ramping"] = 1
                row["ramping"] += 1
            self.deal_doors()

    def deal_doors(self) -> None:
        """Somebody has come or gone: a sticky balancer that leads people by a hash draws its map anew."""
        for site, doors in enumerate(self._doors):
            deal(self.world, doors, site)

    # What the control plane may see.

    def probe_result(self, probe: int) -> int:
        """PENDING, ANSWERED, REFUSED or MISSED."""
        return int(self.world.probes["result"][probe])

    def probe_fate(self, probe: int) -> bool | None:
        """True when the probe was answered, False when it was refused or missed, None while it is out."""
        result = self.probe_result(probe)
        return None if result == PENDING else result == ANSWERED

    def trace(self) -> np.ndarray:
        """(n,) TRACE_ROW: what the watched requests did so far."""
        return self.world.trace[: int(self.world.clock[0]["trace_n"])].copy()

    def _member(self, group: int, place: int) -> tuple[np.void, np.void]:
        row = self.world.groups[group]
        return row, self.world.members[int(row["first"]) + place]
