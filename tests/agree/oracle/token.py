"""Whoever walks: an attempt of a request, one of its children, or a probe; and how it fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import simpy

from tests.agree.oracle.chance import Luck, mix
from tests.agree.oracle.failure import Failed, Gone
from tests.agree.oracle.scheduler import DEADLINE, DELIVERED, READY, Moment, Stoppable, Walk, in_rank

if TYPE_CHECKING:
    from tests.agree.oracle.client import Request
    from tests.agree.oracle.history import History
    from tests.agree.oracle.people import Seat
    from tests.agree.oracle.place import Link, Node
    from tests.agree.oracle.world import World


class Hold(Protocol):
    """Something that must be given back: a slot, a connection, an alarm."""

    node: Node | None
    away_ns: int

    def give_back(self) -> None: ...


class Activity(Protocol):
    """What a waiting token is doing, and what becomes of that when it must stop."""

    def stop(self) -> None: ...


class Token:
    """One walker. Its key orders it among others: request, attempt, child."""

    def __init__(self, world: World, key: tuple[int, int, int], luck: int, request: Request | None) -> None:
        self.world, self.clock = world, world.clock
        self.key = key
        self.luck = Luck(luck)
        self.request = request
        self.server = 0  # the place in its group that the balancer chose
        self.seat: Seat | None = None  # who asks
        self.logs_in = False  # has it just made a session?
        self.edge = 0  # the same among the edges of a CDN
        self.worker = 0  # the same among the workers of a site
        self.copy = 0  # the place of the database that answers a read
        self.wants: int | None = None  # the key asked for, or written, last
        self.position = 0  # the change that it has written, or brings; 0: none that is in the history
        self.history: History | None = None  # in which that is
        self.row = 0  # of the key, or of one of its copies, in the books of its shard
        self.away_ns = 0
        self.children = 0  # born so far: the index of the next one among its siblings
        self.nth = 0  # among those that were born with it
        self.holds: list[Hold] = []
        self.activity: Activity | None = None
        self.is_abandoned = self.is_hung = False
        self.is_alive = True
        self.deed = "change"  # what its write does to its key
        self.found_nothing = False  # does it bring that there is nothing?
        self.read_ns, self.outdated_ns = 0, None  # as of when the value is that it brings, and since when it is old

    # Life

    def begin(self, walk: Walk) -> None:
        """Go on as soon as those are through who became ready before."""
        self.world.alive[self] = None
        Moment(self.clock, self.clock.now, (READY,), lambda: self._start(walk))

    def _start(self, walk: Walk) -> None:
        self.process = Stoppable(self.clock, self._live(walk))

    def _live(self, walk: Walk) -> Walk:
        try:
            yield from walk
        except Gone:
            pass
        finally:
            self.is_alive = False
            self.world.alive.pop(self, None)

    def begin_attempt(self, number: int) -> None:
        """Everything anew, with the luck of this attempt."""
        assert self.request is not None
        self.key = (self.request.number, number, 0)
        self.luck = Luck(mix(self.request.luck, number))
        self.server = self.away_ns = self.children = 0
        self.wants, self.logs_in = None, False

    def note(self, what: str, reason: str = "") -> None:
        """Write down that the token begins a step of its walk."""
        self.world.journal.append((int(self.clock.now), *self.key, what, reason or self.server))

    # Waiting

    def wait(self, event: simpy.Event, activity: Activity | None = None) -> Walk:
        """Wait for an event, being busy with something that can be stopped."""
        self.activity = activity
        yield event
        self.activity = None

    def pause(self, span_ns: int, rank: int, activity: Activity | None = None) -> Walk:
        """Wait for a time."""
        yield from self.wait(Moment(self.clock, self.clock.now + span_ns, in_rank(rank, self.key)), activity)

    def travel(self, link: Link, *, back: bool = False) -> Walk:
        """Cross a link, unless it loses the token."""
        self.note("TRAVEL")
        if link.loses(self):
            yield from self.hang()
        if link.span_ns > 0:
            self.away_ns += -link.span_ns if back else link.span_ns
            yield from self.pause(link.span_ns, DELIVERED)

    def arrive(self, node: Node, reason: str = "node_down") -> Walk:
        """Knock at a node, which may be dead."""
        self.note("ARRIVE")
        if node.is_silent:
            yield from self.hang()
        if not node.is_up:
            raise Failed(reason, self.away_ns)

    # Failing

    @property
    def is_forgotten(self) -> bool:
        """Does nobody wait for this token any more, not even an alarm of its own?"""
        return self.is_abandoned and not any(isinstance(hold, Alarm) for hold in self.holds)

    def hang(self) -> Walk:
        """No answer will come."""
        if self.is_forgotten:
            raise Gone
        self.is_hung = True
        yield from self.wait(simpy.Event(self.clock))

    def stop(self) -> None:
        """Whatever the token does ends now."""
        activity, self.activity = self.activity, None
        if activity is not None:
            activity.stop()

    def throw(self, error: Exception) -> None:
        """The token fails where it stands, by somebody else's act."""
        self.stop()
        self.is_hung = False
        self.process.fail_now(error)

    def fall_silent(self, height: int) -> None:
        """What it holds from this height on is lost, and no answer will come."""
        self.stop()
        for hold in reversed(self.holds[height:]):
            hold.give_back()
        self.process.forget_target()
        self.is_hung = True
        if self.is_forgotten:
            self.throw(Gone())

    def hear(self, error: Failed, home_ns: int) -> Walk:
        """The error travels to where it is handled, this far from the client."""
        trip_ns = 0 if error.away_ns is None else error.away_ns - home_ns
        self.away_ns = home_ns
        if trip_ns > 0:
            yield from self.pause(trip_ns, DELIVERED)
        elif error.outside:
            yield from self.wait(Moment(self.clock, self.clock.now, (READY,)))

    def tried(self, walk: Walk) -> Walk:
        """A stretch whose failures are noticed here, and made good. Was there none?"""
        home_ns, height = self.away_ns, len(self.holds)
        try:
            yield from walk
        except Failed as error:
            if error.height < height:
                raise
            yield from self.hear(error, home_ns)
            return False
        return True

    def guarded(self, walk: Walk, hears: Callable[[], None] = lambda: None) -> Walk:
        """A stretch whose failures are noticed here; then the walk fails here for the same reason. `hears`: what
        happens in between."""
        home_ns, height = self.away_ns, len(self.holds)
        try:
            return (yield from walk)
        except Failed as error:
            if error.height < height:
                raise
            yield from self.hear(error, home_ns)
            hears()
            raise Failed(error.reason, home_ns) from None


class Alarm:
    """Rings after a time, unless what it guards is through; then the token fails on the spot. Whoever set it notices,
    however deep in other stretches the token is."""

    node = None

    def __init__(self, token: Token, span_ns: int | None) -> None:
        self.token, self.away_ns = token, token.away_ns
        self.span_ns = span_ns
        self.is_set = False

    def __enter__(self) -> Alarm:
        if self.span_ns is not None:
            token = self.token
            token.note("ARM")
            self.is_set = True
            token.holds.append(self)
            Moment(token.clock, token.clock.now + self.span_ns, in_rank(DEADLINE, token.key), self.ring)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        if self.is_set and kind is None:
            self.token.note("DISARM")
        self.give_back()

    def give_back(self) -> None:
        if self.is_set:
            self.is_set = False
            self.token.holds.remove(self)

    def ring(self) -> None:
        if self.is_set:
            self.token.throw(Failed("call_timed_out", None, self.token.holds.index(self)))
