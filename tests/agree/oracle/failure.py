"""How a walk ends before its end."""

from __future__ import annotations

import math


class Failed(Exception):
    """An attempt or a call fails. Arguments by position only: SimPy copies an exception before it throws it.

    `away_ns`: how far from the client the error arises; None where the one who guards this place notices by itself.
    `height`: guards that stand on more than this many holds are gone as well. `outside`: not by the token's own act.
    """

    def __init__(self, reason: str, away_ns: int | None, height: float = math.inf, outside: bool = False) -> None:
        super().__init__(reason, away_ns, height, outside)
        self.reason, self.away_ns, self.height, self.outside = reason, away_ns, height, outside


class Gone(Exception):
    """The token ends here, and nobody hears of it."""
