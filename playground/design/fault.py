"""Faults: what goes wrong, where, and when; on a date, or at random with a mean time between failures."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from playground.design.knob import System, knob

NAME = r"^[a-z][a-z0-9-]{0,63}$"
LINK = r"^[a-z][a-z0-9-]{0,63}(>[a-z][a-z0-9-]{0,63})?$"  # a link, or a node and with it all links that end there


ALL_CACHES = "cache"
EVERY_EDGE = "cdn"
WEB_TIER = "web"
DATABASE = "database"
MOST_SHARDS = 64


class Fault(System):
    """When: from `start_s` for `duration_s` (none: to the end), or at random with `mtbf_s` and `mttr_s`."""

    start_s: float | None = knob(30.0, ge=0, le=1e6)
    duration_s: float | None = knob(60.0, gt=0, le=1e6)
    mtbf_s: float | None = knob(None, ge=1, le=1e9, source="none: the fault has a date")
    mttr_s: float | None = knob(None, ge=0.01, le=1e9, source="none: the fault has a date")

    @model_validator(mode="before")
    @classmethod
    def _chance_has_no_date(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("mtbf_s") is not None:
            return {"start_s": None, "duration_s": None, **data}
        return data

    @model_validator(mode="after")
    def _dated_or_random(self) -> Fault:
        if (self.mtbf_s is None) != (self.mttr_s is None):
            raise ValueError("a random fault needs both mtbf_s and mttr_s")
        if self.mtbf_s is None and self.start_s is None:
            raise ValueError("a fault needs start_s, or mtbf_s and mttr_s")
        if self.mtbf_s is not None and (self.start_s is not None or self.duration_s is not None):
            raise ValueError("a fault has a date (start_s, duration_s) or comes at random (mtbf_s, mttr_s), not both")
        return self

    @property
    def is_random(self) -> bool:
        return self.mtbf_s is not None


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


class Traffic(Fault):
    """What comes on top of the users' own requests, on a date."""

    called: ClassVar[str]

    @model_validator(mode="after")
    def _has_a_date(self) -> Traffic:
        if self.is_random:
            raise ValueError(f"{self.called} needs a date: give start_s, not mtbf_s and mttr_s")
        return self


class Crowd(Traffic):
    """More users than planned: the rate is multiplied while it lasts."""

    called: ClassVar[str] = "a spike"
    kind: Literal["spike"] = "spike"
    node: str = Field(default="users", pattern=NAME)
    factor: float = knob(3.0, gt=1, le=1000)


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


class Attack(Traffic):
    """Requests for a page come on top whose look-ups all ask for keys that do not exist: never the same one twice, or
    `keys` of them again and again."""

    called: ClassVar[str] = "an attack"
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
    kind: Literal["scan"] = "scan"
    node: str = Field(pattern=NAME)
    rate_rps: float = knob(
        1000.0, gt=0, le=200_000, log=True, source="assumed; half of what the usual machine of two cores can refuse"
    )
    work_ms: float = knob(1.0, ge=0, le=1000, source="assumed; an eighth of a request's ladder.web_cpu_ms")


class Publish(_AtOnce):
    """The origin has a new version of all files of a kind; the users get it as `cdn.publishing` says."""

    kind: Literal["publish"] = "publish"
    node: str = Field(default="code", pattern=NAME)


class Purge(_AtOnce):
    """The edges are told to delete the files of a kind, or all; each hears of it some time later."""

    kind: Literal["purge"] = "purge"
    node: str = Field(default=EVERY_EDGE, pattern=NAME)


class Deploy(_AtOnce):
    """A rolling deploy of the web tier begins; how it goes on is said by `web.release`."""

    kind: Literal["deploy"] = "deploy"
    node: str = Field(default=WEB_TIER, pattern=f"^{WEB_TIER}$")


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


OneFault = (
    Kill | Slow | Lose | Cut | Crowd | Replace | Flush | Expire | Attack | Scan | Publish | Purge | Deploy | Reshard
)
AnyFault = Annotated[OneFault, Field(discriminator="kind")]
