"""On the page: a slider says how many come from the app, and all that follows from it follows at once."""

from __future__ import annotations

import pytest

from playground.lessons.catalogue import LANGUAGES, strings
from tests.pages.page import given, open_page, tiles


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_apps_share_is_a_slider_and_spares_money(lang: str) -> None:
    words, found = strings(lang), {}
    for share in ("", "~workload.app_share=0.5"):
        app = open_page(lang=lang, d=f"1~cdn{share}")
        assert not app.exception
        assert not app.warning
        groups = {group["name"]: group["knobs"] for group in given(app, "panel")[0]["groups"]}
        (knob,) = (row for row in groups["panel.habits"] if row["path"] == "workload.app_share")
        assert knob["label"] == words["knob.Workload.app_share.label"]
        assert (knob["kind"], knob["values"][0], knob["values"][-1]) == ("slider", 0.0, 1.0)
        assert knob["texts"][knob["values"].index(knob["value"])] == ("50 %" if share else "0 %")
        assert knob["is_changed"] is bool(share)
        found[share] = tiles(app)
    calm, half = found.values()
    assert set(calm) == set(half)
    assert calm["cost"]["value"] != half["cost"]["value"]


def test_an_app_that_nothing_is_there_for_is_refused_in_a_sentence() -> None:
    app = open_page(d="1~cdn~workload.app_share=0.5~workload.endpoints.api.device=web")
    assert not app.exception
    assert len(app.warning) == 1
    assert "0\\.5, but there is no endpoint that reads for an app" in app.warning[0].value
