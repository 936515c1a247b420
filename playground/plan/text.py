"""A plan for reading: every program, block by block, with the columns that a block uses."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.dataplane.tables import NONE
from playground.plan.plan import Plan

JUMPS = (
    *("CALLS", "REPEAT", "BRANCH", "JUMP", "FILTER", "LOOK_UP", "SPLIT", "SPAWN"),
    *("LOCK", "AWAIT_LOCK", "PEEK", "RIPE", "REFRESH", "XFETCH", "TAKE_OUT", "PAGE"),
    *("OWN_FILE", "FIND_FILE", "OLD_FILE", "STICK", "LOGS_IN", "AT_SITE"),
    *("HERE", "AGAIN", "IF_SALTED", "MOVE_FROM", "MOVED"),
    *("NEXT_MESSAGE", "SPOIL", "ANY_READY", "NEXT_READY", "NEXT_WRITTEN"),
    *("FAN_IN", "IS_POST", "BEGIN_POST", "COPY_OUT", "NEXT_BATCH"),
    *("NEXT_EVENT", "PROJECTED", "NEXT_HISTORY"),
)


def programs(plan: Plan) -> str:
    """All programs as text, one block a line; `->` is where a block jumps to, `!` where its failures are handled."""
    return "\n\n".join(_program(plan, name) for name in plan.programs)


def _program(plan: Plan, name: str) -> str:
    first, behind = plan.programs[name]
    return "\n".join([f"{name}:", *(_line(plan, place) for place in range(first, behind))])


def _line(plan: Plan, place: int) -> str:
    block = plan.layout.program[place]
    op = code.OPS[int(block["op"])]
    where = _jump(block, op) + _handler(plan, block)
    return f"  {place:3d}  {op:<13s} {plan.notes[place]:<36s} {where}".rstrip()


def _jump(block: object, op: str) -> str:
    target = int(block["jump"])  # type: ignore[index]  # a row of BLOCK
    jumps = op in JUMPS
    return f"-> {target}  " if jumps and target != NONE else ""


def _handler(plan: Plan, block: object) -> str:
    guard = int(block["guard"])  # type: ignore[index]  # a row of BLOCK
    handler = int(plan.layout.guards[guard]["handler"])
    return "" if handler == NONE else f"! {handler}"
