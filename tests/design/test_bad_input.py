"""Bad input from links, YAML and forms: one sentence that names the knob, what is allowed and what was given."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.design import file, link
from playground.design.catalogue import find
from playground.design.change import get, put, put_all
from playground.design.design import Common
from playground.design.problem import BadDesign
from tests.design.designs import designs, knobs

CASES: list[tuple[str, str, Any, str]] = [
    ("load-balancer", "web.servers", 0, "web.servers must be a whole number from 1 to 64, not 0"),
    ("load-balancer", "web.servers", 2.5, "web.servers must be a whole number from 1 to 64, not 2.5"),
    ("load-balancer", "web.servers", "many", "web.servers must be a whole number from 1 to 64, not many"),
    ("load-balancer", "web.servers", True, "web.servers must be a whole number from 1 to 64, not True"),
    ("load-balancer", "web.servers", None, "web.servers must be a whole number from 1 to 64, not None"),
    ("load-balancer", "web.servers", [1], "web.servers must be a whole number from 1 to 64, not [1]"),
    ("load-balancer", "web.servers", "", "web.servers must be a whole number from 1 to 64, not an empty text"),
    ("load-balancer", "web.servers", "1\n2", "web.servers must be a whole number from 1 to 64, not 1?2"),
    (
        "split-tiers",
        "read_model",
        {},
        "queue must not be nothing where there is a read model: its workers bring the events",
    ),
    (
        "split-tiers",
        "services",
        {"join": "parallel", "rows": 40},
        "services: rows must be from 1 to 33 where 3 services are called in parallel, not 40",
    ),
    (
        "split-tiers",
        "services",
        {"parts": [{"name": "orders"}, {"name": "orders"}]},
        "services.parts: parts must have different names, but orders, orders have not",
    ),
    (
        "split-tiers",
        "services",
        {"parts": [{"call": {"kind": "deterministic", "mean_ms": 0}, "row_ms": 1}]},
        "services.parts.0: row_ms must be 0 where a call takes no time, not 1",
    ),
    (
        "load-balancer",
        "web.servers",
        16**5000,
        "web.servers must be a whole number from 1 to 64, not a very long value",
    ),
    ("load-balancer", "web.cache_ttl_s", float("nan"), "web.cache_ttl_s must be a number from 0 to 2,592,000, not nan"),
    ("load-balancer", "seconds", 0, "seconds must be a number above 0, up to 1,000,000, not 0"),
    (
        "load-balancer",
        "web.cache_items",
        900_000,
        "web.cache_items must be from 0 to 500,000 with 4 servers, not 900,000",
    ),
    (
        "load-balancer",
        "database.disk.drives",
        0,
        "database.disk.drives must be a whole number from 1 to 1,024, not 0",
    ),
    (
        "load-balancer",
        "database.disk.page_kb",
        2000,
        "database.disk: drives times drive_gb must be at least 200, the GB that pages of page_kb take, not 100",
    ),
    (
        "load-balancer",
        "database",
        {"shared": False, "disk": {"memory_pages": 900_000}},
        "database.disk.memory_pages must be from 1 to 500,000 with 4 databases, not 900,000",
    ),
    (
        "load-balancer",
        "web.cache_lock",
        "shared",
        "web.cache_lock: must be none or process, not shared: servers share only the locks of a cache that they share",
    ),
    (
        "load-balancer",
        "web.cache_soft_ttl_share",
        1.5,
        "web.cache_soft_ttl_share must be a number from 0 to 1, not 1.5",
    ),
    ("load-balancer", "warmup_s", 500, "warmup_s must be less than seconds (120), not 500"),
    ("load-balancer", "web.public", "maybe", "web.public must be true or false, not maybe"),
    ("load-balancer", "start", "hot", "start must be one of normal, cold, not hot"),
    (
        "load-balancer",
        "balancer.policy",
        "best",
        "balancer.policy must be one of round_robin, weighted, random, least_connections, two_choices, ip_hash, "
        "not best",
    ),
    ("load-balancer", "balancer.weights", [2, -1], "balancer.weights.1 must be a whole number from 1 to 256, not -1"),
    (
        "load-balancer",
        "balancer.weights",
        "heavy",
        "balancer.weights must be a list of 0 to 64, each a whole number from 1 to 256, not heavy",
    ),
    (
        "load-balancer",
        "workload.patience.timeout_s",
        0,
        "workload.patience.timeout_s must be a number above 0, up to 3,600 or nothing, not 0",
    ),
    (
        "load-balancer",
        "workload.shape",
        {"kind": "zigzag"},
        "workload.shape.kind must be one of steady, ramp, spike, day, on-off, not zigzag",
    ),
    (
        "load-balancer",
        "workload.shape",
        {"kind": "on-off", "on_s": 1e-9, "off_s": 1e-9},
        "workload.shape changes 120,000,000,000 times in 120 seconds; "
        "at most 100,000 are allowed: make its times longer, or seconds less",
    ),
    (
        "load-balancer",
        "workload.replay",
        "/etc/passwd",
        "workload.replay must be a mapping of sha256, name, lines, speed_up or nothing, not /etc/passwd",
    ),
    ("load-balancer", "workload.replay", {"path": "/etc/passwd"}, "workload.replay.sha256 is missing"),
    (
        "load-balancer",
        "workload.replay",
        {"sha256": "/etc/passwd"},
        "workload.replay.sha256 must be text of the form [0-9a-f]{64}, not /etc/passwd",
    ),
    (
        "load-balancer",
        "workload.write_share",
        1.5,
        "workload.write_share must be a number from 0 to 1, not 1.5",
    ),
    (
        "load-balancer",
        "workload.endpoints.page.share",
        0,
        "workload: app_share is 0, but there is no endpoint that reads for a browser",
    ),
    (
        "load-balancer",
        "database.read",
        {"kind": "lognormal", "mean_ms": 5, "p99_ms": 1},
        "database.read: lognormal.p99_ms must be more than mean_ms and less than 14.97 times it, not 1 for a mean of 5",
    ),
    (
        "load-balancer",
        "faults",
        [{"kind": "explode"}],
        "faults.0.kind must be one of kill, slow, lose, cut, spike, replace, flush, expire, attack, scan, sale, "
        "deploy, reshard, publish, purge, celebrity, not explode",
    ),
    (
        "load-balancer",
        "faults",
        [{"kind": "spike", "mtbf_s": 600, "mttr_s": 60}],
        "faults.0: a spike needs a date: give start_s, not mtbf_s and mttr_s",
    ),
    (
        "split-tiers",
        "web.autoscale.max_servers",
        8,
        "balancer must be there where web.autoscale adds servers, not nothing",
    ),
    (
        "load-balancer",
        "web.autoscale.target_utilisation",
        0,
        "web.autoscale.target_utilisation must be a number from 0.05 to 1, not 0",
    ),
    ("load-balancer", "web.autoscale.boot", 8, "web.autoscale.boot is not a knob of this design"),
    ("load-balancer", "web.wings", 2, "web.wings is not a knob of this design"),
    ("load-balancer", "web.servers.left", 2, "web.servers.left is not a knob of this design"),
    ("load-balancer", "", 2, "an empty name is not a knob of this design"),
    ("load-balancer", "web.a\nb", 2, "web.a?b is not a knob of this design"),
    ("load-balancer", "web", {"a\nb": 1}, "web.a?b is not a knob of this design"),
    ("single-server", "balancer.policy", "random", "balancer.policy: this design has no balancer"),
    ("single-server", "balancer.a\nb", "random", "balancer.a?b: this design has no balancer"),
    ("mm1", "second.servers", 2, "second.servers: this design has no second"),
    (
        "mm1",
        "station.line",
        -1,
        "station.line must be a whole number from 0 to 10,000,000 or nothing, not -1",
    ),
]


def refused(call: Callable[..., Any], *arguments: Any) -> BadDesign:
    """The error with which something is refused: one sentence, without a line break, not too long."""
    with pytest.raises(BadDesign) as caught:
        call(*arguments)
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert 10 < len(sentence) < 400
    assert "Traceback" not in sentence
    assert "pydantic" not in sentence
    return caught.value


@pytest.mark.parametrize(("name", "path", "value", "sentence"), CASES, ids=range(len(CASES)))
def test_one_sentence(name: str, path: str, value: Any, sentence: str) -> None:
    assert str(refused(put, find(name), path, value)) == sentence


def test_silent_faults_need_deadlines() -> None:
    fault = {"kind": "kill", "node": "web-1", "silent": True}
    for knob in ("workload.patience.timeout_s", "database.query_timeout_s"):
        changes = {"faults": [fault], knob: None}
        assert f"{knob} must be a number of seconds, not nothing" in str(
            refused(put_all, find("load-balancer"), changes)
        )


@pytest.mark.parametrize("knob", ["database.own_machine", "database.shared"])
def test_who_adds_servers_has_one_database_for_all(knob: str) -> None:
    changes = {"web.autoscale.max_servers": 8, knob: False}
    assert f"{knob} must be true where web.autoscale adds servers, not false" in str(
        refused(put_all, find("load-balancer"), changes)
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a design is a mapping of knobs, not None"),
        ("- 1\n- 2\n", "a design is a mapping of knobs, not [1, 2]"),
        ("stage: attic\n", "there is no design called attic; there are single-server, "),
        ("stage: [1]\n", "there is no design called [1]"),
        ("web: {servers: 3}\n", "kind must be one of web-system, queueing, web-chain, not nothing"),
        ("kind: house\n", "kind must be one of web-system, queueing, web-chain, not house"),
        ("stage: load-balancer\nweb:\n  wings: 2\n", "web.wings is not a knob of this design"),
        ("stage: load-balancer\nweb: {servers: 0}\n", "web.servers must be a whole number from 1 to 64, not 0"),
        ("stage: mm1\nstage: md1\n", "the YAML gives stage twice"),
        ("stage: mm1\nstation: {cv: 1, cv: 2}\n", "the YAML gives cv twice"),
        ("stage: mm1\n3: 4\n", "the YAML has the key 3, which is not a name"),
        ("stage: mm1\n? [a]\n: 4\n", "the YAML has the key ['a'], which is not a name"),
        ("stage: [mm1\nweb: }", "the YAML is not valid at line 2: "),
        ("a: 1\n\tb: 2", "the YAML is not valid at line "),
        ("a: &x [1]\nb: *x\n", "the YAML uses an alias (*name), which is not allowed here"),
        ("<<: &a {b: *a}\n", "the YAML uses an alias (*name), which is not allowed here"),
        ("!!python/object/apply:os.system ['true']", "the YAML is not valid at line 1: "),
        ("a: !!python/name:os.system\n", "the YAML is not valid at line 1: "),
        ("a: !unknown 3\n", "the YAML is not valid at line 1: "),
        ('a: !!int ""\n', "the YAML cannot be read: "),
        ("a: !!bool perhaps\n", "the YAML cannot be read: "),
        ("a: !!timestamp soon\n", "the YAML cannot be read: "),
        ("a: 2001-99-99\n", "the YAML cannot be read: "),
        ("a: " + "9" * 5000, "the YAML cannot be read: "),
        (
            "stage: mm1\nstation: {servers: 0x" + "f" * 5000 + "}",
            "station.servers must be a whole number from 1 to 10,000",
        ),
        ("[" * 5000, "the YAML is nested more than 20 levels deep"),
        ("a: " + "{b: " * 30 + "1" + "}" * 30, "the YAML is nested more than 20 levels deep"),
        ("".join(f"{' ' * n}a:\n" for n in range(200)), "the YAML is nested more than 20 levels deep"),
        ("x" * (file.LARGEST_BYTES + 1), "the YAML is 262,145 bytes long; at most 262,144 are read"),
        ("a: \x07\n", "the YAML cannot be read: "),
        ("--- 1\n--- 2\n", "the YAML is not valid at line 2: "),
    ],
)
def test_yaml_that_is_no_design(text: str, sentence: str) -> None:
    assert str(refused(file.loads, text)).startswith(sentence)


def test_yaml_that_is_no_text() -> None:
    assert str(refused(file.loads, b"\xff\xfe\xfd")) == "the YAML is not text in UTF-8"


def test_a_bomb_of_aliases_is_refused() -> None:
    """Nine lines of nine references each would be nine to the ninth values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert "alias" in str(refused(file.loads, "\n".join(lines)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a link begins with its version, not with "),
        ("hello", "a link begins with its version, not with hello"),
        ("²~mm1", "a link begins with its version, not with ²"),
        ("0~mm1", "the link has version 0; versions 1 to 1 are understood"),
        ("99~mm1", "the link has version 99; versions 1 to 1 are understood"),
        ("1", "there is no design called "),
        ("1~attic", "there is no design called attic"),
        ("1~mm1~", "the link has  where a knob=value was expected"),
        ("1~mm1~station", "the link has station where a knob=value was expected"),
        ("1~mm1~station.cv=1~station.cv=2", "the link gives station.cv twice"),
        ("1~mm1~station.cv=NaN", "station.cv must be a number from 0 to 10, not NaN"),
        ("1~mm1~station.cv=[-Infinity]", "station.cv must be a number from 0 to 10, not [-Infinity]"),
        ("1~mm1~station.cv=1e999", "station.cv must be a number from 0 to 10, not inf"),
        ("1~mm1~station.servers=" + "9" * 5000, "station.servers must be a whole number from 1 to 10,000, not 9999"),
        ("1~mm1~station.cv=" + "[" * 7000, "the link is nested too deeply"),
        ("1~mm1~station.cv=%00", "station.cv must be a number from 0 to 10, not ?"),
        ("1~mm1~=3", "an empty name is not a knob of this design"),
        ("1~mm1~station=3", "station must be a mapping of servers, service_ms, cv, line, not 3"),
        ("1~" + "x" * 8000, "the link is 8,002 characters long; at most 8,000 are read"),
    ],
)
def test_a_link_that_is_no_design(text: str, sentence: str) -> None:
    assert str(refused(link.decode, text)).startswith(sentence)


