"""The blocks of files: a shelf is asked, the origin answers, and what it sent is kept.

A token brings a version (`version`) that was the origin's at some instant (`as_of_ns`); a copy's life counts from
there, through however many shelves it comes. While it fetches, it knows which version the shelf has for which it does
so (`fetch_since_ns`, and `further_has` of a shield), so that nobody need send that again.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.calendar import schedule
from playground.dataplane.files.ask import NO_COPY, UNASKED, ask_file, own_file
from playground.dataplane.files.shelf import copy_of, file_of, put, use
from playground.dataplane.jit import block
from playground.dataplane.opcodes import (
    ABANDONED,
    ASK_FILE,
    COUNTED,
    DELIVERED,
    FIND_FILE,
    KEEP_FILE,
    OLD_FILE,
    OWN_FILE,
    PLACEHOLDER,
    READ_FILE,
    SEND_FILE,
)
from playground.dataplane.tables import NONE

NOT_MODIFIED = 300.0  # bytes of an answer that says that nothing has changed
IS_COUNTED = np.int64(0)


@block
def find_file(w, token, shelf, kind, again):
    """Has the shelf a copy that is young enough? `again`: look once more, which nobody counts."""
    cache = w.caches[shelf["cache"]]
    now_ns = w.clock[0]["now_ns"]
    row = copy_of(w, cache, token["key"])
    lives = row != NONE and w.entries[row]["expires_ns"] > now_ns
    if again == IS_COUNTED:
        if lives:
            cache["hits"] += 1
        else:
            cache["misses"] += 1
            cache["expired"] += row != NONE
    if not lives:
        has = NO_COPY if row == NONE else np.int64(w.entries[row]["uses"])
        if shelf["is_shield"]:
            token["further_has"] = has
        else:
            token["fetch_since_ns"] = has
        return False
    use(w, cache, row)
    token["version"] = w.entries[row]["uses"]
    token["as_of_ns"] = w.entries[row]["expires_ns"] - kind["ttl_ns"]
    return True


@block
def read_file(w, token, kind, is_asked_about):
    """The origin has the file: the version that was asked for, where versions have URLs of their own; else the present
    one. `is_asked_about`: who has it already is told so."""
    token["as_of_ns"] = w.clock[0]["now_ns"]
    if kind["is_versioned"] == 0:
        token["version"] = kind["version"]
    has = token["fetch_since_ns"] if token["further_has"] == UNASKED else token["further_has"]
    if is_asked_about and has == token["version"]:
        token["bytes"] = NOT_MODIFIED


@block
def is_admitted(w, token, shelf):
    """Was the file asked for here a short while ago? This request counts for the next one."""
    if shelf["within_ns"] == 0:
        return True
    place = shelf["asked"] + file_of(w, token["key"])
    before_ns = w.asked_ns[place]
    w.asked_ns[place] = w.clock[0]["now_ns"]
    return w.clock[0]["now_ns"] - before_ns <= shelf["within_ns"]


@block
def keep_file(w, token, shelf, kind):
    """What was fetched has arrived: count its bytes, and keep it if it is to be kept."""
    cache = w.caches[shelf["cache"]]
    size = np.float64(w.file_bytes[file_of(w, token["key"])])
    has = token["further_has"] if shelf["is_shield"] else token["fetch_since_ns"]
    is_same = shelf["revalidates"] and has == token["version"]
    shelf["fetched"] += np.int64(NOT_MODIFIED if is_same else size)
    token["bytes"] = size
    if copy_of(w, cache, token["key"]) != NONE or is_admitted(w, token, shelf):
        put(w, shelf, cache, token["key"], token["version"], token["as_of_ns"] + kind["ttl_ns"])


@block
def old_file(w, token, shelf, kind):
    """The origin does not answer: is there a copy, however old? It is no younger for that."""
    row = copy_of(w, w.caches[shelf["cache"]], token["key"])
    if row == NONE:
        return False
    token["version"] = w.entries[row]["uses"]
    token["as_of_ns"] = w.entries[row]["expires_ns"] - kind["ttl_ns"]
    shelf["rescued"] += 1
    return True


@block
def send_file(token, shelf, kind):
    """The answer leaves the shelf."""
    shelf["sent"] += np.int64(token["bytes"])
    if token["version"] < kind["version"]:
        shelf["old"] += 1


@block
def spread(w, token, step):
    """TCP's slow start: a connection that was idle sends so many bytes, and twice as many after each round trip. The
    first of them travel as any answer does. True when there is a second.

    Source: RFC 5681, RFC 6928 (initial window).
    """
    window = step["share"]
    sent = window
    rounds = np.int64(0)
    while sent < token["bytes"]:
        window *= 2.0
        sent += window
        rounds += 1
    wait_ns = rounds * w.lanes[step["lane"]]["delay_ns"]
    if wait_ns == 0:
        return False
    token["part"] = step["part"]
    schedule(w.clock[0], w.heap, token, w.clock[0]["now_ns"] + wait_ns, DELIVERED)
    return True


@block
def of_files(w, token, step, row):
    """Do what the block says; `row` is the shelf, or (ASK_FILE, OWN_FILE, READ_FILE) the kind of file. True when the
    token halts."""
    op = step["op"]
    number = np.int64(row)
    finds = True
    if op == ASK_FILE:
        ask_file(w, token, w.files[number])
    elif op == OWN_FILE:
        finds = own_file(w, token, w.files[number])
    elif op == READ_FILE:
        read_file(w, token, w.files[number], step["count"])
    elif op == FIND_FILE:
        finds = find_file(w, token, w.shelves[number], w.files[step["service"]], np.int64(step["count"]))
    elif op == KEEP_FILE:
        keep_file(w, token, w.shelves[number], w.files[step["service"]])
    elif op == SEND_FILE:
        send_file(token, w.shelves[number], w.files[step["service"]])
    elif op == OLD_FILE:
        finds = old_file(w, token, w.shelves[number], w.files[step["service"]])
    elif op == PLACEHOLDER:
        w.endpoints[token["kind"]]["placeholders"] += token["flags"] & (COUNTED | ABANDONED) == COUNTED
    else:
        return spread(w, token, step)
    if not finds:
        token["pc"] = step["jump"]
    return False
