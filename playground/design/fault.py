"""Faults: what goes wrong, where, and when; on a date, or at random with a mean time between failures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from playground.design.fault_base import (
    ALL_CACHES,
    DATABASE,
    EVERY_EDGE,
    EVERYBODY,
    LINK,
    MOST_SHARDS,
    NAME,
    WEB_TIER,
    Fault,
)
from playground.design.fault_traffic import Attack, Celebrity, Crowd, Sale, Scan, StockCheck
from playground.design.knob import knob

# ruff: noqa: F401 - some of what is imported is only handed on: a fault is looked for here


class Kill(Fault):
    """A node dies. It refuses, or it is silent and everything that was sent to it hangs."""

    kind: Literal["kill"] = "kill"
    node: str = Field(pattern=NAME)
    silent: bool = False


class Slow(Fault):
    """A node works, but slowly: a grey failure."""

    kind: Literal["slow"] = "slow"
    node: str = Field(pattern=NAME)
    factor: float = knob(10.0, ge=1, le=10_000)


class Lose(Fault):
    """A link loses a share of what crosses it."""

    kind: Literal["lose"] = "lose"
    node: str = Field(pattern=LINK)
    share: float = knob(0.05, gt=0, le=1)


class Cut(Fault):
    """A link is cut: nothing crosses it."""

    kind: Literal["cut"] = "cut"
    node: str = Field(pattern=LINK)


class Replace(Fault):
    """A server is taken away and a new one, with a new address, takes its place after `duration_s`."""

    kind: Literal["replace"] = "replace"
    node: str = Field(pattern=NAME)


class _AtOnce(Fault):
    """It is over as soon as it has happened, however long it is said to last."""

    duration_s: float | None = knob(None, gt=0, le=1e6, source="none: it happens at one instant")
    node: str = Field(default=ALL_CACHES, pattern=NAME)


class Flush(_AtOnce):
    """A cache, or all of them, forgets everything; its machine lives on."""

    kind: Literal["flush"] = "flush"


class Expire(_AtOnce):
    """What a cache, or all of them, holds expires at one instant: everything, or the most popular key (`hot_only`)."""

    kind: Literal["expire"] = "expire"
    hot_only: bool = False


class Publish(_AtOnce):
    """The origin has a new version of all files of a kind; the users get it as `cdn.publishing` says."""

    kind: Literal["publish"] = "publish"
    node: str = Field(default="code", pattern=NAME)


class Purge(_AtOnce):
    """The edges are told to delete the files of a kind, or all; each hears of it some time later."""

    kind: Literal["purge"] = "purge"
    node: str = Field(default=EVERY_EDGE, pattern=NAME)


class Deploy(_AtOnce):
    """A rolling deploy of the web tier begins; how it goes on is said by `web.release`, and by `operations.delivery`
    where there is any. The new version has a bug: it fails `fails_share` of what it is asked for, after its work."""

    kind: Literal["deploy"] = "deploy"
    node: str = Field(default=WEB_TIER, pattern=f"^{WEB_TIER}$")
    fails_share: float = knob(0.0, ge=0, le=1, source="assumed; facts.md, section 17: a bug that fails 5 %")


class Reshard(_AtOnce):
    """Databases are added, until there are `shards`; their keys are moved to them while requests go on."""

    kind: Literal["reshard"] = "reshard"
    node: str = Field(default=DATABASE, pattern=f"^{DATABASE}$")
    shards: int = knob(5, ge=2, le=MOST_SHARDS, source="the notes: from 4 to 5")

    @model_validator(mode="after")
    def _has_a_date(self) -> Reshard:
        if self.is_random:
            raise ValueError("shards are added on a date: give start_s, not mtbf_s and mttr_s")
        return self


Happening = Deploy | Reshard | Publish | Purge | Celebrity
OneFault = Kill | Slow | Lose | Cut | Crowd | Replace | Flush | Expire | Attack | Scan | Sale | Happening
AnyFault = Annotated[OneFault, Field(discriminator="kind")]
