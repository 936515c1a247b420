"""Copying a post: its author's followers fall into parts, and each part is inserted a batch at a time.

Whoever has a post copied has its row in `version` and its number in `further_has`, the followers in `key` and in
`fetch_since_ns` where the author stands among machines. A token that copies a part has the part in `loop`, its size in
`key`, and in `fetch_since_ns` how far it is.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.family import gather, offspring
from playground.dataplane.jit import block
from playground.dataplane.opcodes import CHILD, COUNTED, MESSAGE
from playground.dataplane.tables import NONE
from playground.dataplane.timelines.draws import followers_of, place_of
from playground.dataplane.timelines.posts import NOBODYS, begin, inserted
from playground.dataplane.token import make_ready

REGISTER = 3  # which machine a token is led to


@block
def is_over(w, message):
    """Has the post of this message been delivered, or given up?"""
    begun = message["post_number"] != 0
    return begun and w.posts[message["post"]]["number"] != message["post_number"]


@block
def has_to_be_copied(w, broker, message):
    """Is there something to copy? A consumer that is idempotent knows of a post that all followers have."""
    if message["posts"] == 0 or message["applied"] == 0:
        return False
    return broker["idempotent"] == 0 or not is_over(w, message)


@block
def begin_own(w, token):
    """The request's post is begun. Is its author followed by too many for it to be copied?"""
    row = begin(w, token["user"], token["born_ns"], token["flags"] & COUNTED != 0)
    token["version"] = row
    token["further_has"] = w.posts[row]["number"]
    return is_large(w, token, token["user"], token["born_ns"])


@block
def begin_message(w, token, message):
    """The same of a message's post, which may have been begun by whoever had the message before."""
    if message["post_number"] == 0:
        row = begin(w, message["luck"], message["born_ns"], message["counted"])
        message["post"] = row
        message["post_number"] = w.posts[row]["number"]
    token["version"] = message["post"]
    token["further_has"] = NOBODYS if is_over(w, message) else np.int64(message["post_number"])
    return is_large(w, token, message["luck"], message["born_ns"])


@block
def is_large(w, token, user, born_ns):
    """Who is the author? Are there more followers than a post is copied to?"""
    followers = followers_of(w, user, born_ns)
    token["key"] = followers
    token["fetch_since_ns"] = place_of(user)
    return followers > w.timelines[0]["threshold"]


@block
def size_of(books, followers, offset, part):
    """How many of the followers are in this part of a site: the first parts from `offset` on have one more."""
    parts = np.int64(books["parts"])
    more = (part - offset) % parts < followers % parts
    return followers // parts + np.int64(more)


@block
def copier(w, parent, step, part, size, machine):
    """A token that copies this part: its parent waits for it, or sends it off."""
    clock = w.clock[0]
    sends = step["count"] == 1
    child = offspring(clock, w.tokens, parent, step["jump"], MESSAGE if sends else CHILD)
    child["version"] = parent["version"]
    child["further_has"] = parent["further_has"]
    child["loop"] = part
    child["key"] = size
    child["fetch_since_ns"] = 0
    child["pick"][REGISTER] = machine
    if sends:
        clock["messages"] += 1
    else:
        child["parent"] = parent["row"]
        append_child(w.tokens, parent, child)
    make_ready(clock, w.ready, child)


@block
def append_child(tokens, parent, child):
    """The youngest of its parent's children."""
    child["sibling"] = NONE
    parent["pending"] += 1
    last = parent["first_child"]
    if last == NONE:
        parent["first_child"] = child["row"]
        return
    while tokens[last]["sibling"] != NONE:
        last = tokens[last]["sibling"]
    tokens[last]["sibling"] = child["row"]


@block
def copy_out(w, token, step):
    """Every part of the post, at all sites, gets a token of its own. True when the parent halts, to wait for them."""
    books = w.timelines[0]
    offset = np.int64(token["fetch_since_ns"])
    is_list = step["back"] == 1
    for site in range(books["sites"]):
        if is_list:
            machine = np.int64(site) * books["lists"] + offset % books["lists"]
            copier(w, token, step, np.int64(site), np.int64(1), machine)
            continue
        for part in range(books["parts"]):
            size = size_of(books, np.int64(token["key"]), offset, np.int64(part))
            if size > 0:
                machine = np.int64(site) * books["shards"] + np.int64(part) % books["shards"]
                copier(w, token, step, np.int64(site) * books["parts"] + np.int64(part), size, machine)
    if step["count"] == 1:
        return False
    return not gather(token, np.int64(token["pending"]))


@block
def next_batch(w, token, skips):
    """The next followers of this part. False when there are none left. `skips`: those who have the post already are
    left out."""
    at = np.int64(token["fetch_since_ns"])
    post = w.posts[token["version"]]
    if skips and post["number"] == token["further_has"]:
        at = max(at, np.int64(post["made"][np.int64(token["loop"])]))
        token["fetch_since_ns"] = at
    left = np.int64(token["key"]) - at
    if left <= 0:
        return False
    token["bytes"] = float(min(left, np.int64(w.timelines[0]["batch"])))
    return True


@block
def batch_done(w, token):
    """These followers have it."""
    at = np.int64(token["fetch_since_ns"])
    to = at + np.int64(token["bytes"])
    inserted(w, np.int64(token["version"]), token["further_has"], np.int64(token["loop"]), at, to)
    token["fetch_since_ns"] = to
