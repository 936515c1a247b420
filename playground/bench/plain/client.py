"""The client of the plain web system: tries, waits as long as its patience lasts, pauses and tries again.

One process per attempt, which is one per request where nothing is retried. The deadline is a timeout with a callback,
so that waiting for it costs no second process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import simpy

from playground.bench.plain.site import Failed
from playground.bench.plain.steps import Steps
from playground.design.patience import Backoff, Patience


@dataclass(eq=False)
class Books:
    """Of what was born after the warm-up: latencies of the served, and how many failed for good."""

    latencies_s: list[float] = field(default_factory=list)
    failed: int = 0


@dataclass(eq=False)
class Clients:
    """What all clients share: clock, chance, patience and books; `files` has bundles, too."""

    env: simpy.Environment
    rng: Random
    patience: Patience
    warmup_s: float
    requests: Books = field(default_factory=Books)
    files: Books = field(default_factory=Books)
    born: int = 0


@dataclass(eq=False, slots=True)
class Request:
    """`go` is the way there and back, once for each attempt; `hang_up` is called when the client gives one up."""

    go: Callable[[], Steps]
    books: Books
    born_s: float
    hang_up: Callable[[], None] | None = None


Wish = Callable[[], tuple[Callable[[], Steps], Callable[[], None] | None]]  # what the next client wants: a Request's


def arrivals(clients: Clients, books: Books, rate_rps: float, wish: Wish) -> Steps:
    """A Poisson stream of one region's users."""
    env, rng = clients.env, clients.rng
    while True:
        yield env.timeout(rng.expovariate(rate_rps))
        clients.born += 1
        go, hang_up = wish()
        env.process(attempt(clients, Request(go, books, env.now, hang_up)))


def attempt(clients: Clients, request: Request, number: int = 1, pause_s: float = 0.0) -> Steps:
    """One attempt; when its client gives up, it is worked on to its end."""
    env = clients.env
    if pause_s:
        yield env.timeout(pause_s)
    timeout_s = clients.patience.timeout_s
    patience = env.event() if timeout_s is None else env.timeout(timeout_s)
    patience.callbacks.append(lambda _: give_up(clients, request, number))
    answered = True
    try:
        yield from request.go()
    except Failed as failure:
        answered = False
        if failure.away_s:
            yield env.timeout(failure.away_s)
    if patience.processed:
        return
    patience.callbacks.clear()
    if not answered:
        try_again(clients, request, number)
    elif request.born_s >= clients.warmup_s:
        request.books.latencies_s.append(env.now - request.born_s)


def give_up(clients: Clients, request: Request, number: int) -> None:
    """Nobody waits for this attempt any more."""
    if request.hang_up is not None:
        request.hang_up()
    try_again(clients, request, number)


def try_again(clients: Clients, request: Request, number: int) -> None:
    """The next attempt after a pause, or the end of the request."""
    if number <= clients.patience.retries:
        clients.env.process(attempt(clients, request, number + 1, _pause_s(clients, number)))
    elif request.born_s >= clients.warmup_s:
        request.books.failed += 1


def _pause_s(clients: Clients, number: int) -> float:
    given = clients.patience
    if given.backoff is Backoff.NONE:
        return 0.0
    if given.backoff is Backoff.FIXED:
        return given.backoff_ms / 1000
    pause_s = min(given.backoff_max_ms, given.backoff_ms * 2.0 ** (number - 1)) / 1000
    return pause_s * clients.rng.random() if given.backoff is Backoff.JITTERED else pause_s
