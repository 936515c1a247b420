"""Programs: printed block by block, and every one of them can be walked to its end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dataplane import opcodes as code
from playground.design import catalogue
from playground.design.change import put_all
from playground.plan import make
from playground.plan.text import programs
from tests.agree.designs import chains, queues, web_systems
from tests.plan.flow import check, targets_exist, walked
from tests.run.designs import CASES

STAGES = ("single-server", "split-tiers", "load-balancer")

PAGE = """\
page:
    0  SEND          the client sends                     ! 27
    1  TRAVEL        over users>web-1                     ! 27
    2  ARRIVE        at web-1                             ! 27
    3  SEIZE         a slot of worker threads             ! 27
    4  SEIZE         a slot of cores                      ! 27
    5  WORK          work at cores                        ! 27
    6  RELEASE       free cores                           ! 27
    7  CALLS         2 times                              -> 19  ! 27
    8  SEIZE         a slot of pool                       ! 26
    9  ARM           at most 30 s                         ! 26
   10  TRAVEL        over web>database                    ! 26
   11  ARRIVE        at database                          ! 26
   12  SEIZE         a slot of database cores             ! 26
   13  WORK          work at database cores               ! 26
   14  RELEASE       free database cores                  ! 26
   15  TRAVEL        back over web>database               ! 26
   16  DISARM        in time                              ! 26
   17  RELEASE       free pool                            ! 26
   18  REPEAT        again                                -> 8  ! 27
   19  RELEASE       free worker threads                  ! 27
   20  ARRIVE        at entry                             ! 27
   21  SEIZE         a slot of entry link                 ! 27
   22  WORK          send over entry link                 ! 27
   23  RELEASE       free entry link                      ! 27
   24  TRAVEL        back over users>web-1                ! 27
   25  ANSWER        the client has the answer            ! 27
   26  FAIL          give up                              ! 27
   27  FAILED        failed                               ! 27"""


def test_a_page_of_split_tiers_reads_like_its_story() -> None:
    assert programs(make(catalogue.find("split-tiers"))).split("\n\n")[0] == PAGE


def test_a_textbook_program_is_short() -> None:
    text = programs(make(catalogue.find("mm1")))
    assert [line.split()[1] for line in text.splitlines()[1:]] == [
        "SEND",
        "SEIZE",
        "WORK",
        "RELEASE",
        "ANSWER",
        "FAILED",
    ]


def test_what_is_printed_is_what_there_is() -> None:
    for name in catalogue.names():
        plan = make(catalogue.find(name))
        lines = [line for line in programs(plan).splitlines() if line.startswith("  ")]
        assert [int(line.split()[0]) for line in lines] == list(range(len(plan.layout.program)))
        assert [line.split()[1] for line in lines] == [code.OPS[int(op)] for op in plan.layout.program["op"]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("single-server", ["page", "order", "bundle", "orphan"]),
        ("split-tiers", ["page", "order", "bundle", "orphan"]),
        ("load-balancer", ["probe", "page", "order", "bundle", "orphan"]),
        ("tandem", ["customer"]),
        ("web-chain", ["request"]),
    ],
)
def test_the_programs_of_a_stage(name: str, expected: list[str]) -> None:
    plan = make(catalogue.find(name))
    assert list(plan.programs) == expected
    spans = list(plan.programs.values())
    assert spans[0][0] == 0
    assert [first for first, _ in spans[1:]] == [behind for _, behind in spans[:-1]]
    assert spans[-1][1] == len(plan.layout.program)


def test_a_replayed_log_brings_files_instead_of_bundles() -> None:
    case = CASES["replayed"]
    assert list(make(case.design, case.trace).programs) == ["probe", "page", "order", "static", "orphan"]


@pytest.mark.parametrize("name", catalogue.names())
def test_every_named_program_ends(name: str) -> None:
    plan = make(catalogue.find(name))
    check(plan)
    targets_exist(plan)


@pytest.mark.parametrize("name", CASES)
def test_every_program_of_the_small_cases_ends(name: str) -> None:
    plan = make(*CASES[name])
    check(plan)
    targets_exist(plan)


@settings(max_examples=80)
@given(st.sampled_from(STAGES).flatmap(web_systems))
def test_every_program_by_chance_ends(found: tuple) -> None:
    plan = make(*found)
    check(plan)
    targets_exist(plan)


@settings(max_examples=30)
@given(queues() | chains())
def test_every_textbook_program_by_chance_ends(design: object) -> None:
    plan = make(design)  # type: ignore[arg-type]
    check(plan)
    targets_exist(plan)


def test_an_unbalanced_program_would_be_noticed() -> None:
    plan = make(catalogue.find("split-tiers"))
    release = next(i for i, op in enumerate(plan.layout.program["op"]) if op == code.RELEASE)
    plan.layout.program[release]["op"] = code.JUMP
    plan.layout.program[release]["jump"] = release + 1
    with pytest.raises(AssertionError):
        check(plan)
    plan.layout.program[release]["jump"] = release
    assert release + 1 not in walked(plan, plan.programs["page"][0])


def test_a_fraction_of_a_call_and_none_at_all() -> None:
    base = catalogue.find("split-tiers")
    for times, ops in ((1.0, []), (2.4, ["CALLS", "REPEAT"]), (0.3, ["CALLS", "REPEAT"]), (0.0, ["CALLS", "REPEAT"])):
        endpoint = {**base.workload.endpoints[0].model_dump(mode="json"), "calls": [{"kind": "read", "times": times}]}
        plan = make(put_all(base, {"workload.endpoints": [endpoint], "workload.write_share": 0.0}))
        first, behind = plan.programs["page"]
        found = [code.OPS[int(op)] for op in plan.layout.program["op"][first:behind]]
        assert [op for op in found if op in ("CALLS", "REPEAT")] == ops
        check(plan)
