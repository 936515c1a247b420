"""The tile of timelines: how long posts take to reach everybody."""

from __future__ import annotations

import math
from typing import Any

from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure import timelines
from playground.result import Result

NAME = "last_follower"


def last_follower(result: Result, missed: set[str], t: Translator) -> list[dict[str, Any]]:
    """A row where there are timelines."""
    found = timelines.summary(result)
    if found is None:
        return []
    sub = t("tile.last_follower_sub", fetches=short(found.fan_in_mean or 1.0))
    row = {"name": NAME, "label": t(f"tile.{NAME}"), "help": t(f"tile.{NAME}_help"), "unit": "", "sub": sub}
    if found.last_s_max is None:
        return [{**row, "value": t("tile.none")}]
    is_endless = math.isinf(found.last_s_max)
    value = {"value": "∞"} if is_endless else {"value": short(found.last_s_max), "unit": t("unit.only_s")}
    return [{**row, **value, "tone": "bad" if "last_follower_s_max" in missed else ""}]
