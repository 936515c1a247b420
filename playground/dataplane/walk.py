"""The interpreter: a token walks its program until it has to wait.

Each opcode is a branch of `walk`; what it does is a small function elsewhere. A branch either moves `pc` on and lets
the token walk further in the same act, or leaves the loop: the token waits for an event, stands in a line, or is no
more. Work and travel that take no time go on in the same act.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.balance import choose, picks
from playground.dataplane.calendar import lane_push, schedule
from playground.dataplane.client import answered, send
from playground.dataplane.fail import hang
from playground.dataplane.jit import block
from playground.dataplane.luck import draw, u64
from playground.dataplane.opcodes import (
    ALARM_SET,
    ANSWER,
    ARM,
    ARRIVE,
    BRANCH,
    CALLS,
    CALLS_DRAW,
    CLOSE,
    COIN,
    DEADLINE,
    DISARM,
    JUMP,
    LOST_PACKET,
    NO_HEALTHY_SERVER,
    PICK,
    QUEUE_FULL,
    RELEASE,
    RELEASE_TOP,
    REPEAT,
    SEIZE,
    SEND,
    SHED,
    TRAVEL,
    UP,
    WATCHED,
    WORK,
    WORK_DONE,
)  # fmt: skip
from playground.dataplane.seldom import nobody_up, place, refused, seldom
from playground.dataplane.station import grant, join_line, release_top, touch
from playground.dataplane.tables import KINDS, NONE
from playground.dataplane.token import stack
from playground.dataplane.trace import note
from playground.dataplane.travel import cross, is_lost, turned_away
from playground.dataplane.work import work_ns

NEXT = u64(1)


@block
def walk(w, token):
    """Run the token's program from where it stands."""
    clock = w.clock[0]
    tokens = w.tokens
    pc = u64(token["pc"])
    while True:
        step = w.program[pc]
        op = step["op"]
        if clock["tracing"] and token["flags"] & WATCHED:
            note(clock, w.trace, token, pc, step)

        if op == SEIZE:
            station = w.stations[place(step, token)]
            touch(clock, station)
            pc += NEXT
            if station["busy"] < station["slots"]:
                station["busy"] += 1
                token["hold_since_ns"][token["depth"]] = clock["now_ns"]
                grant(clock, station, token)
            elif station["line"] < station["room"]:
                join_line(clock, tokens, w.nodes, station, token)
                token["part"] = step["part"]
                token["pc"] = pc
                if step["lane"] != NONE:
                    token["due_ns"] = lane_push(clock, w.heap, w.ring, w.lanes[step["lane"]], DEADLINE, token)
                break
            else:
                token["pc"] = pc
                if refused(w, token, station, step, QUEUE_FULL):
                    break
                pc = u64(token["pc"])

        elif op == WORK:
            station = w.stations[place(step, token)]
            span_ns = work_ns(token, w.services[step["service"]], w.table, station, w.nodes[station["node"]])
            pc += NEXT
            if span_ns > 0:
                token["part"] = step["part"]
                token["pc"] = pc
                schedule(clock, w.heap, token, clock["now_ns"] + span_ns, WORK_DONE)
                break

        elif op == RELEASE:
            station = w.stations[place(step, token)]
            station["served"] += 1
            release_top(clock, tokens, w.ready, w.nodes, station, token)
            pc += NEXT

        elif op == RELEASE_TOP:
            station = w.stations[token["hold_what"][token["depth"] - 1]]
            release_top(clock, tokens, w.ready, w.nodes, station, token)
            pc += NEXT

        elif op == TRAVEL:
            pc += NEXT
            token["pc"] = pc
            link = w.links[step["link"] + step["link_stride"] * token["pick"][step["register"]]]
            if is_lost(link, token):
                hang(w, token, LOST_PACKET)
                break
            token["part"] = step["part"]
            if not cross(clock, w.heap, w.lanes, w.ring, link["lane"], token, step["back"]):
                break

        elif op == ARRIVE:
            node = w.nodes[place(step, token)]
            pc += NEXT
            if node["state"] != UP:
                token["pc"] = pc
                if not turned_away(w, node, step, token):
                    break
                pc = u64(token["pc"])

        elif op == PICK:
            group = w.groups[step["target"]]
            chosen = choose(clock, group, w.members, token)
            pc += NEXT
            if chosen >= 0 and picks(clock, group, w.members, token, step, chosen):
                continue
            token["pc"] = pc
            if nobody_up(w, token, group, step, SHED if chosen >= 0 else NO_HEALTHY_SERVER):
                break
            pc = u64(token["pc"])

        elif op == CLOSE:
            top = token["depth"] - 1
            w.members[token["hold_what"][top]]["open"] -= 1
            token["depth"] = top
            pc += NEXT

        elif op == CALLS:
            count = step["count"]
            share = step["share"]
            if share > 0.0 and draw(token, CALLS_DRAW) < share:
                count += 1
            token["loop"] = count
            pc = pc + NEXT if count > 0 else u64(step["jump"])

        elif op == REPEAT:
            left = token["loop"] - 1
            token["loop"] = left
            pc = u64(step["jump"]) if left > 0 else pc + NEXT

        elif op == BRANCH:
            pc = u64(step["jump"]) if draw(token, COIN) < step["share"] else pc + NEXT

        elif op == JUMP:
            pc = u64(step["jump"])

        elif op == SEND:
            endpoint = w.endpoints[token["kind"]]
            window = w.windows[clock["window"] * KINDS + endpoint["counts_as"]]
            send(clock, w.heap, w.lanes, w.ring, w.patience[endpoint["patience"]], endpoint, window, token)
            pc += NEXT

        elif op == ANSWER:
            answered(w, token)
            break

        elif op == ARM:
            armed_ns = token["alarm_ns"]
            stack(clock, token, ALARM_SET, np.int64(step["guard"]))
            token["hold_since_ns"][token["depth"] - 1] = armed_ns
            token["alarm_ns"] = lane_push(clock, w.heap, w.ring, w.lanes[step["lane"]], DEADLINE, token)
            pc += NEXT

        elif op == DISARM:
            top = token["depth"] - 1
            token["alarm_ns"] = token["hold_since_ns"][top]
            token["depth"] = top
            pc += NEXT

        else:
            token["pc"] = pc + NEXT
            if seldom(w, token, step):
                break
            pc = u64(token["pc"])
