"""Single flight: of all who miss a key one fetches it, and the others wait for that; and fetches before their time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.tables import NONE
from playground.plan.builder import WAITING, Builder, NodeRef, Ref
from playground.plan.walk import UNCOUNTED, Walk

NAME = "the lock"  # as something that somebody holds while others wait for it
NO_PROCESS = NodeRef(0)


@dataclass(frozen=True)
class Locks(Ref):
    """A row of locks for each process, or one that all processes share."""

    process: NodeRef = NO_PROCESS  # where those who ask for it work
    wait_lane: int = NONE  # how long they wait for each other
    waiting_part: int = 0
    name: str = NAME


def locks(
    builder: Builder,
    processes: NodeRef,
    count: int,
    *,
    is_shared: bool,
    ttl_s: float | None,
    wait_s: float | None,
    system: str = "cache",
    name: str = NAME,
) -> Locks:
    """Locks of `count` processes on consecutive nodes. `ttl_s`: how long one is held at most; `wait_s`: how long
    somebody waits for it at most; None: there is no limit. Call it before the programs are written that ask for them,
    and after the client's patience: of one token's deadlines that fall on one instant the one set first goes first."""
    wait_lane = builder.patience_lane(wait_s, code.PATIENCE_FOR_LOCK)
    life_lane = builder.patience_lane(ttl_s, code.LOCK_LIFE)
    rows = [builder.row("locks", (NONE, life_lane))] if is_shared else []
    rows = rows or [builder.row("locks", (processes.first + member, life_lane)) for member in range(count)]
    stride = 0 if len(rows) == 1 else 1
    return Locks(rows[0], stride, processes.register, processes, wait_lane, builder.part(system, WAITING), name)


def fetch_once(
    walk: Walk, lock: Locks, cache: Ref, fetch: Callable[[], None], peek: Callable[[], int] | None = None
) -> None:
    """After a miss: 1 take the key's lock, 2 fetch, 3 unlock. Who does not get it waits until it is free, 4 looks
    again, and asks for the lock once more if the key is still not there. Whose patience ends fetches without it.

    `peek` writes how one looks again, and returns the block that jumps when nothing is found."""
    walk.builder.waits.update((held, lock.name) for held in walk.above + walk.held if held not in UNCOUNTED)
    taken = _ask(walk, lock, is_first=True)
    walk.hold(lock.name)
    fetching = len(walk.builder.blocks)
    fetch()
    walk.emit(code.UNLOCK, "unlock the key")
    over = walk.emit(code.JUMP, "")
    walk.patch(taken)
    walk.emit(code.COALESCE, "somebody fetches it already", at=cache)
    waiting = walk.emit(
        code.AWAIT_LOCK, "wait for that", at=lock, lane=lock.wait_lane, part=lock.waiting_part, jump=fetching
    )
    missed = walk.emit(code.PEEK, "in the cache now?", at=cache) if peek is None else peek()
    walk.emit(code.UNLOCK, "it is there")
    found = walk.emit(code.JUMP, "")
    walk.patch(missed)
    walk.patch(_ask(walk, lock, is_first=False), waiting)
    walk.emit(code.JUMP, "it is free", jump=fetching)
    walk.held.pop()
    walk.patch(over)
    walk.patch(found)


def _ask(walk: Walk, lock: Locks, *, is_first: bool) -> int:
    """Ask for the lock; the block, which jumps when somebody holds it."""
    return walk.emit(code.LOCK, "lock the key", at=lock, count=int(is_first), **_process(lock))


def _process(lock: Locks) -> dict[str, int]:
    """Where who asks for a lock works. A shared lock has the register of the processes, too."""
    return {"link": lock.process.first, "link_stride": lock.process.stride, "register": lock.process.register}


def refresh_ahead(walk: Walk, lock: Locks, cache: Ref, refresh_pc: int) -> None:
    """A hit on a value whose soft life is over sends off a message that fetches it anew."""
    ripe = walk.emit(code.RIPE, "is its soft life over?", at=cache)
    send_off(walk, lock, refresh_pc)
    walk.patch(ripe)


def send_off(walk: Walk, lock: Locks, refresh_pc: int) -> None:
    """Send off the message that fetches the key, unless somebody holds its lock."""
    walk.emit(code.REFRESH, "fetch it anew beside", at=lock, jump=refresh_pc, **_process(lock))


def fetch_early(walk: Walk, cache: Ref, fetch: Callable[[], None]) -> None:
    """XFetch: some hits fetch the value themselves, the more of them the sooner it expires."""
    not_yet = walk.emit(code.XFETCH, "soon over, by chance?", at=cache)
    fetch()
    walk.patch(not_yet)


def message(builder: Builder, fetch: Callable[[Walk], None]) -> int:
    """The program of a message that fetches a key whose lock it was given, and vanishes. Where it starts."""
    walk = Walk(builder, builder.here("refresh"), on_failure=code.VANISH)
    walk.hold(NAME)
    fetch(walk)
    walk.emit(code.UNLOCK, "unlock the key")
    walk.held.pop()
    return walk.end(code.VANISH, "gone")[0]
