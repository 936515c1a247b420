"""Messages: tokens that a request sends off and does not wait for."""

from __future__ import annotations

from tests.agree.oracle.chance import mix
from tests.agree.oracle.token import Token


def message_of(parent: Token) -> Token:
    """One more child, for which nobody waits."""
    number, attempt, child = parent.key
    index = parent.children
    parent.children += 1
    place = child + (index + 1 << 9) if child else index + 1
    message = Token(parent.world, (number, attempt, place), mix(parent.luck.luck, index), parent.request)
    message.server, message.away_ns, message.is_abandoned = parent.server, parent.away_ns, True
    return message
