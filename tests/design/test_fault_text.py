"""The short text of a fault, both ways."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.design.fault import Attack, Crowd, Cut, Fault, Kill, Lose, Replace, Scan, Slow
from playground.design.fault_text import parse, text_of
from playground.design.problem import BadDesign
from tests.design.designs import faults

KNOWN = [
    ("kill:web-2@30+60", Kill(node="web-2", start_s=30, duration_s=60)),
    ("kill:web-2@30", Kill(node="web-2", start_s=30, duration_s=None)),
    ("kill-silent:web-2@30+60", Kill(node="web-2", start_s=30, duration_s=60, silent=True)),
    ("slow*10:web-2@30+60", Slow(node="web-2", start_s=30, duration_s=60, factor=10)),
    ("lose*0.05:web-2@30+60", Lose(node="web-2", start_s=30, duration_s=60, share=0.05)),
    ("cut:web-2@30+60", Cut(node="web-2", start_s=30, duration_s=60)),
    ("spike*3@30+60", Crowd(start_s=30, duration_s=60, factor=3)),
    ("spike*3:users@30+60", Crowd(start_s=30, duration_s=60, factor=3)),
    ("attack*500:cache@30+60", Attack(start_s=30, duration_s=60, rate_rps=500)),
    ("scan*2000:web-1@10+30", Scan(node="web-1", start_s=10, duration_s=30, rate_rps=2000)),
    ("scan*2000/0.5:server@10", Scan(node="server", start_s=10, duration_s=None, rate_rps=2000, work_ms=0.5)),
    ("attack*500/20:cache@30", Attack(start_s=30, duration_s=None, rate_rps=500, keys=20)),
    ("replace:web-2@30+60", Replace(node="web-2", start_s=30, duration_s=60)),
    ("kill:web-2@~600+60", Kill(node="web-2", mtbf_s=600, mttr_s=60)),
    ("kill-silent:database@~600+60", Kill(node="database", mtbf_s=600, mttr_s=60, silent=True)),
    ("slow:web-2@0.5", Slow(node="web-2", start_s=0.5, duration_s=None)),
]


@pytest.mark.parametrize(("text", "fault"), KNOWN)
def test_known_texts(text: str, fault: Fault) -> None:
    assert parse(text) == fault
    assert parse(text_of(fault)) == fault


@pytest.mark.parametrize("text", [text for text, _ in KNOWN if ":users" not in text and not text.startswith("slow:")])
def test_the_text_is_the_shortest(text: str) -> None:
    assert text_of(parse(text)) == text


@given(faults)
def test_every_fault_comes_back(fault: Fault) -> None:
    text = text_of(fault)
    assert text.isascii()
    assert " " not in text
    assert parse(text) == fault
    assert text_of(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "an empty text"),
        ("kill:web-2", "KIND:NODE@START+DURATION"),
        ("kill@30", "node must be text"),
        ("kill:@30", "node must be text"),
        ("kill:Web 2@30", "node must be text"),
        ("explode:web-2@30", "kill, kill-silent, slow, lose, cut, spike, replace"),
        ("kill*2:web-2@30", "no * after kill"),
        ("slow*0.5:web-2@30", "factor must be a number from 1 to 10,000, not 0.5"),
        ("lose*2:web-2@30", "share must be a number above 0, up to 1, not 2.0"),
        ("slow*x:web-2@30", "has x where a number"),
        ("kill:web-2@-3", "start_s must be a number from 0 to 1,000,000"),
        ("kill:web-2@30+0", "duration_s must be a number above 0"),
        ("kill:web-2@30+60+90", "has 60+90 where a number"),
        ("kill:web-2@1_0", "has 1_0 where a number"),
        ("kill:web-2@nan", "start_s must be a number"),
        ("kill:web-2@" + "9" * 5000, "start_s must be a number"),
        ("kill:web-2@~600", "~MTBF+MTTR"),
        ("kill:web-2@~0+60", "mtbf_s must be a number from 1"),
        ("spike*3@~600+60", "a spike needs a date: give start_s"),
        ("kill:web-2@30\n", "where a number"),
    ],
)
def test_a_bad_text_gets_one_sentence_with_an_example(text: str, names: str) -> None:
    with pytest.raises(BadDesign) as caught:
        parse(text)
    sentence = str(caught.value)
    assert names in sentence
    assert "for example kill:web-2@30+60" in sentence
    assert "\n" not in sentence
    assert len(sentence) < 300


@given(st.text(max_size=40) | st.from_regex(r"(kill|slow|spike)[*:@+~0-9a-z.-]{0,20}@[~+0-9.e-]{0,12}", fullmatch=True))
@example("kill:web-2@1e400+1")
@example("kill:web-2@٣")
def test_whatever_is_typed(text: str) -> None:
    try:
        fault = parse(text)
    except BadDesign as error:
        sentence = str(error)
    else:
        assert parse(text_of(fault)) == fault
        return
    assert "\n" not in sentence
    assert "for example" in sentence


def test_a_random_fault_has_no_date() -> None:
    fault = Kill(node="web-1", mtbf_s=600, mttr_s=60)
    assert fault.is_random
    assert (fault.start_s, fault.duration_s) == (None, None)
    assert not Kill(node="web-1").is_random


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"mtbf_s": 600}, "needs both mtbf_s and mttr_s"),
        ({"mttr_s": 600}, "needs both mtbf_s and mttr_s"),
        ({"mtbf_s": 600, "mttr_s": 60, "start_s": 30}, "not both"),
        ({"mtbf_s": 600, "mttr_s": 60, "duration_s": 30}, "not both"),
        ({"start_s": None}, "a fault needs start_s"),
    ],
)
def test_a_fault_that_contradicts_itself(knobs: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Kill(node="web-1", **knobs)  # type: ignore[arg-type]


def test_a_spike_at_random_is_refused() -> None:
    with pytest.raises(ValueError, match="a spike needs a date"):
        Crowd(mtbf_s=600, mttr_s=60)
