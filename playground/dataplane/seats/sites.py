"""The blocks of sites: a request goes on at the site to which its sender is led.

With anycast all sites have one address, and each network (a row of RESOLVER) knows the way to one of them; when that
changes, a person's connection ends at a machine that has never heard of it.

Source: RFC 4786, "Operation of Anycast Services", 4.4 (routes that change while a connection is open).
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.opcodes import OF_EDGE
from playground.dataplane.seats.names import nearest, resolver_of
from playground.dataplane.seats.tables import NEVER_USED

CLOSED = np.int64(NEVER_USED)
ORIGIN = 0


@block
def settle(network, now_ns):
    """What is due by now has happened to the network's way."""
    if network["moves_ns"] != 0 and network["moves_ns"] <= now_ns:
        network["moves_ns"] = 0
        network["address"] = network["next"]


@block
def reach(w, token, audience):
    """The person is led to where its network knows the way."""
    now_ns = w.clock[0]["now_ns"]
    seat = w.seats[token["seat"]]
    network = w.resolvers[resolver_of(w, audience, seat)]
    settle(network, now_ns)
    if seat["address"] == network["address"]:
        return
    seat["address"] = network["address"]
    if now_ns - seat["used_ns"][ORIGIN] <= audience["keep_ns"]:
        audience["broken"] += 1
    seat["used_ns"][ORIGIN] = CLOSED


@block
def is_led_to(w, token, audience, step):
    """Is this the site of the person, or of the edge, that asks?"""
    site = np.int64(step["count"])
    if step["back"] == OF_EDGE:
        return nearest(w.members, w.groups[step["link"]], audience) == site
    if w.seats[token["seat"]]["address"] != site:
        return False
    audience["led"][site] += 1
    return True
