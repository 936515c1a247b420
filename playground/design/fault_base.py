"""When a fault comes, and how what it hits is named."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from playground.design.knob import System, knob

NAME = r"^[a-z][a-z0-9-]{0,63}$"
LINK = r"^[a-z][a-z0-9-]{0,63}(>[a-z][a-z0-9-]{0,63})?$"  # a link, or a node and with it all links that end there
ALL_CACHES = "cache"
EVERY_EDGE = "cdn"
WEB_TIER = "web"
DATABASE = "database"
MOST_SHARDS = 64
EVERYBODY = "users"


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
