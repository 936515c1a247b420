"""Who comes, and when.

A source is a stream that counts for itself: its n-th request has the luck mix(stream, n). The gaps are unit
exponentials; an arrival falls where the cumulative rate reaches their running sum. Rates are straight lines in
segments (PROFILE), so within a segment that starts at rate r with slope s, the time to gather x more is 2x / (r +
sqrt(r^2 + 2sx)).

Source: Çinlar, "Introduction to stochastic processes", 1975 (inversion of the cumulative rate).

A replayed log brings its own times, keys and sizes; only the luck of each request is drawn.
"""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.calendar import push
from playground.dataplane.exponential import of_luck
from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import mix, u64, user_draw
from playground.dataplane.opcodes import ATTEMPT_SHIFT, COUNTED, ENDPOINT, GAP, REQUEST_SHIFT, USER, WATCHED
from playground.dataplane.record import count_inside
from playground.dataplane.tables import KINDS, NEVER, REQUESTS
from playground.dataplane.token import begin_attempt, clear, take_row

FIRST_ATTEMPT = np.int64(1)
ENTERS = np.int64(1)
ONE_ATTEMPT = FIRST_ATTEMPT << ATTEMPT_SHIFT


@block
def next_time_ns(source, profile, trail):
    """When the source's next request is born; NEVER when nobody comes any more."""
    if source["replay"]:
        source["next_user"] = mix(source["luck"], u64(source["n"]))
        return trail[source["n"]]["at_ns"] if source["n"] < trail.shape[0] else NEVER
    user = mix(source["luck"], u64(source["n"]))
    source["next_user"] = user
    source["sum"] += of_luck(user, GAP)
    while source["segment"] < source["segment_end"] and source["sum"] >= profile[source["segment"]]["after"]:
        source["segment"] += 1
    if source["segment"] == source["segment_end"]:
        return NEVER
    segment = profile[source["segment"]]
    more = source["sum"] - segment["before"]
    rate, slope = segment["rate_rps"], segment["slope"]
    root = rate if slope == 0.0 else math.sqrt(rate * rate + 2.0 * slope * more)  # the same, and quicker
    span_s = 2.0 * more / (rate + root)
    return np.int64((segment["start_s"] + span_s) * 1e9 + 0.5)


@block
def plan_next(w, source):
    """Put the source's next arrival into the calendar."""
    due_ns = next_time_ns(source, w.profile, w.trail)
    if due_ns < NEVER:
        push(w.clock[0], w.heap, due_ns, np.int64(w.lanes.shape[0]) + source["index"])


@block
def choose_endpoint(source, endpoints, token):
    """Which of the source's endpoints this user wants, by their shares."""
    at = source["first_endpoint"]
    last = at + source["endpoints"] - 1
    if at < last:
        u = user_draw(token, ENDPOINT)
        while at < last and u >= endpoints[at]["share_upto"]:
            at += 1
    return at


@inlined
def is_watched(clock, watch, number):
    """Is this request to be traced? The list is in ascending order, as requests are born."""
    at = clock["watch_n"]
    if at < watch.shape[0] and watch[at] == number:
        clock["watch_n"] = at + 1
        return True
    return False


@block
def arrive(w, source):
    """A request is born: a token at the start of its endpoint's program; and the source's next one is planned."""
    clock = w.clock[0]
    token = take_row(clock, w.tokens)
    clear(clock, token)
    n = source["n"]
    token["user"] = source["next_user"]
    number = clock["births"]
    clock["births"] = number + 1
    token["order"] = (number << REQUEST_SHIFT) | ONE_ATTEMPT
    token["role"] = USER
    begin_attempt(token, FIRST_ATTEMPT)
    if source["replay"]:
        line = w.trail[n]
        kind = np.int64(line["endpoint"])
        token["asks_for"] = line["key"]
        token["bytes"] = line["bytes"]
    else:
        kind = np.int64(choose_endpoint(source, w.endpoints, token))
        token["asks_for"] = source["asks_for"]
        token["bytes"] = w.endpoints[kind]["bytes"]
    endpoint = w.endpoints[kind]
    token["kind"] = kind
    token["pc"] = endpoint["start_pc"]
    w.windows[clock["window"] * KINDS + endpoint["counts_as"]]["offered"] += 1
    if clock["now_ns"] >= clock["warmup_ns"]:
        token["flags"] = COUNTED
        endpoint["offered"] += 1
    if is_watched(clock, w.watch, number):
        token["flags"] |= WATCHED
    if endpoint["counts_as"] == REQUESTS:
        count_inside(clock, ENTERS)
    patience = w.patience[endpoint["patience"]]
    if patience["budget_gain"] > 0:
        patience["budget"] = min(patience["budget_max"], patience["budget"] + patience["budget_gain"])
    source["n"] = n + 1
    plan_next(w, source)
    return token
