"""The chips of the heading: every promise in its own unit."""

from __future__ import annotations

from typing import get_args

import pytest

from playground.design.knob import System
from playground.design.objective import Objective
from playground.lessons.catalogue import LANGUAGES, translator
from playground.lessons.number import short
from playground.measure.objectives import Verdict
from playground.ui.journey.head import chip

KINDS = get_args(get_args(Objective)[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("objective", KINDS, ids=lambda kind: kind.__name__)
def test_times_are_times_and_all_else_is_percent(objective: type[System], language: str) -> None:
    one = objective()
    name, limit = str(getattr(one, "kind")), float(getattr(one, "limit"))  # noqa: B009 - each kind has both
    is_time = "_ms_" in name or "_s_" in name
    told = chip(Verdict(name, limit, limit, ok=True), translator(language))
    shown = short(limit if is_time else 100 * limit)
    assert shown in told["limit"]
    assert shown in told["text"]
    assert ("%" in told["limit"]) is not is_time
