"""The client: it sends, waits as long as its patience lasts, and tries again as often as it may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.design.patience import Backoff, Patience
from tests.agree.oracle.failure import Failed, Gone
from tests.agree.oracle.scheduler import DEADLINE, Moment, Walk, in_rank
from tests.agree.oracle.token import Token

if TYPE_CHECKING:
    from tests.agree.oracle.world import World

SAVED_UP = 100_000  # thousandths of a retry, at most and in the beginning
UNHEARD = "nobody hears why"  # the client has given up before
UNSURE = ("timed_out", "died_with_server", "call_timed_out")


@dataclass(eq=False)
class Kind:
    """What users ask for: a name, bytes of the answer, and the walk of an attempt."""

    name: str
    program: Callable[[Token], Walk]
    size: float = 0.0
    writes: bool = False
    counts_as: str = "request"  # or a bundle, or a scan
    attacks: int | None = None  # asks for so many keys that do not exist; 0: never for the same twice
    client: Client | None = None  # who asks for it; None: whoever asks for everything
    buys: bool = False  # a ticket
    posts: bool = False  # for all followers


@dataclass(eq=False)
class Request:
    """One request that a user wants answered."""

    number: int
    kind: Kind
    luck: int
    born_ns: int
    size: float
    asks_for: int | None = None
    end_ns: int | None = None
    outcome: str = ""
    attempts: int = 0
    answered: int = 0
    errors: int = 0
    abandoned: int = 0
    late: int = 0
    is_unsure: bool = False
    placeholder: bool = False  # what the user gets is one
    writers: set[int] = field(default_factory=set)  # attempts whose write is durable


class Client:
    """All clients of a design: they share a budget of retries."""

    def __init__(self, world: World, patience: Patience | None) -> None:
        self.world = world
        self.patience = patience or Patience(timeout_s=None, retries=0)
        share = self.patience.budget_share
        self.gain = None if share is None else int(share * 1000 + 0.5)
        self.budget = SAVED_UP
        span_s = self.patience.timeout_s
        self.timeout_ns = None if span_s is None else int(span_s * 1e9 + 0.5)

    def asks(self, kind: Kind, luck: int, size: float, asks_for: int | None = None) -> None:
        """A request is born."""
        request = Request(len(self.world.requests), kind, luck, int(self.world.clock.now), size, asks_for)
        self.world.requests.append(request)
        self.world.count("offered", request)
        if self.gain:
            self.budget = min(SAVED_UP, self.budget + self.gain)
        self._attempt(request, 1, 0)

    def _attempt(self, request: Request, number: int, pause_ns: int) -> None:
        token = Token(self.world, (request.number, number, 0), 0, request)
        token.begin_attempt(number)
        token.begin(self._walk(token, request, pause_ns))

    def _walk(self, token: Token, request: Request, pause_ns: int | None) -> Walk:
        """Attempt after attempt, until one is answered, none is left, or the client carries on without this token."""
        while True:
            if pause_ns:
                yield from token.pause(pause_ns, DEADLINE)
            self._send(token, request)
            try:
                yield from request.kind.program(token)
            except Failed as error:
                yield from token.hear(error, 0)
                token.note("FAILED", UNHEARD if token.is_abandoned else error.reason)
                pause_ns = self._attempt_failed(token, request, error.reason)
                if pause_ns is None:
                    return
                token.begin_attempt(token.key[1] + 1)
            else:
                token.note("ANSWER")
                self._answered(token, request)
                return

    def _send(self, token: Token, request: Request) -> None:
        token.note("SEND")
        request.attempts += 1
        self.world.count("sent", request)
        if self.timeout_ns is not None:
            attempt = token.key[1]
            due_ns = token.clock.now + self.timeout_ns
            Moment(token.clock, due_ns, in_rank(DEADLINE, token.key), lambda: self._deadline(token, request, attempt))

    def _answered(self, token: Token, request: Request) -> None:
        if token.is_abandoned:
            request.late += 1
            self.world.count("late", request)
        else:
            request.answered += 1
            self.world.count("answered", request)
            self._over(request, "served")

    def _attempt_failed(self, token: Token, request: Request, reason: str) -> int | None:
        """The pause before the next attempt; None when this token has none."""
        if token.is_abandoned:
            return None
        request.errors += 1
        return self._next(token, request, reason)

    def _deadline(self, token: Token, request: Request, attempt: int) -> None:
        """Patience has ended: the attempt stays where it is, and is worked on to its end."""
        if not token.is_alive or token.key[1] != attempt:
            return
        request.abandoned += 1
        self.world.count("abandoned", request)
        if self.world.names is not None:
            self.world.names.given_up(token)
        pause_ns = self._next(token, request, "timed_out")
        if pause_ns is not None:
            self._attempt(request, attempt + 1, pause_ns)
        token.is_abandoned = True
        if self.world.drops_abandoned or (token.is_hung and token.is_forgotten):
            token.throw(Gone())

    def _next(self, token: Token, request: Request, reason: str) -> int | None:
        """The pause before another attempt, if there may be one; else the request has failed."""
        request.is_unsure = request.is_unsure or reason in UNSURE
        attempt = token.key[1]
        if attempt > self.patience.retries or not self._pays():
            self._over(request, reason)
            return None
        return self._pause_ns(token, attempt)

    def _pays(self) -> bool:
        if self.gain is None:
            return True
        if self.budget < 1000:
            return False
        self.budget -= 1000
        return True

    def _pause_ns(self, token: Token, attempt: int) -> int:
        given = self.patience
        if given.backoff is Backoff.NONE:
            return 0
        span_ns = given.backoff_ms * 1e6
        if given.backoff is not Backoff.FIXED:
            span_ns = min(given.backoff_max_ms * 1e6, span_ns * 2.0 ** (attempt - 1))
        if given.backoff is Backoff.JITTERED:
            span_ns *= token.luck.draw("backoff")
        return int(span_ns + 0.5)

    def _over(self, request: Request, outcome: str) -> None:
        request.end_ns, request.outcome = int(self.world.clock.now), outcome
        self.world.count("served" if outcome == "served" else "failed", request)
