"""What is sent to the browser says the same as the figure."""

import base64
import json

import numpy as np
import plotly.graph_objects as go

from playground.figures.latency import latency_over_time
from playground.figures.packed import packed
from playground.figures.traffic import traffic_over_time
from tests.measure import factory


def echo(key, **values):
    return " ".join([key, *map(str, values.values())])


def test_arrays_come_out_of_the_browsers_form_as_they_went_in():
    figure = latency_over_time(factory.result(), echo)
    sent = json.loads(json.dumps(packed(figure)))
    for before, after in zip(figure["data"], sent["data"], strict=True):
        assert after["y"]["dtype"] == "f4"
        assert np.array_equal(np.frombuffer(base64.b64decode(after["y"]["bdata"]), "<f4"), before["y"], equal_nan=True)


def test_plotly_itself_packs_alike():
    figure = traffic_over_time(factory.result(), echo)
    assert packed(figure)["data"][0]["x"] == json.loads(go.Figure(figure).to_json())["data"][0]["x"]


def test_a_uid_may_stand_in_a_selector():
    sent = packed({"data": [{"uid": 'a>b:"c"', "name": "n"}], "layout": {}})
    assert sent["data"][0] == {"uid": "a_b__c_", "name": "n"}
