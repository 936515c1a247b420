"""Services split off from the system, each with a database of its own: a page is put together from what they answer."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from playground.design.facts import value
from playground.design.knob import System, knob
from playground.design.service import Exponential, Service

PREFIX = "service-"  # of the names of their machines
MOST_CHILDREN = 100  # calls beside each other that one page may make


class How(StrEnum):
    """How a page comes to the rows of a service: a call for each, one after another (N+1) or several at a time; a call
    for several of them (WHERE id IN ...); or a query that does not know where the rows lie, and asks every machine."""

    ONE_BY_ONE = "one_by_one"
    PARALLEL = "parallel"
    BATCHED = "batched"
    SCATTER = "scatter"


class SplitOff(System):
    """A service with its database, on machines of its own: each has all of its rows, and they are called in turn; or,
    where queries are scattered, each has a part of them. A call works for `call`, and `row_ms` for each row that it
    asks for, as a whole as spread as `call` is. `needed`: without it there is no page; else the page leaves out what
    it does not get."""

    name: str = Field(default="orders", pattern=r"^[a-z][a-z0-9-]{0,15}$")
    machines: int = knob(1, ge=1, le=16, source="assumed; one, until somebody adds another")
    cores: int = knob(fact="ladder.cores", ge=1, le=64)
    call: Service = Exponential(mean_ms=value("ladder.db_read_ms"))
    row_ms: float = knob(0.05, ge=0, le=1000, log=True, source="assumed; most of a point query is the query itself")
    needed: bool = knob(True, source="assumed; nobody has built a fallback")

    @model_validator(mode="after")
    def _rows_are_part_of_a_call(self) -> SplitOff:
        if self.call.mean_ms == 0 and self.row_ms > 0:
            raise ValueError(f"row_ms must be 0 where a call takes no time, not {self.row_ms:g}")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Its machines at a site."""
        plain = PREFIX + self.name
        return (plain,) if self.machines == 1 else tuple(f"{plain}-{place + 1}" for place in range(self.machines))


class Services(System):
    """Every page that is read asks each of the services for its `rows`, after the calls of its own. `at_once`: parallel
    calls to each service go in rounds of so many. `side_by_side`: the services are asked beside each other, and not one
    after another."""

    parts: tuple[SplitOff, ...] = Field(
        default=(SplitOff(), SplitOff(name="delivery"), SplitOff(name="members")), min_length=1, max_length=6
    )
    join: How = knob(How.ONE_BY_ONE, source="assumed; what an object-relational mapper does unless told otherwise")
    rows: int = knob(20, ge=1, le=50, source="assumed; a page of a list")
    at_once: int = knob(20, ge=1, le=50, source="assumed; all of them")
    batch: int = knob(20, ge=1, le=50, source="assumed; all of them")
    side_by_side: bool = knob(True, source="assumed; the services do not depend on each other")
    hop_ms: float = knob(fact="ladder.hop_ms", ge=0, le=1000)
    timeout_s: float = knob(2.0, gt=0, le=3600, log=True, source="assumed; as for somebody else's service")

    @field_validator("parts")
    @classmethod
    def _names_differ(cls, parts: tuple[SplitOff, ...]) -> tuple[SplitOff, ...]:
        names = [name for part in parts for name in part.names]
        if len(set(names)) < len(names):
            raise ValueError(f"parts must have different names, but {', '.join(part.name for part in parts)} have not")
        return parts

    @model_validator(mode="after")
    def _children_are_few(self) -> Services:
        calls = self.rows * len(self.parts)
        if self.join is How.PARALLEL and calls > MOST_CHILDREN:
            raise ValueError(
                f"rows must be from 1 to {MOST_CHILDREN // len(self.parts)} where {len(self.parts)} services are "
                f"called in parallel, not {self.rows}"
            )
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """All machines of a site."""
        return tuple(name for part in self.parts for name in part.names)
