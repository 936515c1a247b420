"""The blocks of seats: a request comes from somebody, over a connection that may still have to be opened."""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.calendar import lane_push
from playground.dataplane.jit import block
from playground.dataplane.luck import FIRST_VISIT, bits_for, mix, u64, unit, user_draw
from playground.dataplane.opcodes import (
    AT_SITE,
    DELIVERED,
    HANG_UP,
    LIFE,
    MEET_BUG,
    MEET_VERSION,
    REACH,
    RESOLVE,
    SEAT_DRAW,
    STICK,
    TAKE_SEAT,
)
from playground.dataplane.seats.names import hang_up, resolve
from playground.dataplane.seats.sessions import of_sessions
from playground.dataplane.seats.sites import is_led_to, reach
from playground.dataplane.seats.stick import stick
from playground.dataplane.seats.tables import HOSTS, NEVER_USED, NOWHERE
from playground.dataplane.seats.versions import meet_bug, meet_version

CLOSED = np.int64(NEVER_USED)


@block
def begin_session(w, audience, place):
    """Somebody else is here from now on, for an exponential time. Nobody's connections are open yet."""
    seat = w.seats[place]
    luck = mix(mix(audience["luck"], u64(place)), u64(seat["n"]))
    seat["n"] += 1
    seat["luck"] = luck
    seat["home"] = NOWHERE
    seat["cookie"] = NOWHERE
    seat["version"] = 0
    for host in range(HOSTS):
        seat["known_ns"][host] = 0
    span_ns = -math.log(unit(bits_for(luck, LIFE, FIRST_VISIT))) * audience["session_ns"]
    seat["ends_ns"] = w.clock[0]["now_ns"] + np.int64(span_ns + 0.5)
    for host in range(HOSTS):
        seat["used_ns"][host] = CLOSED
    audience["sessions"] += 1


@block
def take_seat(w, token, audience, may_begin):
    """The request comes from this seat, in every attempt. A file never is what a session begins with."""
    place = audience["first"] + np.int64(user_draw(token, SEAT_DRAW) * audience["count"])
    token["seat"] = place
    audience["asked"] += 1
    if may_begin and w.clock[0]["now_ns"] >= w.seats[place]["ends_ns"]:
        begin_session(w, audience, place)


@block
def open_connection(w, token, audience, step):
    """Use the connection to this host. One that has been idle for too long is opened anew, which takes the lane's time.
    True when it does."""
    clock = w.clock[0]
    host = u64(step["count"])
    seat = w.seats[token["seat"]]
    idle_ns = clock["now_ns"] - seat["used_ns"][host]
    seat["used_ns"][host] = clock["now_ns"]
    if idle_ns <= audience["keep_ns"]:
        return False
    audience["opened"][host] += 1
    if w.lanes[step["lane"]]["delay_ns"] == 0:
        return False
    token["part"] = step["part"]
    token["due_ns"] = lane_push(clock, w.heap, w.ring, w.lanes[step["lane"]], DELIVERED, token)
    token["rank"] = DELIVERED
    return True


@block
def of_seats(w, token, step, row):
    """Do what the block says; `row` is the audience, the group or the keeper. True when the token halts."""
    if step["op"] == RESOLVE:
        return resolve(w, token, w.audiences[row], step)
    if step["op"] == AT_SITE:
        if not is_led_to(w, token, w.audiences[row], step):
            token["pc"] = step["jump"]
        return False
    if step["op"] == REACH:
        reach(w, token, w.audiences[row])
        return False
    if step["op"] == MEET_VERSION:
        return meet_version(w, token, step, np.int64(row))
    if step["op"] == MEET_BUG:
        return meet_bug(w, token, step, np.int64(row))
    if step["op"] == HANG_UP:
        hang_up(w.seats, token)
        return False
    if step["op"] == STICK:
        return stick(w, token, step, row)
    if step["op"] > STICK:
        of_sessions(w, token, step, row)
        return False
    audience = w.audiences[row]
    if step["op"] == TAKE_SEAT:
        take_seat(w, token, audience, step["count"])
        return False
    return open_connection(w, token, audience, step)
