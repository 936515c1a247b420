"""Reading a program as a graph: where each block leads, and what a token holds when it gets there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from playground.dataplane import opcodes as code
from playground.dataplane.tables import NONE, STACK
from playground.plan.plan import Plan

ENDS = {code.ANSWER, code.FAILED, code.JOIN, code.JOIN_FAILED, code.REPORT, code.REPORT_FAILED, code.VANISH}
TAKES = {code.SEIZE, code.PICK, code.ARM}
GIVES = {code.RELEASE, code.RELEASE_TOP, code.CLOSE, code.DISARM}
SLEEPS = {code.FETCH, code.RECEIVE, code.TAKE, code.APPLY}  # until its machine dies, if nothing happens
REFUSES = {code.WRITABLE, code.APPEND, code.AWAIT, code.ACKNOWLEDGE}
MAY_FAIL = {code.SEIZE, code.ARRIVE, code.PICK, code.FAIL, code.WAIT, code.GATHER, code.TRAVEL, code.WORK, code.ARM}
MAY_FAIL |= SLEEPS | REFUSES


def steps(plan: Plan, place: int, depth: int) -> Iterator[tuple[int, int]]:
    """(place, depth) of whatever may follow a block that is entered with this many things in hand."""
    block = plan.layout.program[place]
    op = int(block["op"])
    behind = depth + (op in TAKES) - (op in GIVES)
    if op in ENDS:
        return
    if op in (code.CALLS, code.BRANCH, code.LOOK_UP, code.REPEAT):
        yield place + 1, behind
        yield int(block["jump"]), behind
    elif op == code.JUMP:
        yield int(block["jump"]), behind
    elif op == code.SPLIT:
        yield place + 1, behind
        yield int(block["jump"]), 0
    elif op != code.FAIL:
        yield place + 1, behind
    if op in MAY_FAIL:
        guard = plan.layout.guards[int(block["guard"])]
        assert int(guard["depth"]) <= depth, f"block {place} would fall up"
        yield int(guard["handler"]), int(guard["depth"])


def walked(plan: Plan, start: int) -> dict[int, int]:
    """Block -> how many things a token holds when it gets there, for every block it can get to."""
    depths: dict[int, int] = {}
    ahead = [(start, 0)]
    while ahead:
        place, depth = ahead.pop()
        if place in depths:
            assert depths[place] == depth, f"block {place} is reached with {depths[place]} and with {depth} in hand"
            continue
        assert 0 <= depth < STACK
        depths[place] = depth
        ahead += steps(plan, place, depth)
    return depths


def check(plan: Plan) -> None:
    """Every program can be walked to an end from everywhere, returns what it takes, and stays inside itself."""
    for name, (first, behind) in plan.programs.items():
        if name == "orphan":
            continue
        depths = walked(plan, first)
        assert set(depths) <= set(range(first, behind)), name
        ends = {place for place in depths if int(plan.layout.program[place]["op"]) in ENDS}
        assert ends
        assert all(depths[place] == 0 for place in ends), name
        _from_everywhere(plan, depths, ends)
        unreached = {place for place in range(first, behind) if place not in depths}
        spare = {int(plan.layout.program[place]["op"]) for place in unreached}
        # a job that goes on for ever never comes to its written end
        may_be = {int(code.FAIL), int(code.JUMP), int(code.JOIN_FAILED), int(code.VANISH)}
        assert spare <= may_be, f"{name}: {unreached} never happens"


def _from_everywhere(plan: Plan, depths: dict[int, int], ends: set[int]) -> None:
    """Going backwards from the ends, every block is met."""
    before: dict[int, set[int]] = {}
    for place, depth in depths.items():
        for following, _ in steps(plan, place, depth):
            before.setdefault(following, set()).add(place)
    met, ahead = set(ends), list(ends)
    while ahead:
        for place in before.get(ahead.pop(), ()):
            if place not in met:
                met.add(place)
                ahead.append(place)
    assert met == set(depths)


def targets_exist(plan: Plan) -> None:
    """Every row that a block means is there."""
    layout = plan.layout
    rows = {
        code.SEIZE: layout.stations,
        code.WORK: layout.stations,
        code.RELEASE: layout.stations,
        code.ARRIVE: layout.nodes,
        code.PICK: layout.groups,
        code.LOOK_UP: layout.caches,
        code.STORE: layout.caches,
        code.WRITE: layout.logs,
    }
    most = max((int(group["count"]) for group in layout.groups), default=1)
    for block in layout.program:
        op = int(block["op"])
        if op in rows:
            last = int(block["target"]) + int(block["stride"]) * (most - 1)
            assert last < len(rows[op]), code.OPS[op]
        if op == code.TRAVEL:
            assert int(block["link"]) + int(block["link_stride"]) * (most - 1) < len(layout.links)
        if int(block["lane"]) != NONE:
            assert int(block["lane"]) < len(layout.lanes)
        assert int(block["guard"]) < len(layout.guards)
        assert int(block["part"]) < layout.parts
    assert np.all(layout.members["node"] < len(layout.nodes))
    assert len(layout.stations) == len(plan.stations)
    assert len(layout.links) == len(plan.links)
    assert len(layout.program) == len(plan.notes)
