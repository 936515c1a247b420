"""What rows may be asked together: they belong to the same keys, edges or sites, in the same order."""

from __future__ import annotations

from collections.abc import Sized


def same_length(**rows: Sized) -> None:
    """Every row has as many entries as the first. Raises ValueError with a sentence that names the two."""
    (first, model), *others = rows.items()
    for name, row in others:
        if len(row) != len(model):
            raise ValueError(f"{name} must have as many entries as {first} ({len(model)}), not {len(row)}")
