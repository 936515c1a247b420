"""What goes with timelines, and what is said of what does not."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.change import put_all
from playground.design.problem import BadDesign
from tests.run.lined import lined


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"timelines.followers_most": 30}, r"followers_most must be more than followers_mean \(40\), not 30"),
        ({"timelines.shards.count": 31}, r"shards.count must be from 1 to 30 with timelines.at_once 2, not 31"),
        ({"timelines.at_once": 32, "timelines.shards.count": 2}, "shards.count must be from 1 to 1 with .* 32, not 2"),
        ({"queue.workers.batch": 100, "timelines.shards.count": 4}, "batch must be from 1 to 62 where .* 8 parts, not"),
        ({"workload.endpoints": [{"name": "post", "writes": True}], "workload.write_share": 1.0}, "must have timeline"),
        ({"workload.endpoints.0.writes": False, "workload.write_share": 0.0}, "post must be one that writes"),
        ({"timelines.followers_mean": 0.5}, "followers_mean must be"),
        ({"database.own_machine": False, "queue": None}, "own_machine must be true where there are timelines"),
    ],
)
def test_a_sentence_names_what_does_not_fit(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadDesign, match=sentence):
        put_all(lined(faults=()), changes)


def test_a_form_is_a_threshold() -> None:
    found = {form: put_all(lined(), {"timelines.form": form}).timelines for form in ("push", "pull", "hybrid")}  # type: ignore[union-attr]
    assert {form: given.most_pushed for form, given in found.items()} == {"push": 2000, "pull": 0, "hybrid": 300}
