"""YAML, link and canonical text: there and back again, for designs by chance."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.design import file, link
from playground.design.catalogue import base_of, find, names
from playground.design.change import differences, get, plain, put, put_all
from playground.design.design import Common
from playground.design.problem import BadDesign
from tests.design.designs import again, designs, knobs


@pytest.mark.parametrize("name", names())
def test_a_named_design_comes_back_from_every_form(name: str) -> None:
    design = find(name)
    assert file.loads(file.dumps(design)) == design
    assert file.loads(file.dumps_difference(design)) == design
    assert file.dumps_difference(design) == f"stage: {name}\n"
    assert link.decode(link.encode(design)) == design
    assert link.encode(design) == f"1~{name}"


@settings(max_examples=60)  # a whole design is a hundred lines, and the YAML reader is slow
@given(designs())
def test_yaml_comes_back(design: Common) -> None:
    assert file.loads(file.dumps(design).encode()) == design


@given(designs())
def test_yaml_of_the_difference_comes_back(design: Common) -> None:
    assert file.loads(file.dumps_difference(design)) == design


@given(designs())
def test_a_link_comes_back(design: Common) -> None:
    text = link.encode(design)
    assert text.isascii()
    assert not set(text) & set(' "<>#?&+\n')
    assert link.decode(text) == design
    assert link.encode(link.decode(text)) == text


@given(designs())
def test_the_canonical_text_of_an_equal_design_is_equal(design: Common) -> None:
    twin = again(design)
    assert twin is not design
    assert twin == design
    assert twin.text() == design.text()
    assert twin.hash() == design.hash()
    assert len(design.hash()) == 16


@given(designs(), designs())
def test_equal_texts_mean_equal_designs(one: Common, other: Common) -> None:
    assert (one.text() == other.text()) is (one == other)
    assert (one.hash() == other.hash()) is (one == other)


@settings(max_examples=50)
@given(designs(), st.data())
def test_turning_one_knob_changes_the_hash_and_turning_it_back_restores_it(design: Common, data: st.DataObject) -> None:
    path, knob = data.draw(st.sampled_from([row for row in knobs(design) if row[1].kind in ("switch", "choice")]))
    old = get(design, path)
    others = [value for value in (knob.choices or (True, False)) if value != old]
    try:
        turned = put(design, path, data.draw(st.sampled_from(others)))
    except BadDesign:
        return  # it contradicts another knob
    assert turned != design
    assert turned.hash() != design.hash()
    assert put(turned, path, old).hash() == design.hash()


def test_minus_zero_is_zero() -> None:
    one, other = (put(find("load-balancer"), "web.cache_ttl_s", value) for value in (0.0, -0.0))
    assert one == other
    assert one.text() == other.text()


def test_designs_of_different_kinds_never_share_a_text() -> None:
    texts = {find(name).text() for name in names()}
    assert len(texts) == len(names())


@given(designs())
def test_the_differences_applied_to_the_base_give_the_design(design: Common) -> None:
    base = base_of(design)
    assert put_all(base, dict(differences(plain(base), plain(design)))) == design


def test_a_link_holds_only_what_differs() -> None:
    design = put_all(find("load-balancer"), {"web.servers": 5, "balancer.policy": "two_choices", "seconds": 120})
    assert link.encode(design) == "1~load-balancer~balancer.policy=two_choices~web.servers=5"


def test_a_name_with_the_separator_in_it_survives() -> None:
    replay = {"sha256": "a" * 64, "name": "a~b=c&d%7E é.log", "lines": 3}
    design = put(find("load-balancer"), "workload.replay", replay)
    assert link.decode(link.encode(design)) == design


def test_a_design_named_after_one_of_another_kind_has_no_link() -> None:
    stranger = put(find("load-balancer"), "name", "mm1")
    for form in (link.encode, file.dumps_difference):
        with pytest.raises(BadDesign, match="mm1 is a design of kind queueing, not web-system"):
            form(stranger)
    assert file.loads(file.dumps(stranger)) == stranger


def test_an_older_link_is_brought_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were `web.servers` once called `web.count`, a migration would translate it, step by step."""
    steps = {
        1: lambda stage, parts: (stage, {"web.machines" if k == "web.count" else k: v for k, v in parts.items()}),
        2: lambda stage, parts: (stage, {"web.servers" if k == "web.machines" else k: v for k, v in parts.items()}),
    }
    monkeypatch.setattr(link, "VERSION", 3)
    monkeypatch.setattr(link, "MIGRATIONS", steps)
    assert get(link.decode("1~load-balancer~web.count=7"), "web.servers") == 7
    assert get(link.decode("2~load-balancer~web.machines=8"), "web.servers") == 8
    assert get(link.decode("3~load-balancer~web.servers=9"), "web.servers") == 9


def test_yaml_by_stage_takes_nested_and_dotted_knobs() -> None:
    text = "stage: load-balancer\nweb: {servers: 6}\nbalancer:\n  check: {fall: 5}\nworkload.shape: {kind: ramp}\n"
    design = file.loads(text)
    assert (get(design, "web.servers"), get(design, "balancer.check.fall")) == (6, 5)
    assert get(design, "workload.shape.kind") == "ramp"
    assert get(design, "web.cores") == get(find("load-balancer"), "web.cores")
