"""Messages: tokens that a request sends off and does not wait for."""

from __future__ import annotations

from collections.abc import Callable

from tests.agree.oracle.chance import mix
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.job import AFTER_ALL_REQUESTS, silence
from tests.agree.oracle.lock import Claim
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.token import Token


def message_of(parent: Token) -> Token:
    """One more child, for which nobody waits."""
    number, attempt, child = parent.key
    index = parent.children
    parent.children += 1
    place = child + (index + 1 << 9) if child else index + 1
    message = Token(parent.world, (number, attempt, place), mix(parent.luck.luck, index), parent.request)
    message.server, message.away_ns, message.is_abandoned = parent.server, parent.away_ns, True
    if number >= AFTER_ALL_REQUESTS:
        silence(message)
    return message


def fetch_beside(message: Token, claim: Claim, fetch: Callable[[Token], Walk]) -> None:
    """A message that fetches a key, and holds its lock from the beginning. Nobody hears of its failure."""
    claim.take()
    message.begin(_holding(message, claim, fetch))


def _holding(message: Token, claim: Claim, fetch: Callable[[Token], Walk]) -> Walk:
    home_ns = message.away_ns
    try:
        with claim:
            yield from fetch(message)
    except Failed as error:
        yield from message.hear(error, home_ns)
    message.note("VANISH")
