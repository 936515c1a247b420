"""The journey page in both languages: every stop, links, faults, bad input, a machine without the compiled engine."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.design import link
from playground.design.change import put
from playground.design.ladder import stage
from playground.lessons.catalogue import LANGUAGES, strings
from playground.ui import engine
from playground.ui.journey import charts
from playground.ui.stops import move, stops
from tests.pages.page import given, link_of, open_page, tiles

BAD_LINKS = ["rubbish", "1~nowhere", "1~single-server~web.servers=999", "9~single-server", "1~mm1"]
OPEN = [stop for stop in stops() if stop.kind != "closed"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", range(len(OPEN)))
def test_every_stop_in_every_language(place: int, lang: str) -> None:
    design = move(OPEN[place].stage.design, OPEN[place])
    app = open_page(lang=lang, d=link.encode(design))
    assert not app.exception
    assert not app.warning
    stages, users = given(app, "rail")
    assert stages["value"] == place
    assert stages["stops"][0]["label"] == strings(lang)["stage.single-server.name"]
    assert users["stops"][users["value"]]["typed"] == f"{design.workload.daily_users:,.0f}"
    assert given(app, "head")[0]["name"] == strings(lang)[f"stage.{OPEN[place].stage.name}.name"]
    assert given(app, "head")[0]["look"] == ("bad" if OPEN[place].kind == "half" else "ok")
    more = ["chart-queue"] if design.queue is not None else []
    more += ["chart-timelines", "chart-fan_in", "chart-threshold"] if design.timelines is not None else []
    more += ["chart-shards"] if design.sharding is not None else []
    more += ["chart-sites"] if design.sites is not None else []
    more += ["chart-sessions"] if design.sessions is not None else []
    more += ["chart-lookups"] if design.dns is not None else []
    more += ["chart-versions"] if any(fault.kind == "deploy" for fault in design.faults) else []
    more += ["chart-servers"] if design.web.autoscale is not None else []
    more += ["chart-files", "chart-regions"] if design.cdn is not None else []
    more += ["chart-hits"] if design.cache is not None else []
    more += ["chart-lag"] if design.replication is not None else []
    more += ["chart-failover"] if any(fault.kind == "kill" for fault in design.faults) else []
    drawn = [f"chart-{name}" for name, *_ in charts.FIGURES] + more
    assert [row["name"] for row in given(app, "live_plot")] == drawn
    assert [row["parts"] for row in given(app, "mirror")] == [None, None], "the page itself tells its parts"
    broken = "errors" if getattr(OPEN[place].trouble, "fails_share", 0.0) else "p99"  # a bug makes nobody wait
    assert tiles(app)[broken]["tone"] == ("bad" if OPEN[place].kind == "half" else "")
    assert link_of(app) == link.encode(design)


def test_a_stage_opens_with_its_cure_at_hand() -> None:
    app = open_page(d="1~single-server~workload.daily_users=150000.0")
    app.button(key="offer-threads").click().run()
    assert tiles(app)["p99"]["tone"] == "bad", "more threads are not the cure"
    app.button(key="offer-cure").click().run()
    assert not app.exception
    assert link_of(app) == "1~split-tiers~web.worker_threads=1000"
    assert tiles(app)["p99"]["tone"] == ""
    assert "offer-cure" not in {button.key for button in app.button}


def test_a_server_is_killed_and_healed() -> None:
    app = open_page(d="1~load-balancer")
    before = tiles(app)["errors"]["value"]
    app.button(key="fault-kill").click().run()
    assert not app.exception
    assert "faults=" in link_of(app)
    picture = given(app, "scene")[0]
    row = next(node for node in picture["nodes"] if node["id"] == "web-2")
    assert "d" in row["state"]
    assert picture["open_s"] is not None
    assert tiles(app)["errors"]["tone"] == "bad"
    paths = [knob["path"] for group in given(app, "panel")[0]["groups"] for knob in group["knobs"]]
    assert "faults.0.start_s" in paths
    app.button(key="fault-heal").click().run()
    assert (link_of(app), tiles(app)["errors"]["value"]) == ("1~load-balancer", before)


@pytest.mark.parametrize("button", ["kill", "silent", "slow", "crowd", "scan", "cut"])
def test_every_button_breaks_something(button: str) -> None:
    app = open_page(d="1~split-tiers")
    app.button(key=f"fault-{button}").click().run()
    assert not app.exception
    assert not app.warning
    assert "faults=" in link_of(app)
    assert any(key.startswith("active-") for key in (row.key or "" for row in app.button))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", BAD_LINKS)
def test_a_bad_link_gets_one_sentence_and_the_first_stage(text: str, lang: str) -> None:
    app = open_page(lang=lang, d=text)
    assert not app.exception
    assert len(app.warning) == 1
    assert link_of(app) == "1~single-server"
    assert len(given(app, "live_plot")) == 4


def test_a_range_is_told_in_the_language_of_the_page() -> None:
    app = open_page(lang="ko", d="1~single-server~web.servers=999")
    assert "1부터 64까지의 정수" in app.warning[0].value


def test_the_language_comes_from_the_browser_and_stays() -> None:
    app = open_page(lang="", locale="ko-KR")
    assert app.query_params["lang"] in ("ko", ["ko"])
    assert given(app, "tiles")[0]["label"] == strings("ko")["tile.label"]
    app.session_state["lang"] = "en"
    app.run()
    assert given(app, "tiles")[0]["label"] == strings("en")["tile.label"]
    assert app.query_params["lang"] in ("en", ["en"])


def test_a_seed_is_other_luck() -> None:
    first, other = open_page(d="1~load-balancer"), open_page(d="1~load-balancer", seed="2")
    assert tiles(first)["p99"]["value"] != tiles(other)["p99"]["value"]
    assert open_page(seed="-7").session_state["seed"] == 1


def test_a_link_with_a_log_that_is_not_here_asks_for_it() -> None:
    name = "<img src=x onerror=alert(1)>*.log"
    replay = {"sha256": "0" * 64, "name": name, "lines": 10, "speed_up": None}
    design = put(stage("single-server").design, "workload.replay", replay)
    app = open_page(d=link.encode(design))
    assert not app.exception
    assert len(app.info) == 1
    assert "\\<img" in app.info[0].value, "a name from outside is not read as markup"
    assert given(app, "live_plot") == []
    app.button(key="log-without").click().run()
    assert link_of(app) == "1~single-server"
    assert len(given(app, "live_plot")) == 4


class _Busy:
    """A compiler that does not come to an end."""

    def poll(self) -> None:
        return None


@pytest.fixture
def not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "is_compiled", lambda: False)
    monkeypatch.setattr(engine, "compile_in_child", _Busy)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.usefixtures("not_compiled")
def test_before_the_engine_is_compiled_a_stored_run_is_shown() -> None:
    app: AppTest = open_page(d="1~load-balancer")
    assert not app.exception
    assert [row.value for row in app.info] == [strings("en")["engine.compiling"]]
    assert len(given(app, "live_plot")) == 4
    assert tiles(app)["p99"]["value"] != strings("en")["tile.none"]


@pytest.mark.usefixtures("not_compiled")
def test_where_nothing_is_stored_nothing_is_made_up() -> None:
    app = open_page(d="1~load-balancer~web.servers=5")
    assert not app.exception
    assert given(app, "live_plot") == []
    assert {row["value"] for row in given(app, "tiles")[0]["tiles"]} == {strings("en")["tile.none"]}
    assert len(given(app, "scene")[0]["nodes"]) == 9


def test_cache_servers_stand_in_the_picture_and_can_be_flushed() -> None:
    """A link brings them along; one of them is dead, and its replica has taken over."""
    fault = "%5B%7B%22kind%22%3A%22kill%22%2C%22node%22%3A%22cache-1%22%2C%22start_s%22%3A20%7D%5D"
    app = open_page(d=f"1~load-balancer~cache.placement=slots~cache.replicas=1~faults={fault}")
    assert not app.exception
    (scene,) = given(app, "scene")
    names = [node["id"] for node in scene["nodes"]]
    assert [name for name in names if "cache" in name] == [
        *(f"cache-{number}" for number in range(1, 5)),
        *(f"cache-replica-{number}" for number in range(1, 5)),
    ]
    assert "hits" in tiles(app)
    assert {"fault-flush", "fault-expire", "fault-expire_hot"} <= {row.key for row in app.button}


def test_pages_after_the_split_are_built_by_a_button() -> None:
    app = open_page(d="1~timelines")
    assert "joins-model" not in {button.key for button in app.button}
    app.session_state["joins"] = True
    app.run()
    app.button(key="joins-anew").click().run()
    assert not app.exception
    assert {"chart-read_model", "chart-documents"} <= {row["name"] for row in given(app, "live_plot")}
    paths = [knob["path"] for group in given(app, "panel")[0]["groups"] for knob in group["knobs"]]
    assert {"read_model.outbox", "read_model.rebuild_at_s", "read_model.rebuild_beside"} <= set(paths)
    app.button(key="joins-none").click().run()
    assert link_of(app) == "1~timelines"
