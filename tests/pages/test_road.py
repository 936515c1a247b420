"""The page of the whole road in both languages: the chart, searches in the background, switches, and what is left."""

from __future__ import annotations

import time

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.design import link
from playground.design.change import put_all
from playground.design.ladder import STAGES, stage
from playground.lessons.catalogue import LANGUAGES, strings
from playground.ui import engine
from playground.ui.road.roads import designs, stored
from playground.ui.road.switches import complete, switchable
from tests.pages.page import given, link_of, open_page, tiles

PAGE = "pages/road.py"
SHORT = {"seconds": 12.0, "warmup_s": 2.0, "workload.daily_users": 60_000.0}


@pytest.fixture(autouse=True)
def nothing_found_before() -> None:
    st.cache_resource.clear()


def road_page(**where: str) -> AppTest:
    return open_page(**where).switch_page(PAGE).run()


def charts(app: AppTest) -> dict[str, dict]:
    return {row["name"]: row for row in given(app, "live_plot")}


def patient(app: AppTest, key: str, seconds: float = 240.0) -> AppTest:
    """Begin a search and look again until it is over; no timer ticks here."""
    app.button(key=f"{key}-begin").click().run()
    until_s = time.monotonic() + seconds
    while any(button.key == f"{key}-stop" for button in app.button):
        assert time.monotonic() < until_s
        time.sleep(0.3)
        app.run()
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_stored_road_is_there_at_once(lang: str) -> None:
    app = road_page(lang=lang)
    assert not app.exception
    assert not app.warning
    chart = charts(app)["chart-hero"]
    assert chart["label"] == strings(lang)["road.chart"]
    good, bad = chart["figure"]["data"][:2]
    assert good["x"] == [row.good.users for row in stored()]
    assert len(bad["x"]) == len([row for row in STAGES if row.is_built])
    said = " ".join(row.value for row in app.markdown)
    assert strings(lang)["road.text"] in said
    assert "{" not in said
    assert len(app.dataframe) == 2
    assert len(app.dataframe[0].value) == len(stored())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_complete_design_opens_with_a_switch_for_each_box(lang: str) -> None:
    app = road_page(lang=lang)
    assert not app.toggle
    app.button(key="open-complete").click().run()
    assert not app.exception
    assert link_of(app) == link.encode(complete())
    assert [row.key for row in app.toggle] == [f"switch-{box.name}" for box in switchable(complete())]
    assert all(row.value for row in app.toggle)
    assert len({row.label for row in app.toggle}) == len(app.toggle)


def test_a_switch_takes_a_box_out_of_picture_and_link_and_puts_it_back() -> None:
    app = road_page(d=link.encode(complete()))
    before = {node["id"] for node in given(app, "scene")[0]["nodes"]}
    app.toggle(key="switch-cache").set_value(False).run()
    assert not app.exception
    assert link_of(app) == f"{link.encode(complete())}~cache=null"
    after = {node["id"] for node in given(app, "scene")[0]["nodes"]}
    assert before - after == {name for name in before if "cache" in name}
    assert "hits" not in tiles(app)
    app.toggle(key="switch-cache").set_value(True).run()
    assert link_of(app) == link.encode(complete())
    app.toggle(key="switch-cdn").set_value(False).run()
    app.button(key="switch-all").click().run()
    assert link_of(app) == link.encode(complete())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_box_that_others_need_says_who_and_stays(lang: str) -> None:
    app = road_page(lang=lang, d=link.encode(stage("multi-dc").design))
    if complete().name != "multi-dc":
        app.button(key="open-complete").click().run()
    app.toggle(key="switch-dns").set_value(False).run()
    assert not app.exception
    assert len(app.warning) == 1
    assert strings(lang)["box.sites"] in app.warning[0].value
    assert app.toggle(key="switch-dns").value is True
    assert link_of(app) == link.encode(complete())


def test_with_changes_it_is_searched_for_anew_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    few = [stage(name) for name in ("single-server", "split-tiers", "load-balancer")]
    monkeypatch.setattr("playground.ui.road.roads.STAGES", tuple(few))
    design = put_all(stage("load-balancer").design, {**SHORT, "web.cores": 4})
    app = road_page(d=link.encode(design))
    words = strings("en")
    assert app.button(key="hero-begin").label == words["road.begin_own"]
    assert charts(app)["chart-hero"]["label"] == words["road.chart"], "the stored one, until there is another"
    patient(app, "hero")
    assert not app.exception
    chart = charts(app)["chart-hero"]
    assert words["road.own"] in chart["label"]
    assert len(chart["figure"]["data"][0]["x"]) == len(few)
    assert chart["figure"]["data"][0]["x"][1] > 1.5 * stored()[1].good.users, "twice the cores"
    again = road_page(d=link.encode(design), lang="ko")
    assert strings("ko")["road.own"] in charts(again)["chart-hero"]["label"], "kept for everybody"
    assert [row.name for row in designs(design)] == [row.name for row in few]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_taking_out_one_after_the_other(lang: str) -> None:
    app = road_page(lang=lang, d=link.encode(put_all(stage("replicas").design, SHORT)))
    assert any(strings(lang)["box.replication"] in row.value for row in app.caption), "why the machine stays"
    patient(app, "without")
    assert not app.exception
    rows = app.dataframe[-1].value
    assert len(rows) == 6, "with all; without balancer, all servers but one, one server, replicas, one replica"
    chart = charts(app)["chart-without"]
    assert len(chart["figure"]["data"][0]["x"]) == 5
    assert any(strings(lang)["without.whole"] in note["text"] for note in chart["figure"]["layout"]["annotations"])


def test_a_search_can_be_stopped_and_another_one_waits() -> None:
    app = road_page(d="1~replicas")
    app.button(key="hero-begin").click().run()
    keys = {button.key for button in app.button}
    assert "hero-stop" in keys
    assert "without-begin" not in keys
    assert strings("en")["road.busy"] in [row.value for row in app.caption]
    app.button(key="hero-stop").click().run()
    assert {"hero-begin", "without-begin"} <= {button.key for button in app.button}


def test_before_the_engine_is_compiled_the_stored_road_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    class Busy:
        def poll(self) -> None:
            return None

    monkeypatch.setattr(engine, "is_compiled", lambda: False)
    monkeypatch.setattr(engine, "compile_in_child", Busy)
    app = road_page(d="1~load-balancer~web.servers=5")  # of which no run is stored
    assert not app.exception
    assert "chart-hero" in charts(app)
    assert strings("en")["road.no_engine"] in [row.value for row in app.caption]
    assert not [button for button in app.button if (button.key or "").endswith("-begin")]
