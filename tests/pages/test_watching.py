"""On the page: somebody begins to watch, sees what the rules noticed and what the channel got, and compares all rules
with a standard set of faults."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from playground.design import link
from playground.design.change import put_all
from playground.design.ladder import stage
from playground.lessons.catalogue import LANGUAGES, strings, translator
from playground.study.rules_and_faults import find
from playground.ui import rules_table
from playground.ui.journey.watching import blind
from tests.pages.page import given, link_of, open_page

SHORT = {"seconds": 40.0, "workload.daily_users": 50_000.0}
RULES = [
    {"name": "latency-p99", "threshold": 100.0, "window_s": 5.0, "for_s": 0.0},
    {"name": "down", "metric": "down", "threshold": 0.0, "window_s": 5.0, "for_s": 0.0},
]
WATCHED = {"scrape_s": 1.0, "rules": RULES, "notify": {"group_wait_s": 1.0}}


def opened(lang: str = "en", **knobs: object) -> AppTest:
    """A small system that is watched, with the part of the page unfolded."""
    design = put_all(stage("load-balancer").design, {**SHORT, "operations": WATCHED, **knobs})
    app = open_page(lang=lang, d=link.encode(design))
    app.session_state["watching"] = True
    return app.run()


def told(app: AppTest) -> str:
    return "\n".join(row.value for row in (*app.markdown, *app.caption))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_somebody_begins_to_watch_and_stops(lang: str) -> None:
    app = open_page(lang=lang, d="1~load-balancer~seconds=40~workload.daily_users=50000")
    app.session_state["watching"] = True
    app.run()
    assert strings(lang)["watching.off"] in told(app)
    app.button(key="watching-on").click().run()
    assert not app.exception
    assert "operations=" in link_of(app)
    titles = [group["name"] for group in given(app, "panel")[0]["groups"]]
    assert {"panel.operations", "panel.rules", "panel.logs"} <= set(titles)
    assert strings(lang)["watching.calm"] in told(app)
    app.button(key="watching-off").click().run()
    assert link_of(app) == "1~load-balancer~seconds=40.0~workload.daily_users=50000.0"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_rules_noticed_and_what_the_channel_got(lang: str) -> None:
    app = opened(lang, faults=[{"kind": "kill", "node": "web-2", "start_s": 9.5, "duration_s": 10.0}])
    assert not app.exception
    words = told(app)
    assert ("down 0\\.5초 뒤" if lang == "ko" else "**web 2 dies**: down after 0\\.5 s") in words
    assert "100 %" in words, "the value with its unit"
    assert strings(lang)["watching.false_none"] in words


def test_a_name_from_a_link_is_not_read_as_markup() -> None:
    """A region may be called as somebody likes; a rule may not."""
    fault = {"kind": "kill", "node": "web-2", "start_s": 10.0, "duration_s": 10.0}
    design = put_all(stage("load-balancer").design, {**SHORT, "operations": WATCHED, "faults": [fault]})
    text = link.encode(design).replace("latency-p99", "%3Cimg%3E")
    app = open_page(d=text)
    assert not app.exception
    assert len(app.warning) == 1
    assert "<img" not in app.warning[0].value.replace("\\<", "")


def test_a_deploy_with_a_bug_is_a_button_of_its_own() -> None:
    app = opened()
    app.button(key="fault-bug").click().run()
    assert not app.exception
    assert "fails_share" in link_of(app)
    assert any("bug that fails 5" in (row.label or "") for row in app.button)
    app.button(key="fault-deploy").click().run()
    assert not app.exception


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_rules_against_all_faults(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table grows while nobody does anything else, and can be stopped."""
    app = opened(lang)
    app.button(key="rules-begin").click().run()
    assert not app.exception
    assert "rules-stop" in {button.key for button in app.button}
    app.button(key="rules-stop").click().run()
    assert "rules-begin" in {button.key for button in app.button}
    app.button(key="rules-begin").click().run()
    study = app.session_state["rules"]
    study.fault, study.share = next(study.steps)
    app.run()
    assert len(app.get("progress")) == 1
    design, words = link.decode(link_of(app)), strings(lang)
    found = find(design)  # type: ignore[arg-type]
    monkeypatch.setattr(rules_table, "known", lambda design, seed: found)
    app.run()
    assert not app.exception
    (frame,) = (row.value for row in app.dataframe if words["watching.fault_head"] in row.value.columns)
    assert list(frame.columns)[1:3] == ["latency-p99", "down"]
    assert len(frame) == len(found.rows) == 8
    assert frame["down"][1] == words["unit.s"].format(value="0"), "a death is seen at the scrape of its instant"
    assert blind(found, translator(lang)) in told(app)


def test_a_rule_is_a_group_of_sliders() -> None:
    app = opened()
    groups = {group["name"]: group["knobs"] for group in given(app, "panel")[0]["groups"]}
    labels = [knob["label"] for knob in groups["panel.rules"]]
    assert labels[0] == "Fires above · latency-p99"
    (share,) = (knob for knob in groups["panel.rules"] if knob["path"] == "operations.rules.1.threshold")
    assert (share["values"][0], share["values"][-1]) == (0.0, 1.0)
