"""One sentence for what is wrong, in the language of the page; text from outside stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design.change import put
from playground.design.ladder import stage
from playground.design.problem import BadDesign
from playground.lessons.catalogue import LANGUAGES, translator
from playground.ui.problem import sentence
from playground.ui.state import adopt
from playground.ui.text import plain

DESIGN = stage("load-balancer").design


def _told(path: str, value: object, language: str) -> str:
    with pytest.raises(BadDesign) as caught:
        put(DESIGN, path, value)
    return sentence("problem.knob", caught.value, DESIGN, translator(language))


@pytest.mark.parametrize(
    ("path", "value", "en", "ko"),
    [
        ("web.servers", 99, "a whole number from 1 to 64, not 99", "1부터 64까지의 정수"),
        ("workload.write_share", 2, "a number from 0 to 1, not 2", "0부터 1까지의 수"),
        ("balancer.policy", "coin", "one of in turn", "돌아가며"),
        ("web.public", "perhaps", "on or off, not perhaps", "켬 또는 끔"),
        ("seconds", 0, "a number above 0, up to 1,000,000, not 0", "0보다 크고"),
    ],
)
def test_the_knob_its_range_and_the_value(path: str, value: object, en: str, ko: str) -> None:
    assert path in _told(path, value, "en")
    assert en in _told(path, value, "en")
    assert ko in _told(path, value, "ko")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contradiction_is_told_too(language: str) -> None:
    assert "warmup_s" in _told("warmup_s", 500, language)


@given(st.text(max_size=60))
def test_plain_text_keeps_its_words_and_loses_its_meaning(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", plain(text).replace("\\\\", "\\")) == text or "\\" in text
    assert not re.search(r"(?<!\\)[<*\[`$]", plain(text.replace("\\", "")))


def test_a_design_from_outside_gets_the_name_of_the_stage_it_resembles() -> None:
    assert adopt(DESIGN.model_copy(update={"name": "custom"})).name == "load-balancer"
    assert adopt(stage("split-tiers").design.model_copy(update={"name": "mine"})).name == "split-tiers"
    assert adopt(stage("single-server").design.model_copy(update={"name": "mine"})).name == "single-server"
