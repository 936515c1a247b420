"""A mark beside the compiled kernel that says it is complete. Reading it needs no compiler."""

from __future__ import annotations

from playground.dataplane.folder import kernel_folder

MARK = "complete"


def is_ready() -> bool:
    """Has everything been compiled and stored?"""
    return (kernel_folder() / MARK).exists()


def mark_ready() -> None:
    (kernel_folder() / MARK).touch()