def or_refused(call: Callable[..., Any], *arguments: Any) -> Any:
    """What it gives, or nothing when it is refused with one sentence; anything else escapes and fails the test."""
    try:
        return call(*arguments)
    except BadDesign as error:
        sentence = str(error)
    assert sentence.isprintable()
    assert len(sentence) < 600
    return None


@given(st.text(max_size=200) | st.text('1~=.[]{}",:%abemnrstvw0-9', max_size=80).map("1~mm1~".__add__))
@example("1~mm1~station.cv=%ED%A0%80")
@example("1~mm1~\ud800=1")
def test_random_links(text: str) -> None:
    or_refused(link.decode, text)


@given(designs(), st.integers(0, 300), st.text(max_size=4))
def test_a_link_with_a_hole_in_it(design: Common, place: int, noise: str) -> None:
    text = link.encode(design)
    found = or_refused(link.decode, text[:place] + noise + text[place + len(noise) :])
    if found is not None:
        assert link.decode(link.encode(found)) == found


@given(st.binary(max_size=200) | st.text(max_size=200))
@example("a: !!binary '=='")
@example("? !!set {a, [b]}\n: 1")
@example("a: !!omap [1]")
@example("a: !!pairs {b: 1}")
@example("a: !!float x")
@example("=: 1")
@example("a: ! =")
@example("a: 1:99999999:99")
@example("a: .inf")
@example('a: "\\ud800"')
@example("a: \ud800")
@example("%YAML 9.9\n---\na: 1")
def test_random_yaml(text: str | bytes) -> None:
    or_refused(file.loads, text)


