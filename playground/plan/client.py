"""The client: sends an attempt, waits for the answer as long as its patience lasts, and tries again."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.design.patience import Backoff, Patience
from playground.plan.builder import Builder
from playground.plan.walk import Walk

BACKOFF = {
    Backoff.NONE: code.NO_BACKOFF,
    Backoff.FIXED: code.FIXED,
    Backoff.EXPONENTIAL: code.EXPONENTIAL_BACKOFF,
    Backoff.JITTERED: code.JITTERED,
}
BUDGET_RETRIES = 100  # retries that may be saved up


def patience(builder: Builder, given: Patience) -> None:
    """What every client of this design does while it waits."""
    gain = -1 if given.budget_share is None else int(given.budget_share * 1000 + 0.5)
    builder.row(
        "patience",
        (
            builder.patience_lane(given.timeout_s, code.PATIENCE_OF_CLIENT),
            given.retries + 1,
            BACKOFF[given.backoff],
            0,
            given.backoff_ms * 1e6,
            given.backoff_max_ms * 1e6,
            BUDGET_RETRIES * 1000 if gain >= 0 else 0,
            BUDGET_RETRIES * 1000,
            gain,
        ),
    )


def no_patience(builder: Builder) -> None:
    """Clients that wait for ever and try once."""
    one_try(builder, None)


def one_try(builder: Builder, timeout_s: float | None) -> int:
    """Clients that try once, and wait so long or (None) for ever; the row of their patience."""
    lane = builder.patience_lane(timeout_s, code.PATIENCE_OF_CLIENT)
    return builder.row("patience", (lane, 1, code.NO_BACKOFF, 0, 0.0, 0.0, 0, 0, -1))


def begin(builder: Builder, name: str) -> Walk:
    """A request's program: it starts with the client sending an attempt."""
    walk = Walk(builder, name, on_failure=code.FAILED)
    walk.emit(code.SEND, "the client sends")
    return walk


def receive(walk: Walk) -> tuple[int, int]:
    """The answer is with the client. Where the program starts and ends."""
    return walk.end(code.ANSWER, "the client has the answer")
