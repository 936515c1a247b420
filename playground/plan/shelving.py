"""The shelves of a CDN, by name, and how often each file is asked for at them in the middle of a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Shelving:
    """`names`: in the order of the rows of SHELF. `rates_rps`: (files,) float64 for each of them; None for those that
    begin empty, and for the shield, which is asked for what all others miss."""

    names: tuple[str, ...]
    rates_rps: tuple[np.ndarray | None, ...]
    shield: int | None

    @property
    def of_first(self) -> tuple[str, ...]:
        """The machines of the first CDN."""
        return tuple(name for name in self.names if not name.startswith("spare-"))