SIGNS = "[]{}:,-?&*!|>'\"%@`#\n\t ~=<.0"
WORDS = ("a", "stage: ", "mm1", "\n  ", "!!int ", "!!set ", "!!binary ", "<<: ", "1e9")
pieces = st.sampled_from([*SIGNS, *WORDS])


@settings(max_examples=300)
@given(st.lists(pieces, max_size=30).map("".join))
def test_random_yaml_of_its_own_signs(text: str) -> None:
    or_refused(file.loads, text)
    or_refused(file.loads, "stage: mm1\n" + text)


@settings(max_examples=60)
@given(designs(), st.integers(0, 3000), st.binary(max_size=6))
def test_yaml_with_a_hole_in_it(design: Common, place: int, noise: bytes) -> None:
    data = file.dumps(design).encode()
    place = min(place, len(data))
    or_refused(file.loads, data[:place] + noise + data[place + len(noise) :])


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.just("kind"), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(designs(), anything, st.data())
def test_anything_for_any_knob(design: Common, value: Any, data: st.DataObject) -> None:
    whole = st.sampled_from(sorted(type(design).model_fields))
    turned = st.sampled_from([path for path, _ in knobs(design)])
    path = data.draw(whole | turned | st.text(max_size=12))
    or_refused(put, design, path, value)
    or_refused(get, design, path)


