"""Writing a program: each method adds a block, so that the code that calls them reads like the sequence diagram."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from playground.dataplane import opcodes as code
from playground.dataplane.tables import BLOCK, NONE, STACK
from playground.plan.builder import AnyService, Builder, Group, Link, NodeRef, Place, Ref, S

CONNECTION, ALARM = "a connection", "an alarm"
UNCOUNTED = (CONNECTION, ALARM)  # nobody waits for these


@dataclass
class _Handler:
    """What happens after a failure in a guarded stretch: written behind the program."""

    guard: int
    outer: int
    body: Callable[[], None] | None
    held: list[str]
    above: list[str]
    resume: int = 0


class Walk:
    """One program under construction. `depth` is how many things a token holds at this point."""

    def __init__(self, builder: Builder, name: str, *, on_failure: int) -> None:
        """`on_failure` is the opcode of the block where a failure ends that nobody else handles."""
        self.builder = builder
        self.name = name
        self.start = len(builder.blocks)
        self.held: list[str] = []
        self.above: list[str] = []  # what the parent holds while its children walk
        self.handlers: list[_Handler] = []
        self.on_failure = on_failure
        self.guard = builder.row("guards", (0, 0, 0))
        self.bottom = self.guard
        builder.rows["guards"][self.guard] = (NONE, 0, self.guard)

    # The lowest level

    def emit(self, op: int, note: str = "", *, at: Ref | None = None, **fields: float) -> int:
        """Add a block; its place in the program."""
        step = np.zeros(1, BLOCK)[0]
        step["op"], step["lane"], step["guard"] = op, NONE, self.guard
        if at is not None:
            step["target"], step["stride"], step["register"] = at.first, at.stride, at.register
        for name, value in fields.items():
            step[name] = value
        self.builder.blocks.append(step)
        self.builder.notes.append(note)
        return len(self.builder.blocks) - 1

    def patch(self, block: int, jump: int | None = None) -> None:
        """Let a block jump to where the program stands now."""
        self.builder.blocks[block]["jump"] = len(self.builder.blocks) if jump is None else jump

    # Going places

    def travel(self, link: Link, *, back: bool = False) -> None:
        """Cross a link, there or back. A link that takes no time is crossed at once, but may still lose."""
        self.emit(
            code.TRAVEL,
            f"{'back over' if back else 'over'} {link.name}",
            link=link.first,
            link_stride=link.stride,
            register=link.register,
            part=link.part,
            back=int(back),
        )

    def arrive(self, node: NodeRef, reason: int = code.NODE_DOWN) -> None:
        """Knock at a node; fail for `reason` where it is dead."""
        self.emit(code.ARRIVE, f"at {node.name}", at=node, jump=reason)

    def pick(self, group: Group) -> None:
        """The balancer chooses a server and opens a connection."""
        self.hold(CONNECTION)
        self.emit(code.PICK, f"choose a {group.name} server", at=Ref(group.first, 0, group.register))

    def open(self, op: int, note: str, *, at: Ref) -> None:
        """Somebody else than a balancer chooses, and opens a connection."""
        self.hold(CONNECTION)
        self.emit(op, note, at=at)

    def close(self) -> None:
        """Close the connection that `pick` or `open` opened."""
        self.held.pop()
        self.emit(code.CLOSE, "close the connection")

    # Holding and working

    def seize(self, place: Place, *, patience_s: float | None = None, reason: int = code.QUEUE_FULL) -> None:
        """Take a slot, or wait in line; at most `patience_s`, then fail for `reason`."""
        self.builder.waits.update((held, place.name) for held in self.above + self.held if held not in UNCOUNTED)
        lane = self.builder.patience_lane(patience_s, code.PATIENCE_IN_LINE)
        self.emit(code.SEIZE, f"a slot of {place.name}", at=place, part=place.waiting_part, lane=lane, jump=reason)
        self.hold(place.name)

    def work(self, place: Place, service: AnyService, purpose: int, *, on_slot: bool = True) -> None:
        """Be busy for a drawn time; `on_slot`: on the slot seized last."""
        number = self.builder.service(service, purpose)
        self.emit(
            code.WORK, f"work at {place.name}", at=place, service=number, part=place.service_part, count=int(on_slot)
        )

    def transmit(self, place: Place, gbit_per_s: float, purpose: int) -> None:
        """Be busy for as long as the answer's bytes take."""
        number = self.builder.bytes_service(8.0 / gbit_per_s, purpose)
        self.emit(code.WORK, f"send over {place.name}", at=place, service=number, part=place.service_part, count=1)

    def work_each(self, place: Place, mean_ms: float, purpose: int) -> None:
        """Be busy for so long with each of those that a token brings, as its bytes."""
        number = self.builder.each_service(mean_ms, purpose)
        self.emit(code.WORK, f"work at {place.name}", at=place, service=number, part=place.service_part, count=1)

    def pause(self, seconds: float) -> None:
        """Do nothing for so long."""
        self.emit(code.PAUSE, f"{seconds:g} s later", lane=self.builder.lane(int(seconds * S + 0.5), code.TRAVELLING))

    def release(self, place: Place) -> None:
        """Give the slot back."""
        self.held.pop()
        self.emit(code.RELEASE, f"free {place.name}", at=place)

    def serve(
        self, place: Place, service: AnyService, purpose: int, begins: Callable[[], object] = lambda: None
    ) -> None:
        """Wait for a slot, work, and give it back. Work that takes no time by definition is left out. `begins` writes
        what happens before the work."""
        if getattr(service, "mean_ms", 0.0) <= 0.0:
            begins()
            return
        self.seize(place)
        begins()
        self.work(place, service, purpose)
        self.release(place)

    # Loops, branches, children

    @contextmanager
    def times(self, count: float) -> Iterator[None]:
        """Repeat what is inside: 2.4 is twice, and a third time in 40 % of the cases."""
        whole, share = int(count), count - int(count)
        if whole == 1 and share == 0.0:
            yield
            return
        loop = self.emit(code.CALLS, f"{count:g} times", count=whole, share=share)
        first = len(self.builder.blocks)
        yield
        self.emit(code.REPEAT, "again", jump=first)
        self.patch(loop)

    @contextmanager
    def skipped_with(self, share: float) -> Iterator[None]:
        """Skip what is inside with this probability."""
        branch = self.emit(code.BRANCH, f"skip in {share:.0%}", share=share)
        yield
        self.patch(branch)

    @contextmanager
    def on_miss(self, look_up: int, otherwise: str = "hit") -> Iterator[None]:
        """What happens when the look-up finds nothing: the hit jumps over it. `otherwise` calls the hit by its name,
        where a block that is none jumps here."""
        over = self.emit(code.JUMP, otherwise)
        self.patch(look_up)
        yield
        self.patch(over)

    @contextmanager
    def in_parallel(self, count: int, *, needed: int | None = None) -> Iterator[None]:
        """`count` children walk what is inside; go on when `needed` (default: all) are back."""
        split = self.emit(code.SPLIT, f"{count} at once", count=count)
        self.emit(code.GATHER, "wait for them", count=count if needed is None else needed)
        with self.children_of(split):
            yield

    @contextmanager
    def children_of(self, split: int) -> Iterator[None]:
        """What is inside is walked by the children that this block starts."""
        over = self.emit(code.JUMP, "")
        self.patch(split)
        with self._child():
            yield
        self.patch(over)

    def beside(self, errands: Sequence[tuple[int, Callable[[], None]]]) -> None:
        """So many children walk what each errand writes, all beside each other; go on when they are all back."""
        splits = [self.emit(code.SPLIT, f"{count} at once", count=count) for count, _ in errands]
        self.emit(code.GATHER, "wait for them", count=sum(count for count, _ in errands))
        over = self.emit(code.JUMP, "")
        for split, (_, errand) in zip(splits, errands, strict=True):
            self.patch(split)
            with self._child():
                errand()
        self.patch(over)

    @contextmanager
    def _child(self) -> Iterator[None]:
        """The program of a child, from its first block to where it comes back."""
        held, above, guard = self.held, self.above, self.guard
        self.held, self.above = [], above + held
        self.guard = self.builder.row("guards", (NONE, 0, 0))
        self.builder.rows["guards"][self.guard] = (NONE, 0, self.guard)
        yield
        self.emit(code.JOIN, "back")
        failed = self.emit(code.JOIN_FAILED, "back with an error")
        self._set_guard(self.guard, failed, 0, self.guard)
        self.held, self.above, self.guard = held, above, guard

    # Failures

    @contextmanager
    def guarded(self, otherwise: Callable[[], None] | None = None) -> Iterator[None]:
        """A stretch whose failures are noticed here. An error from inside travels to this place and is handled by
        `otherwise`, after which the walk goes on; without it the walk fails here for the same reason."""
        outer = self.guard
        self.guard = self.builder.row("guards", (NONE, len(self.held), outer))
        handler = _Handler(self.guard, outer, otherwise, self.held.copy(), self.above)
        yield
        self.guard = outer
        handler.resume = len(self.builder.blocks)
        self.handlers.append(handler)

    @contextmanager
    def deadline(self, seconds: float | None) -> Iterator[None]:
        """An alarm runs meanwhile; if it rings, the walk fails at the guard around it."""
        if seconds is None:
            yield
            return
        self.hold(ALARM)
        self.emit(code.ARM, f"at most {seconds:g} s", lane=self.builder.patience_lane(seconds, code.ALARM_CLOCK))
        yield
        self.held.pop()
        self.emit(code.DISARM, "in time")

    def fail(self, reason: int = code.NO_REASON) -> None:
        """Fail here, for this reason or for the one already carried."""
        self.emit(code.FAIL, "give up", at=Ref(reason))

    # Ends

    def end(self, op: int, note: str) -> tuple[int, int]:
        """The last block, then the handlers, then where failures end. Returns where the program starts and ends."""
        self.emit(op, note)
        for handler in self.handlers:
            self._set_guard(handler.guard, len(self.builder.blocks))
            self.guard, self.held, self.above = handler.outer, handler.held, handler.above
            if handler.body is None:
                self.fail()
            else:
                handler.body()
                self.emit(code.JUMP, "go on", jump=handler.resume)
        self.guard, self.held = self.bottom, []
        bottom = self.emit(self.on_failure, "failed")
        self._set_guard(self.bottom, bottom, 0, self.bottom)
        span = (self.start, len(self.builder.blocks))
        self.builder.programs[self.name] = span
        return span

    def _set_guard(self, guard: int, handler: int, depth: int | None = None, parent: int | None = None) -> None:
        row = self.builder.rows["guards"][guard]
        row = (handler, row[1] if depth is None else depth, row[2] if parent is None else parent)
        self.builder.rows["guards"][guard] = row

    def hold(self, what: str) -> None:
        """From here on the token holds this, too."""
        self.held.append(what)
        if len(self.held) > STACK - 1:
            raise OverflowError(f"the program {self.name} holds more than {STACK - 1} things at once")
