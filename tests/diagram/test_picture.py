"""What the picture says about a run: a dead server is dead, then taken out, then back."""

from __future__ import annotations

import json

from playground.design.change import put_all
from playground.design.ladder import stage
from playground.diagram.picture import opening_s, picture
from playground.lessons.catalogue import translator
from playground.measure import utilisation
from playground.run import run

T = translator("en")
DESIGN = put_all(
    stage("load-balancer").design,
    {
        "seconds": 60.0,
        "warmup_s": 5.0,
        "workload.rate_rps": 60.0,
        "faults": [{"kind": "kill", "node": "web-2", "start_s": 20.0, "duration_s": 20.0}],
    },
)
RESULT = run(DESIGN)
DATA = picture(DESIGN, RESULT, T, selected="web-2")
ROWS = {row["id"]: row for row in DATA["nodes"]}


def test_it_is_plain_data() -> None:
    assert json.loads(json.dumps(DATA, allow_nan=False)) == DATA


def test_a_death_its_detection_and_the_return_are_seen() -> None:
    state = ROWS["web-2"]["state"]
    at = dict(zip(DATA["end_s"], state, strict=True))
    assert {letter for end, letter in at.items() if end <= 20} == {"u"}
    assert {letter for end, letter in at.items() if 20.5 < end < 39.5} == {"d"}
    assert "o" in {letter for end, letter in at.items() if end > 40}, "up again, but not yet believed"
    assert state[-1] == "u"
    assert set(ROWS["web-1"]["state"]) == {"u"}


def test_busy_is_the_utilisation() -> None:
    means = {use.name: use.utilisation for use in utilisation.nodes(RESULT)}
    assert ROWS["database"]["busy_mean"] == round(100 * means["database"])
    dead = [busy for busy, letter in zip(ROWS["web-2"]["busy"], ROWS["web-2"]["state"], strict=True) if letter == "d"]
    assert sum(dead) / len(dead) < 2
    assert ROWS["users"]["busy"] == []


def test_it_opens_in_the_midst_of_the_fault() -> None:
    assert opening_s(DESIGN) == 30.0
    assert opening_s(stage("load-balancer").design) is None


def test_without_a_result_it_shows_the_parts() -> None:
    bare = picture(DESIGN, None, T, selected=None)
    assert [row["id"] for row in bare["nodes"]] == list(ROWS)
    assert bare["end_s"] == []


def test_titles_are_those_of_the_language() -> None:
    korean = picture(DESIGN, None, translator("ko"), selected=None)
    assert [row["title"] for row in korean["nodes"]][-1] == "데이터베이스"
    assert ROWS["web-3"]["title"] == "web 3"
