"""Background jobs: tokens that are nobody's request, and of whose failure nobody hears."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.agree.oracle.failure import Failed
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.token import Token

if TYPE_CHECKING:
    from tests.agree.oracle.world import World

AFTER_ALL_REQUESTS = 1 << 60


def new_token(world: World, luck: int, child: int = 0, of: Token | None = None) -> Token:
    """A token that is not written down. Probes and jobs are numbered in the order in which they begin; a message has
    the number of the job that sends it."""
    number = AFTER_ALL_REQUESTS + world.next_job() if of is None else of.key[0]
    token = Token(world, (number, 1, child), luck, None)
    silence(token)
    return token


def silence(token: Token) -> None:
    """Only requests are written down."""
    token.note = lambda *_: None  # type: ignore[method-assign]


def begin_job(world: World, luck: int, errand: Callable[[Token], Walk]) -> None:
    token = new_token(world, luck)
    token.is_abandoned = True
    token.begin(_quietly(errand(token)))


def send_message(sender: Token, errand: Callable[[Token], Walk]) -> None:
    """A message goes off, and the sender walks on."""
    sender.children += 1
    token = new_token(sender.world, 0, sender.children, sender)
    token.is_abandoned = True
    token.position, token.history = sender.position, sender.history
    token.begin(_quietly(errand(token)))


def _quietly(walk: Walk) -> Walk:
    try:
        yield from walk
    except Failed:
        return
