"""Machines of which somebody chooses one."""

from __future__ import annotations

from collections.abc import Sequence

from playground.dataplane import opcodes as code
from playground.plan.builder import PLENTY, Builder, Group, NodeRef, S


def group_of(
    builder: Builder,
    node: NodeRef,
    name: str,
    members: tuple[str, ...],
    *,
    policy: int,
    weights: Sequence[int] = (),
    up: Sequence[bool] = (),
    door: int | None = None,
    count: int | None = None,
    slow_start_s: float = 0.0,
    nodes: Sequence[int] = (),
    most_open: int = PLENTY,
) -> Group:
    """A group of consecutive machines, of which `node` is the first, or of these `nodes`.

    weights, up: of each member; none given: all alike, and all believed up. door: the node of whoever chooses, through
    which connections run; None: clients choose for themselves. count: so many are in service; None: all.
    most_open: attempts that a member gets at once.
    """
    weights, up = weights or [1] * len(members), up or [True] * len(members)
    serving = len(members) if count is None else count
    via = code.NO_NODE if door is None else door
    first = len(builder.rows.get("members", []))
    for place, weight in enumerate(weights):
        is_up = int(up[place] and place < serving)
        machine = nodes[place] if nodes else node.first + place
        builder.row("members", (0, 0, weight, 0, 0, is_up, 0, machine, via, 0))
    believed = sum(up[:serving])
    at = node.first if door is None else door
    number = builder.row(
        "groups", (policy, first, serving, serving - 1, believed, 0, at, int(slow_start_s * S), most_open)
    )
    group = Group(number, 0, node.register, name, members, builder.site)
    builder.groups.append(group)
    return group
