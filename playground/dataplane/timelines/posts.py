"""What becomes of a post: begun, delivered to its last follower, or given up before."""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.opcodes import POSTS
from playground.dataplane.record import fine_bin
from playground.dataplane.tables import SPARE
from playground.dataplane.timelines.draws import followers_of
from playground.dataplane.timelines.tables import MOST_PARTS, PULLED, PUSHED

NOBODYS = np.int64(-1)  # the number of a post that is over


@block
def begin(w, user, born_ns, counted):
    """A new post. Its row; the kernel has made sure that there is a free one."""
    books = w.timelines[0]
    row = np.int64(books["free_post"])
    post = w.posts[row]
    books["free_post"] = post["next"]
    books["free_posts"] -= 1
    if books["free_posts"] < SPARE:
        w.clock[0]["tight"] = POSTS
    books["number"] += 1
    books["under_way"] += 1
    followers = followers_of(w, user, born_ns)
    is_large = followers > books["threshold"]
    post["number"] = books["number"]
    post["born_ns"] = born_ns
    post["missing"] = 0
    post["pulled"] = is_large
    post["counted"] = counted
    entries = np.int64(books["sites"]) * (np.int64(1) if is_large else followers)
    post["left"] = entries
    books["due"] += entries
    books["pushed"] += not is_large
    books["pulled"] += is_large
    for part in range(MOST_PARTS):
        post["made"][np.int64(part)] = 0
    return row


@block
def free(w, post, row):
    books = w.timelines[0]
    post["number"] = 0
    post["next"] = books["free_post"]
    books["free_post"] = row
    books["free_posts"] += 1
    books["under_way"] -= 1


@block
def end_if_over(w, post, row):
    """No entry is to be made any more: the last follower can see it now, unless somebody never will."""
    if post["left"] > 0:
        return
    books = w.timelines[0]
    if post["missing"] > 0:
        books["cut_off"] += 1
        books["missing"] += post["missing"]
    else:
        span_ns = w.clock[0]["now_ns"] - post["born_ns"]
        books["delivered"] += 1
        window = w.window_timelines[np.int64(w.clock[0]["window"])]
        window["slowest_ns"] = max(window["slowest_ns"], span_ns)
        if post["counted"]:
            w.lasts[PULLED if post["pulled"] else PUSHED]["count"][fine_bin(span_ns)] += 1
    free(w, post, row)


@block
def give_up(w, row, number):
    """Nobody will copy the rest of it."""
    post = w.posts[row]
    if post["number"] != number:
        return
    post["missing"] += post["left"]
    post["left"] = 0
    end_if_over(w, post, row)


@block
def give_up_part(w, row, number, part, size):
    """Nobody will copy the rest of one part."""
    post = w.posts[row]
    if post["number"] != number:
        return
    rest = size - post["made"][part]
    post["made"][part] = size
    post["missing"] += rest
    post["left"] -= rest
    end_if_over(w, post, row)


@block
def inserted(w, row, number, part, begin_at, end_at):
    """The entries of a part from here to there have been made, of which some may have been there before."""
    books = w.timelines[0]
    post = w.posts[row]
    if post["number"] != number:
        books["again"] += end_at - begin_at
        return
    made = np.int64(post["made"][part])
    new = max(np.int64(0), end_at - max(begin_at, made))
    books["inserted"] += new
    books["again"] += end_at - begin_at - new
    post["made"][part] = max(made, end_at)
    post["left"] -= new
    end_if_over(w, post, row)
