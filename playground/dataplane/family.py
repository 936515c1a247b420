"""Children: a token splits, its children walk beside each other, and it goes on when enough of them are back.

A child has the luck mix(parent, index among siblings) and carries its own account of time; that of the child waited for
last is added to the parent's, which makes it the critical path.
"""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import CHILD, CHILD_BITS, GATHERING, KEY, MAX_CHILDREN, MESSAGE
from playground.dataplane.tables import NONE, PURPOSES, REGISTERS
from playground.dataplane.token import clear, make_ready, take_row
from playground.dataplane.write import share_writes


@block
def offspring(clock, tokens, parent, start_pc, role):
    """A token that shares its parent's request and choices."""
    child = take_row(clock, tokens)
    clear(clock, child)
    number = parent["children"] + 1
    parent["children"] = number
    child["luck"] = mix(parent["luck"], u64(number - 1))
    child["user"] = parent["user"]
    child["order"] = parent["order"] + (number << CHILD_BITS if parent["order"] & MAX_CHILDREN else number)
    child["born_ns"] = parent["born_ns"]
    child["attempt"] = parent["attempt"]
    child["kind"] = parent["kind"]
    child["asks_for"] = parent["asks_for"]
    child["bytes"] = parent["bytes"]
    child["flags"] = parent["flags"]
    child["wrote"] = parent["wrote"]
    child["position"] = parent["position"]
    child["role"] = role
    child["pc"] = start_pc
    child["away_ns"] = parent["away_ns"]
    child["home_ns"] = parent["away_ns"]
    child["depth"] = 0
    child["children"] = 0
    child["loop"] = 0
    child["alarm_ns"] = 0
    for purpose in range(PURPOSES):
        child["visits"][purpose] = 0
    for register in range(REGISTERS):
        child["pick"][register] = parent["pick"][register]
    return child


@block
def split(clock, tokens, twins, ready, parent, count, start_pc):
    """Start `count` children; they go on after this act, elder before younger. They are the parent's until it goes on.

    Look-ups count on from child to child, so that children ask for different keys. Each knows its place among those
    of its errand until it begins a loop. Children that are out already are their elder siblings.
    """
    last = parent["first_child"]
    while last != NONE and tokens[last]["sibling"] != NONE:
        last = tokens[last]["sibling"]
    for nth in range(count):
        child = offspring(clock, tokens, parent, start_pc, CHILD)
        child["key"] = parent["key"]
        child["loop"] = nth
        child["parent"] = parent["row"]
        child["visits"][KEY] = parent["visits"][KEY]
        parent["visits"][KEY] += 1
        share_writes(clock, twins, parent)
        child["twin"] = parent["twin"]
        child["sibling"] = NONE
        if last == NONE:
            parent["first_child"] = child["row"]
        else:
            tokens[last]["sibling"] = child["row"]
        last = child["row"]
        make_ready(clock, ready, child)
    parent["pending"] += count


@block
def gather(parent, needed):
    """Wait until `needed` children are back. True when there is nothing to wait for."""
    if needed == 0:
        return True
    parent["needed"] = needed
    parent["state"] = GATHERING
    return False


@block
def let_go(tokens, parent):
    """Children still out walk on unowned; nobody hears of them."""
    row = parent["first_child"]
    while row != NONE:
        tokens[row]["parent"] = NONE
        row = tokens[row]["sibling"]
    parent["first_child"] = NONE
    parent["pending"] = 0


@block
def leave_parent(tokens, child):
    """The child is no longer among its parent's."""
    parent = tokens[child["parent"]]
    row = parent["first_child"]
    if row == child["row"]:
        parent["first_child"] = child["sibling"]
    else:
        while tokens[row]["sibling"] != child["row"]:
            row = tokens[row]["sibling"]
        tokens[row]["sibling"] = child["sibling"]
    parent["pending"] -= 1


@block
def join(clock, tokens, ready, child):
    """A child is back. If it is the last one wanted, the parent goes on, with the time this child's walk took."""
    if child["parent"] == NONE:
        return
    parent = tokens[child["parent"]]
    leave_parent(tokens, child)
    parent["wrote"] |= child["wrote"]
    parent["lacks"] |= child["lacks"]
    parent["needed"] -= 1
    if parent["needed"] == 0:
        for part in range(clock["parts"]):
            parent["parts"][part] += child["parts"][part]
        parent["since_ns"] = clock["now_ns"]
        let_go(tokens, parent)
        make_ready(clock, ready, parent)


@block
def join_failed(tokens, child):
    """A child has failed. True when too few are left for what the parent waits for."""
    parent = tokens[child["parent"]]
    leave_parent(tokens, child)
    return parent["pending"] < parent["needed"]


@block
def spawn(clock, tokens, ready, parent, start_pc):
    """Send a message off. It is counted apart from requests and belongs to nobody. The message."""
    message = offspring(clock, tokens, parent, start_pc, MESSAGE)
    message["parent"] = NONE
    message["key"] = parent["key"]
    clock["messages"] += 1
    make_ready(clock, ready, message)
    return message
