"""The blocks of names: a browser that opens a connection asks its resolver for an address, which asks the authority."""

from __future__ import annotations

import numpy as np

from playground.dataplane.balance import choose
from playground.dataplane.calendar import lane_push
from playground.dataplane.jit import block
from playground.dataplane.luck import FIRST_VISIT, bits_for, u64, unit
from playground.dataplane.opcodes import DELIVERED, NEAREST, REGION
from playground.dataplane.seats.tables import NEVER_USED, NOWHERE

CLOSED = np.int64(NEVER_USED)
ORIGIN = u64(0)


@block
def nearest(members, group, audience):
    """The nearest site that is believed up, or the nearest of all when there is none."""
    for nth in range(group["count"]):
        place = np.int64(audience["near"][nth])
        if members[group["first"] + place]["up"]:
            return place
    return np.int64(audience["near"][0])


@block
def resolver_of(w, audience, seat):
    """Row of the resolver that this person asks."""
    number = int(unit(bits_for(seat["luck"], REGION, FIRST_VISIT)) * audience["resolvers"])
    return audience["resolver"] + number


@block
def answer(w, group, token, resolver):
    """The place that the authority gives out next: of those it believes up, or of all when there are none."""
    if group["policy"] == NEAREST:
        place = nearest(w.members, group, w.audiences[resolver["audience"]])
        w.members[group["first"] + place]["picked"] += 1
        return place
    place = np.int64(choose(w.clock[0], group, w.members, token))
    if place < 0:
        place = np.int64(group["last"] + 1 if group["last"] + 1 < group["count"] else 0)
    group["last"] = place
    w.members[group["first"] + place]["picked"] += 1
    return place


@block
def ask(w, token, audience, seat, step):
    """Ask the person's resolver for the address of a host. True when it has to ask the authority first."""
    now_ns = w.clock[0]["now_ns"]
    host = u64(step["count"])
    resolver = w.resolvers[resolver_of(w, audience, seat)]
    resolver["asked"] += 1
    audience["looked_up"] += 1
    misses = resolver["until_ns"][host] <= now_ns
    has_choice = host == ORIGIN and step["link"] != NOWHERE
    if misses:
        resolver["missed"] += 1
        audience["missed"] += 1
        resolver["until_ns"][host] = now_ns + resolver["life_ns"]
        if has_choice:
            resolver["address"] = answer(w, w.groups[step["link"]], token, resolver)
    if has_choice:
        seat["address"] = resolver["address"]
        if w.members[w.groups[step["link"]]["first"] + seat["address"]]["up"] == 0:
            audience["misled"] += 1
    return misses


@block
def resolve(w, token, audience, step):
    """The address of a host, which the browser keeps for a while. True when asking takes time."""
    clock = w.clock[0]
    host = u64(step["count"])
    seat = w.seats[token["seat"]]
    if clock["now_ns"] - seat["used_ns"][host] <= audience["keep_ns"] or seat["known_ns"][host] > clock["now_ns"]:
        return False
    misses = ask(w, token, audience, seat, step)
    seat["known_ns"][host] = clock["now_ns"] + np.int64(step["share"])
    lane = w.lanes[step["link_stride"] if misses else step["lane"]]
    if lane["delay_ns"] == 0:
        return False
    token["part"] = step["part"]
    token["due_ns"] = lane_push(clock, w.heap, w.ring, lane, DELIVERED, token)
    token["rank"] = DELIVERED
    return True


@block
def hang_up(seats, token):
    """The person's connection to the origin is no more; the next request looks the name up."""
    seats[token["seat"]]["used_ns"][ORIGIN] = CLOSED
