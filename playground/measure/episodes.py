"""What happened when: faults from their beginning to their end, and how long it took to notice a death.

All of it is read off the recorded orders.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.measure import counted
from playground.result import Order, Result, S

BEGINS = {
    "kill": "kill",
    "kill_silently": "kill",
    "slow_down": "slow",
    "set_loss": "lose",
    "spike_begins": "spike",
    "attack_begins": "attack",
    "scan_begins": "scan",
    "sale_begins": "sale",
    "celebrity_begins": "celebrity",
    "deploy_begins": "deploy",
    "reshard_begins": "reshard",
}
ENDS = {
    "revive": "kill",
    "restarted": "kill",  # a deploy can outlast the fault
    "slow_down": "slow",
    "set_loss": "lose",
    "spike_ends": "spike",
    "attack_ends": "attack",
    "scan_ends": "scan",
    "sale_ends": "sale",
    "celebrity_ends": "celebrity",
    "deploy_ends": "deploy",
    "reshard_ends": "reshard",
}
BY_HAND = ("changed by hand", "as declared again")  # slowness that is no fault of the design's
NOTICED = ("mark_down", "elect")  # a primary's death begins an election
HEALED = {"slow_down": 1.0, "set_loss": 0.0}  # the value of an order that ends the fault


@dataclass(frozen=True)
class Episode:
    """A fault on a node or a link, a deploy, or shards that are added. `kind`: kill, slow, lose, spike, attack, scan,
    sale, celebrity, deploy or reshard. `end_s`: None while it lasts."""

    kind: str
    node: str
    start_s: float
    end_s: float | None


@dataclass(frozen=True)
class Detection:
    """A server's death and when it was marked down; `marked_s` is None when it was not before its return.

    failed: requests that failed in the windows from its death to its marking down, or to its return if never marked.
    """

    node: str
    died_s: float
    marked_s: float | None
    failed: int

    @property
    def detection_s(self) -> float | None:
        return None if self.marked_s is None else self.marked_s - self.died_s


def _begins(order: Order) -> bool:
    return order.why not in BY_HAND and order.what in BEGINS and order.value != HEALED.get(order.what)


def _ends(order: Order) -> bool:
    return order.why not in BY_HAND and order.what in ENDS and order.value == HEALED.get(order.what, order.value)


def episodes(result: Result) -> tuple[Episode, ...]:
    """Every fault that has begun, by its beginning. Overlapping ones on one node are one."""
    running: dict[tuple[str, str], int] = {}
    found: list[Episode] = []
    for order in result.orders:
        if _begins(order):
            key = (BEGINS[order.what], order.node)
            if key not in running:
                running[key] = len(found)
                found.append(Episode(*key, order.t_ns / S, None))
        elif _ends(order):
            key = (ENDS[order.what], order.node)
            if key in running:
                place = running.pop(key)
                found[place] = Episode(*key, found[place].start_s, order.t_ns / S)
    return tuple(found)


def detections(result: Result) -> tuple[Detection, ...]:
    """For each death of a server that is probed: when it was marked down, and what failed in between."""
    probed = {row.name for row in result.servers} | {row.name for row in result.caches}
    found = []
    for episode in episodes(result):
        if episode.kind != "kill" or episode.node not in probed:
            continue
        end_s = counted.now_ns(result) / S if episode.end_s is None else episode.end_s
        marks = [
            order.t_ns / S
            for order in result.orders
            if order.what in NOTICED and order.node == episode.node and episode.start_s <= order.t_ns / S <= end_s
        ]
        marked_s = marks[0] if marks else None
        failed = _failed_between(result, episode.start_s, end_s if marked_s is None else marked_s)
        found.append(Detection(episode.node, episode.start_s, marked_s, failed))
    return tuple(found)


def together(found: tuple[Detection, ...]) -> tuple[tuple[tuple[str, ...], Detection], ...]:
    """Deaths of one instant that were noticed at one instant, or never: the servers' names, and one of them."""
    groups: dict[tuple[float, float | None], list[Detection]] = {}
    for row in found:
        groups.setdefault((row.died_s, row.marked_s), []).append(row)
    return tuple((tuple(row.node for row in rows), rows[0]) for rows in groups.values())


def _failed_between(result: Result, start_s: float, end_s: float) -> int:
    windows = counted.windows(result)
    return int(result.requests.failed[(windows.end_s > start_s) & (windows.start_s < end_s)].sum())
