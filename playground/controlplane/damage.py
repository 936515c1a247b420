"""What the faults that are running make of the machines and links: overlapping ones add up, and the last to end
heals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from playground.controlplane.orders import Orders
from playground.controlplane.view import View
from playground.design.fault import (
    Attack,
    Celebrity,
    Crowd,
    Cut,
    Deploy,
    Expire,
    Fault,
    Flush,
    Kill,
    Lose,
    Publish,
    Purge,
    Replace,
    Reshard,
    Sale,
    Scan,
    Slow,
)


@dataclass(frozen=True)
class Target:
    """What a fault hits: a node (its row, or None), or links, caches or kinds of files (rows and names). `is_part`: one
    of several machines that the fault means."""

    node: int | None = None
    is_part: bool = False
    links: tuple[tuple[int, str], ...] = ()
    caches: tuple[tuple[int, str], ...] = ()
    kinds: tuple[tuple[int, str], ...] = ()


def _nobody_hears(row: int, *, is_new: bool) -> None:
    """There is no CDN."""


def _nobody_grows(node: str, shards: int) -> None:
    """Databases are not sharded."""


def _nobody_deploys(fails_share: float) -> bool:
    return False


class Damage:
    """Running faults by node and by link."""

    def __init__(
        self,
        orders: Orders,
        view: View,
        machines: dict[int, int] | None = None,
        copies: frozenset[int] = frozenset(),
    ) -> None:
        """`machines`: of nodes that are a pair (one serves, one stands by), how many there are; of others there is
        one. `copies`: nodes that hold a copy of a database, which a new machine has to be given first."""
        self.met_nobody: dict[str, None] = {}  # faults that began while their machine was not there
        self._copies = copies
        self.publishes: Callable[..., None] = _nobody_hears  # of a new version of a kind of files, or of a purge
        self.deploys: Callable[[float], bool] = _nobody_deploys  # begins to, unless somebody does
        self.grows: Callable[[str, int], None] = _nobody_grows  # so many shards from now on
        self._machines = machines or {}
        self._orders = orders
        self._view = view
        self._kills: dict[int, int] = defaultdict(int)
        self._slow: dict[int, list[float]] = defaultdict(list)
        self._loss: dict[int, list[float]] = defaultdict(list)

    def begin(self, fault: Fault, target: Target) -> bool:
        """False when it hits nobody: a machine that is not there cannot die or be slow, and one deploy is enough."""
        if isinstance(fault, Kill | Slow | Replace) and not self._view.is_there(fault.node):
            if not target.is_part:
                self.met_nobody[f"{fault.kind}:{fault.node}"] = None
            return False
        if isinstance(fault, Deploy):
            return self._deploy(fault)
        self._begin(fault, target)
        return True

    def _deploy(self, fault: Deploy) -> bool:
        begins = self.deploys(fault.fails_share)
        if not begins:
            self.met_nobody[f"{fault.kind}:{fault.node}"] = None
        return begins

    def _begin(self, fault: Fault, target: Target) -> None:
        if isinstance(fault, Kill | Replace) and target.node is not None:
            self._kills[target.node] += 1
            if self._view.is_up(target.node):
                self._kill(fault, target.node)
        elif isinstance(fault, Slow) and target.node is not None:
            self._slow[target.node].append(fault.factor)
            self._slow_down(fault.node, target.node, "fault")
        elif isinstance(fault, Lose | Cut):
            share = fault.share if isinstance(fault, Lose) else 1.0
            for row, name in target.links:
                self._loss[row].append(share)
                self._lose(name, row, "fault")
        elif isinstance(fault, Crowd | Attack | Scan | Sale | Celebrity):
            self._orders.give(f"{fault.ordered}_begins", fault.node, "fault", value=_size(fault))
        elif isinstance(fault, Reshard):
            self.grows(fault.node, fault.shards)
        elif isinstance(fault, Publish | Purge):
            for row, name in target.kinds:
                self._orders.give("publish" if isinstance(fault, Publish) else "purge", name, "fault", row=row)
                self.publishes(row, is_new=isinstance(fault, Publish))
        elif isinstance(fault, Flush | Expire):
            what = "flush" if isinstance(fault, Flush) else "expire_hot" if fault.hot_only else "expire"
            for row, name in target.caches:
                self._orders.give(what, name, "fault", row=row)

    def end(self, fault: Fault, target: Target) -> None:
        if isinstance(fault, Kill | Replace) and target.node is not None:
            self._kills[target.node] -= 1
            if self.has_another(target.node) and not self._view.is_up(target.node):
                self.revive(fault.node, target.node, "fault over")
                if isinstance(fault, Replace) and target.node in self._copies:
                    self._orders.give("copy", fault.node, "the new machine is empty", row=target.node)
        elif isinstance(fault, Slow) and target.node is not None:
            self._slow[target.node].remove(fault.factor)
            self._slow_down(fault.node, target.node, "fault over")
        elif isinstance(fault, Lose | Cut):
            share = fault.share if isinstance(fault, Lose) else 1.0
            for row, name in target.links:
                self._loss[row].remove(share)
                self._lose(name, row, "fault over")
        elif isinstance(fault, Crowd | Attack | Scan | Sale | Celebrity):
            self._orders.give(f"{fault.ordered}_ends", fault.node, "fault over")

    def stop(self, name: str, node: int, why: str) -> None:
        """A machine is stopped for a while, unless it is dead anyway."""
        self._kills[node] += 1
        if self._view.is_up(node):
            self._view.note_death(node)
            self._orders.give("restart", name, why, row=node)

    def start(self, name: str, node: int, why: str) -> None:
        """It is started again; a fault may keep it down."""
        self._kills[node] -= 1
        if self.has_another(node) and not self._view.is_up(node):
            self._view.note_return(node)
            self._orders.give("restarted", name, why, row=node)

    def slow(self, name: str, node: int, factor: float) -> None:
        """Whatever the machine does takes so many times as long, on top of everything else."""
        self._slow[node].append(factor)
        self._slow_down(name, node, "changed by hand")

    def speed_up(self, name: str, node: int, factor: float) -> None:
        """No longer so."""
        self._slow[node].remove(factor)
        self._slow_down(name, node, "as declared again")

    def has_another(self, node: int) -> bool:
        """Is there a machine for this node that no fault has taken?"""
        return self._kills[node] < self._machines.get(node, 1)

    def revive(self, name: str, node: int, why: str) -> None:
        """The node answers again."""
        self._view.note_return(node)
        self._orders.give("revive", name, why, row=node)

    def _kill(self, fault: Kill | Replace, node: int) -> None:
        self._view.note_death(node)
        silent = isinstance(fault, Kill) and fault.silent
        self._orders.give("kill_silently" if silent else "kill", fault.node, "fault", row=node)

    def _slow_down(self, name: str, node: int, why: str) -> None:
        factor = 1.0
        for one in self._slow[node]:
            factor *= one
        self._orders.give("slow_down", name, why, row=node, value=factor)

    def _lose(self, name: str, row: int, why: str) -> None:
        kept = 1.0
        for one in self._loss[row]:
            kept *= 1.0 - one
        self._orders.give("set_loss", name, why, row=row, value=1.0 - kept)


def _size(fault: Crowd | Attack | Scan | Sale | Celebrity) -> float:
    """How much comes: as many times the usual, requests a second, or which share."""
    if isinstance(fault, Celebrity):
        return fault.share
    return fault.factor if isinstance(fault, Crowd) else fault.rate_rps
