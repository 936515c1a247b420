"""Reading a program as a graph: where each block leads, and what a token holds when it gets there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from playground.dataplane import opcodes as code
from playground.dataplane.tables import NONE, STACK
from playground.design.sites import at_first
from playground.plan.plan import Plan
from playground.plan.read_model import COPIER

ENDS = {code.ANSWER, code.FAILED, code.JOIN, code.JOIN_FAILED, code.REPORT, code.REPORT_FAILED, code.VANISH}
TAKES = {code.SEIZE, code.PICK, code.CHOOSE_COPY, code.ARM}  # and LOCK, when it asks for the first time
GIVES = {code.RELEASE, code.RELEASE_TOP, code.CLOSE, code.DISARM, code.UNLOCK}
MAY_FAIL = {
    *(
        code.SEIZE,
        code.ARRIVE,
        code.PICK,
        code.CHOOSE_COPY,
        code.FAIL,
        code.WAIT,
        code.GATHER,
        code.TRAVEL,
        code.WORK,
        code.ARM,
    ),
    *(code.WRITABLE, code.APPEND, code.AWAIT, code.ACKNOWLEDGE),
    *(code.LOCATE, code.AWAIT_DIRTY, code.MEET_VERSION, code.MEET_BUG),
    *(code.FETCH, code.RECEIVE, code.TAKE, code.APPLY),  # where their machine may die
    *(code.PUBLISH, code.AWAIT_FLUSH, code.AWAIT_MESSAGE, code.COMMIT, code.SELL),
    *(code.POLL, code.AWAIT_UNFLUSHED),  # where their machine may die
    code.GATHER_ALL,
}
JOBS = ("stream", "applier", "ack", "copy", "database probe", "flusher")
OTHERS = ("database", "shard", "site", "edge", "worker")  # groups that are not of web servers
ENDLESS = (
    "stream",
    "applier",
    "ack",
    "second delete",
    "flusher",
    "consumer",
    "rebuilder",
    "log flusher",
    "mover",
    "copier",
    "list copier",
)
MAY_JUMP = {
    code.CALLS,
    code.BRANCH,
    code.LOOK_UP,
    code.TAKE_OUT,
    code.REPEAT,
    code.LOCK,
    code.AWAIT_LOCK,
    code.PEEK,
    code.RIPE,
    code.XFETCH,
    code.PAGE,
    code.FIND_FILE,
    code.OWN_FILE,
    code.OLD_FILE,
    code.LOGS_IN,
    code.AT_SITE,
    *(code.HERE, code.AGAIN, code.IF_SALTED, code.MOVE_FROM, code.MOVED),
    *(code.NEXT_MESSAGE, code.SPOIL, code.ANY_READY, code.NEXT_READY, code.NEXT_WRITTEN),
    *(code.IS_POST, code.BEGIN_POST, code.NEXT_BATCH),
    *(code.NEXT_EVENT, code.PROJECTED, code.NEXT_HISTORY),
}


def steps(plan: Plan, place: int, depth: int) -> Iterator[tuple[int, int]]:
    """(place, depth) of whatever may follow a block that is entered with this many things in hand."""
    block = plan.layout.program[place]
    op = int(block["op"])
    takes = op in TAKES or (op == code.LOCK and block["count"] == 1)
    behind = depth + takes - (op in GIVES)
    if op in ENDS:
        return
    if op in MAY_JUMP:
        yield place + 1, behind
        yield int(block["jump"]), behind
    elif op == code.JUMP:
        yield int(block["jump"]), behind
    elif op == code.STICK:
        yield place + 1, behind
        yield int(block["jump"]), behind + 1  # with the connection that the balancer's choice would open
    elif op in (code.SPLIT, code.FAN_IN) or (op == code.COPY_OUT and block["count"] == 0):
        yield place + 1, behind
        yield int(block["jump"]), 0
    elif op != code.FAIL:
        yield place + 1, behind
    if op in MAY_FAIL or (op == code.COPY_OUT and block["count"] == 0):
        guard = plan.layout.guards[int(block["guard"])]
        assert int(guard["depth"]) <= depth, f"block {place} would fall up"
        yield int(guard["handler"]), int(guard["depth"])


def walked(plan: Plan, start: int, in_hand: int = 0) -> dict[int, int]:
    """Block -> how many things a token holds when it gets there, for every block it can get to."""
    depths: dict[int, int] = {}
    ahead = [(start, in_hand)]
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
        depths = walked(plan, first, in_hand=int(name.endswith("refresh")))
        assert set(depths) <= set(range(first, behind)), name
        ends = {place for place in depths if int(plan.layout.program[place]["op"]) in ENDS}
        assert ends
        assert all(depths[place] == 0 for place in ends), name
        _from_everywhere(plan, depths, ends)
        unreached = {place for place in range(first, behind) if place not in depths}
        spare = {int(plan.layout.program[place]["op"]) for place in unreached}
        may_be = {int(code.FAIL), int(code.JUMP), int(code.JOIN_FAILED)} | _last_of(name)
        assert spare <= may_be, f"{name}: {unreached} never happens"


def _last_of(name: str) -> set[int]:
    """A stream and an applier end only with their machine, whoever copies documents or indexes them anew
    tries again, and what the edge
    drops is not answered: their last block is never met."""
    if name.startswith("scan"):
        return {int(code.ANSWER)}
    is_endless = at_first(name) in ENDLESS or name.startswith(COPIER)
    return {int(code.VANISH)} if is_endless else set()


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


def _station(plan: Plan, block: np.void) -> str:
    """The name of the station that a block means, if it means one."""
    means = int(block["op"]) in (code.SEIZE, code.WORK, code.RELEASE)
    return plan.stations[int(block["target"])].name if means else ""


def _machines(plan: Plan, place: int) -> int:
    """How many machines with timelines there are, where the block means one of them."""
    told = f"{plan.notes[place]} {_station(plan, plan.layout.program[place])}"
    names = {"timeline": "timeline cores", "celebrity": "list cores", "list cores": "list cores"}
    called = next((station for word, station in names.items() if word in told), None)
    return sum(station.name == called for station in plan.stations)


def _is_of_files(plan: Plan, name: str) -> bool:
    """Does this program ask the edges of a CDN?"""
    return name.partition("@")[0] in (*plan.files, "static") or name.startswith(("probe-edge", "probe-spare-edge"))


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
        code.PAGE: layout.caches,
        code.PAGE_IN: layout.caches,
        **dict.fromkeys((code.ASK_FILE, code.OWN_FILE, code.READ_FILE), layout.files),
        **dict.fromkeys((code.FIND_FILE, code.KEEP_FILE, code.SEND_FILE, code.OLD_FILE), layout.shelves),
        **dict.fromkeys((code.LOCK, code.AWAIT_LOCK, code.REFRESH), layout.locks),
        **dict.fromkeys((code.COALESCE, code.PEEK, code.RIPE, code.XFETCH, code.BEGIN_FETCH, code.DROP), layout.caches),
    }
    servers = (group for group in plan.groups if group.name.split("-")[0] not in OTHERS)
    most = max((len(group.members) for group in servers), default=1)
    copies = max(1, len(layout.copies))
    flushers = set(range(*plan.programs.get("flusher", (0, 0))))
    consumers = {
        place for name, span in plan.programs.items() if at_first(name) == "consumer" for place in range(*span)
    }
    workers = max((len(row.workers) for row in plan.consumers), default=0)
    workers = max([workers, *(len(group.members) for group in plan.groups if group.name == "worker")])
    cache_nodes = sum(station.name == "cache cores" for station in plan.stations)
    jobs = {place for name in JOBS if name in plan.programs for place in range(*plan.programs[name])}
    edges = max((len(group.members) for group in plan.groups if group.name == "edge"), default=0)
    of_files = {place for name in plan.programs if _is_of_files(plan, name) for place in range(*plan.programs[name])}
    for place, block in enumerate(layout.program):
        op = int(block["op"])
        own = cache_nodes if place in flushers else copies if place in jobs else most  # a job works at one of them
        own = workers if place in consumers else own
        askers = cache_nodes if "cache" in plan.notes[place] or "cache" in _station(plan, block) else most
        is_worker = "worker" in plan.notes[place] or "worker" in _station(plan, block)
        askers = workers if is_worker or place in consumers else askers
        nodes = edges if place in of_files else workers if is_worker else cache_nodes
        shards = len(plan.caches) if layout.tier is None else layout.tier.nodes
        shards = _machines(plan, place) or shards
        picked = {0: own, 1: copies, 2: nodes, 3: shards, 4: askers * copies}  # by register
        highest = picked[int(block["register"])]
        if op in rows:
            last = int(block["target"]) + int(block["stride"]) * (highest - 1)
            assert last < len(rows[op]), code.OPS[op]
        if op == code.TRAVEL:
            assert int(block["link"]) + int(block["link_stride"]) * (highest - 1) < len(layout.links)
        if int(block["lane"]) != NONE:
            assert int(block["lane"]) < len(layout.lanes)
        assert int(block["guard"]) < len(layout.guards)
        assert int(block["part"]) < layout.parts
    assert np.all(layout.members["node"] < len(layout.nodes))
    assert len(layout.stations) == len(plan.stations)
    assert len(layout.links) == len(plan.links)
    assert len(layout.program) == len(plan.notes)
