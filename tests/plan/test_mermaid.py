"""Sequence diagrams: Mermaid understands them, and they tell the program's story."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.design import catalogue
from playground.design.change import put_all
from playground.plan import make
from playground.plan.mermaid import BACKGROUND, diagram, diagrams
from playground.plan.read_model import COPIER
from tests.agree.designs import web_systems
from tests.plan.sequence import parse
from tests.run.designs import CASES


def comes_home(arrows: list[tuple[str, str, str]]) -> None:
    """Every ask has its answer, in reverse."""
    asked: list[tuple[str, str]] = []
    for near, dashes, far in arrows:
        if dashes == "->>":
            asked.append((near, far))
        else:
            assert asked.pop() == (far, near)
    assert asked == []


@pytest.mark.parametrize("name", catalogue.names())
def test_every_program_of_every_named_design(name: str) -> None:
    plan = make(catalogue.find(name))
    for program in plan.programs:
        if program not in BACKGROUND:
            people, arrows = parse(diagram(plan, program))
            comes_home(arrows)
            first = next(iter(people.values()))
            assert (
                first.removeprefix("b-") in ("balancer", "monitor", "web", "bus", "cdn", "dns")
                if "probe" in program
                else first.removeprefix("b-") == "documents"
                if program.startswith(COPIER)
                else first == "client"
            )


def test_all_of_them_in_one_text() -> None:
    plan = make(catalogue.find("load-balancer"))
    parts = diagrams(plan).split("\n\n")
    assert [part.splitlines()[0] for part in parts] == ["%% probe", "%% page", "%% order", "%% bundle"]
    for part in parts:
        parse(part.split("\n", 1)[1])


def test_a_page_goes_through_the_balancer_to_the_database_and_back() -> None:
    _, arrows = parse(diagram(make(catalogue.find("load-balancer")), "page"))
    assert arrows == [
        ("client", "->>", "balancer"),
        ("balancer", "->>", "web"),
        ("web", "->>", "database"),
        ("database", "-->>", "web"),
        ("web", "-->>", "balancer"),
        ("balancer", "-->>", "client"),
    ]


def test_loops_options_and_parallels() -> None:
    base = catalogue.find("split-tiers")
    page = base.workload.endpoints[0].model_dump(mode="json")
    calls = {"calls": [{"kind": "read", "times": 3}], "in_parallel": True}
    design = put_all(
        base,
        {
            "web.cache_items": 10,
            "workload.endpoints": [page | calls],
            "workload.write_share": 0.0,
        },
    )
    text = diagram(make(design), "page")
    assert [line.strip() for line in text.splitlines() if line.split()[0] in ("par", "opt", "end")] == [
        "par 3 at once",
        "opt miss",
        "end",
        "end",
    ]
    assert "loop 2 times" in diagram(make(base), "page")


@settings(max_examples=60)
@given(st.sampled_from(["single-server", "split-tiers", "load-balancer"]).flatmap(web_systems))
def test_by_chance(found: tuple) -> None:
    plan = make(*found)
    for program in plan.programs:
        if program != "orphan":
            comes_home(parse(diagram(plan, program))[1])


@pytest.mark.parametrize("name", CASES)
def test_the_small_cases(name: str) -> None:
    plan = make(*CASES[name])
    for program in plan.programs:
        if program not in ("orphan", "ack"):  # a confirmation goes one way
            comes_home(parse(diagram(plan, program))[1])
