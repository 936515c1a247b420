"""Faults that bring more requests than planned."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from playground.design.fault_base import ALL_CACHES, EVERYBODY, NAME, Fault
from playground.design.knob import knob


class Traffic(Fault):
    """What comes on top of the users' own requests, on a date."""

    called: ClassVar[str]
    ordered: ClassVar[str]  # what its orders begin with

    @model_validator(mode="after")
    def _has_a_date(self) -> Traffic:
        if self.is_random:
            raise ValueError(f"{self.called} needs a date: give start_s, not mtbf_s and mttr_s")
        return self


class Crowd(Traffic):
    """More users than planned: the rate is multiplied while it lasts; of everything, or (`node`) of one endpoint."""

    called: ClassVar[str] = "a spike"
    ordered: ClassVar[str] = "spike"
    kind: Literal["spike"] = "spike"
    node: str = Field(default=EVERYBODY, pattern=r"^[a-z][a-z0-9_-]{0,63}$")
    factor: float = knob(3.0, gt=1, le=1000)


class Attack(Traffic):
    """Requests for a page come on top whose look-ups all ask for keys that do not exist: never the same one twice, or
    `keys` of them again and again."""

    called: ClassVar[str] = "an attack"
    ordered: ClassVar[str] = "attack"
    kind: Literal["attack"] = "attack"
    node: str = Field(default=ALL_CACHES, pattern=NAME)
    rate_rps: float = knob(
        1000.0, gt=0, le=200_000, log=True, source="assumed; as many requests as the stage cache serves at its peak"
    )
    keys: int = knob(0, ge=0, le=10_000_000, source="assumed; 0: no missing key is asked for twice")


class Scan(Traffic):
    """Somebody outside tries to connect to a machine's own address, again and again. A machine that can be reached has
    to refuse each attempt, which costs it `work_ms` (exponential) of a core; for any other the edge drops it."""

    called: ClassVar[str] = "a scan"
    ordered: ClassVar[str] = "scan"
    kind: Literal["scan"] = "scan"
    node: str = Field(pattern=NAME)
    rate_rps: float = knob(
        1000.0, gt=0, le=200_000, log=True, source="assumed; half of what the usual machine of two cores can refuse"
    )
    work_ms: float = knob(1.0, ge=0, le=1000, source="assumed; an eighth of a request's ladder.web_cpu_ms")


class Celebrity(Traffic):
    """The largest authors post, and each of them more than once: while it lasts, this share of the posts is by authors
    with the most followers that there are. No more is posted than usual."""

    called: ClassVar[str] = "a celebrity"
    ordered: ClassVar[str] = "celebrity"
    kind: Literal["celebrity"] = "celebrity"
    node: str = Field(default="post", pattern="^post$")
    share: float = knob(0.01, gt=0, le=1, source="assumed; some such posts within seconds")


class StockCheck(StrEnum):
    """Who looks whether a ticket is left: the write itself, or a read before it."""

    BY_WRITE = "by_write"
    BEFORE = "before"


class Sale(Traffic):
    """Tickets go on sale: so many buyers come on top, evenly over its length, for a limited stock, and each asks once
    for one. A page of theirs costs `web_ms` (exponential) on a web server. Where there is a queue, a buyer who has his
    place waits for the answer so long."""

    called: ClassVar[str] = "a sale"
    ordered: ClassVar[str] = "sale"
    kind: Literal["sale"] = "sale"
    node: str = Field(default="ticket", pattern="^ticket$")
    duration_s: float | None = knob(10.0, gt=0, le=1e6, source="assumed; most come in the first seconds")
    buyers: int = knob(300_000, ge=1, le=2_000_000, log=True, source="the notes: 300 000 people for 10 000 seats")
    stock: int = knob(10_000, ge=0, le=10_000_000, log=True, source="the notes: 300 000 people for 10 000 seats")
    check: StockCheck = knob(StockCheck.BY_WRITE, source="assumed; UPDATE ... WHERE left > 0")
    waits_s: float = knob(600.0, gt=0, le=86_400, log=True, source="assumed; ten minutes before somebody gives up")
    web_ms: float = knob(1.0, ge=0, le=1000, source="assumed; one button, nothing to render")

    @property
    def rate_rps(self) -> float:
        """Buyers a second."""
        return self.buyers / (self.duration_s or 1.0)

    @model_validator(mode="after")
    def _comes_to_an_end(self) -> Sale:
        if self.duration_s is None:
            raise ValueError("a sale needs duration_s: over that time its buyers come")
        return self