def _no_opening(*arguments: Any, **knobs: Any) -> Any:
    raise AssertionError(f"something was opened: {arguments[:1]}")


@pytest.fixture
def _nothing_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    find("load-balancer")  # facts are read once, before
    for module, name in ((builtins, "open"), (io, "open"), (os, "open"), (Path, "open"), (Path, "read_text")):
        monkeypatch.setattr(module, name, _no_opening)
    for name in ("stat", "listdir", "scandir"):
        monkeypatch.setattr(os, name, _no_opening)


@pytest.mark.usefixtures("_nothing_opens")
@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../data/access.log", "file:///etc/passwd", "~/x", "C:\\x", "\\\\host\\x"]
)
def test_no_link_and_no_yaml_opens_a_path(path: str) -> None:
    quoted = link._quoted(path)
    for value in (quoted, f"%7B%22path%22:%22{quoted}%22%7D"):
        refused(link.decode, f"1~load-balancer~workload.replay={value}")
    for text in (f"workload: {{replay: '{path}'}}", f"workload: {{replay: {{path: '{path}'}}}}", f"faults: '{path}'"):
        refused(file.loads, f"stage: load-balancer\n{text}\n")
    refused(file.loads, f"stage: '{path}'\n")
    refused(file.loads, f"!include '{path}'\n")
    refused(link.decode, path)


@pytest.mark.usefixtures("_nothing_opens")
def test_a_name_that_looks_like_a_path_is_only_a_name() -> None:
    replay = {"sha256": "a" * 64, "name": "/etc/passwd", "lines": 3}
    design = put(find("load-balancer"), "workload.replay", replay)
    assert get(link.decode(link.encode(design)), "workload.replay.name") == "/etc/passwd"
    assert file.loads(file.dumps(design)) == design
