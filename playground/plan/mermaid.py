"""A plan as Mermaid sequence diagrams, drawn from the programs themselves: what is drawn is what is run."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.dataplane import opcodes as code
from playground.plan.acks import ACK
from playground.plan.cache_tier_writes import SECOND_DELETE
from playground.plan.disk import IN_MEMORY
from playground.plan.look_aside import NOT_EARLY, NOT_RIPE
from playground.plan.plan import EMPTY_HANDED, Plan
from playground.plan.read_model import COPIER
from playground.plan.scan import OUTSIDE

ENDS = (code.ANSWER, code.REPORT, code.VANISH)
NOTED = (
    *(code.WORK, code.FILTER, code.LOOK_UP, code.STORE, code.WRITE, code.PICK),
    *(code.AWAIT_LOCK, code.PEEK, code.REFRESH, code.BEGIN_FETCH, code.DROP, code.TAKE_IN, code.PAGE),
    *(code.ASK_FILE, code.OWN_FILE, code.FIND_FILE, code.READ_FILE, code.KEEP_FILE),
)
OPTIONS = {  # a jump over -> what
    "hit": "miss",
    NOT_RIPE: "its soft life is over",
    NOT_EARLY: "soon over, by chance",
    IN_MEMORY: "it is not",
}
CLIENT = "client"
BACKGROUND = ("orphan", "stream", "applier", "ack", "copy", "flusher", "rebuilder")  # they ask nobody anything


@dataclass
class _Drawing:
    """Lines so far, where the token is, and where open boxes end."""

    plan: Plan
    lines: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    closing: dict[int, int] = field(default_factory=dict)  # place of a block -> boxes that end before it

    def who(self, name: str) -> str:
        if name not in self.people:
            self.people.append(name)
        return f"p{self.people.index(name)}"

    def add(self, text: str) -> None:
        self.lines.append(f"    {text}")


def diagrams(plan: Plan) -> str:
    """One diagram per program that a request or a probe walks."""
    names = [name for name in plan.programs if name not in BACKGROUND]
    return "\n\n".join(f"%% {name}\n{diagram(plan, name)}" for name in names)


def diagram(plan: Plan, name: str) -> str:
    """The sequence diagram of one program, errors left out."""
    drawing = _Drawing(plan)
    first, behind = plan.programs[name]
    here = _start(plan, name, first, behind)
    drawing.who(here)
    place = first
    while place < behind:
        drawing.lines += ["    end"] * drawing.closing.pop(place, 0)
        block = plan.layout.program[place]
        op = int(block["op"])
        here = _block(drawing, place, op, here)
        if op in ENDS:
            break
        place += 1
    header = [f"    participant {drawing.who(name)} as {name}" for name in drawing.people]
    return "\n".join(["sequenceDiagram", *header, *drawing.lines])


def _beside(plan: Plan, place: int) -> str:
    """What comes after the last block of a child: other children that walk beside it, or nothing."""
    blocks = plan.layout.program
    more = next(
        (row for row in range(place) if blocks[row]["op"] == code.FAN_IN and blocks[row]["jump"] == place + 3), -1
    )
    return "end" if more < 0 else plan.notes[more]


def _start(plan: Plan, name: str, first: int, behind: int) -> str:
    """Where the token of a program is in the beginning."""
    is_elsewhere = "probe" in name or name in ("refresh", SECOND_DELETE) or name.startswith(COPIER)
    return _near_end(plan, first, behind) if is_elsewhere else CLIENT


def _near_end(plan: Plan, first: int, behind: int) -> str:
    """Whoever probes, or fetches beside a request, stands at the near end of the first link."""
    block = next(block for block in plan.layout.program[first:behind] if block["op"] == code.TRAVEL)
    return _ends(plan, int(block["link"]), int(block["link_stride"]))[0]


def _block(drawing: _Drawing, place: int, op: int, here: str) -> str:
    """Draw one block; where the token is afterwards."""
    note = drawing.plan.notes[place]
    block = drawing.plan.layout.program[place]
    if op == code.TRAVEL:
        return here if note == EMPTY_HANDED else _arrow(drawing, place, here)
    if op in NOTED:
        drawing.add(f"Note over {drawing.who(_node_of(drawing.plan, block, op, here))}: {note}")
    if op == code.CALLS:
        drawing.add(f"loop {note}")
    elif op == code.REPEAT:
        drawing.add("end")
    elif op == code.BRANCH:
        drawing.add(f"opt otherwise ({note})")
        _close(drawing, int(block["jump"]))
    elif op == code.JUMP and note in OPTIONS:
        drawing.add(f"opt {OPTIONS[note]}")
        _close(drawing, int(block["jump"]))
    elif op in (code.RIPE, code.XFETCH) and drawing.plan.layout.program[place + 1]["op"] != code.JUMP:
        drawing.add(f"opt {note}")
        _close(drawing, int(block["jump"]))
    elif op == code.LOCK and block["count"]:
        drawing.add("alt its lock is free")
        _close(drawing, int(drawing.plan.layout.program[block["jump"] - 1]["jump"]))
    elif op == code.AT_SITE:
        drawing.add(("else " if block["count"] else "alt ") + note)
        if block["count"] == 0:
            _close(drawing, int(drawing.plan.layout.program[block["jump"] - 1]["jump"]))
    elif op == code.COALESCE:
        drawing.add(f"else {note}")
    elif op == code.SPLIT or (op == code.COPY_OUT and not block["count"]):
        drawing.add(f"par {note}")
    elif op == code.JOIN:
        drawing.add(_beside(drawing.plan, place))
    return here


def _close(drawing: _Drawing, place: int) -> None:
    drawing.closing[place] = drawing.closing.get(place, 0) + 1


def _arrow(drawing: _Drawing, place: int, here: str) -> str:
    """A crossing of a link, there or back."""
    plan = drawing.plan
    block = plan.layout.program[place]
    near, far = _ends(plan, int(block["link"]), int(block["link_stride"]))
    if block["back"]:
        near, far = far, near
    dashes = "-->>" if block["back"] else "->>"
    words = "answer" if block["back"] else "ask"
    drawing.add(f"{drawing.who(near)}{dashes}{drawing.who(far)}: {words}")
    return far


def _ends(plan: Plan, link: int, stride: int) -> tuple[str, str]:
    near, far = (_tier(plan, end, bool(stride)) for end in _both(plan.links[link]))
    return near, far


def _both(link: str) -> list[str]:
    """The ends of a link, or of the way back of a confirmation."""
    return link.split(">") if ">" in link else link.removeprefix(ACK).split(" ")


def _tier(plan: Plan, name: str, is_one_of_many: bool) -> str:
    """Servers behind a balancer stand for each other; users and scanners are the client."""
    if name.startswith(("users", OUTSIDE)):
        return CLIENT
    return name.rsplit("-", 1)[0] if is_one_of_many and name.rsplit("-", 1)[-1].isdigit() else name


def _node_of(plan: Plan, block: object, op: int, here: str) -> str:
    if op == code.WORK:
        station = plan.stations[int(block["target"])]  # type: ignore[index]  # a row of BLOCK
        return _tier(plan, station.node, bool(block["stride"]))  # type: ignore[index]
    return here
