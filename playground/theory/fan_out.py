"""What posts and timelines cost: copied to every follower when they are written, or fetched when they are read.

*Push* (fan-out on write): a post is inserted into the timeline of each follower. *Pull* (fan-out on read): whoever
reads a timeline fetches the recent posts of each author followed. For one author with f followers, who posts r times a
second, and followers who read their timelines q times a second each:

    push   r · f · (cost of an insert)
    pull   q · f · (cost of a fetch)

so push costs less if and only if r · insert < q · fetch: the followers cancel. If everybody posts and reads equally
often, one form is the cheaper one for every author, famous or not, and a hybrid that pulls only those above a threshold
is never cheaper than both. It is where authors with many followers also post more: with r growing as f^β, push is
cheaper below

    f* = the size at which r(f) · insert = q · fetch

and pull above, and the total work has its minimum at the threshold f*. Everything else that speaks for a hybrid is
time, not work.

A timeline is read in any form, which costs one fetch more for each read. Every function raises a ValueError of one
sentence for rates, costs or numbers that cannot be.

Source: derived here; the two forms and their mix: Silberstein, Terrace, Cooper and Ramakrishnan, "Feeding frenzy:
selectively materializing users' event feeds", ACM SIGMOD 2010, whose rule for a pair of producer and consumer it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.theory.followers import Followers
from playground.theory.given import not_negative, positive
from playground.theory.rows import same_length


@dataclass(frozen=True)
class Timelines:
    """How a network posts and reads. Raises ValueError for rates or costs that cannot be."""

    users: float
    """All users; each is an author, and reads."""
    posts_rps: float
    """Posts per second of all together."""
    reads_rps: float
    """Timelines read per second by all together."""
    insert_ms: float
    """Work of one insert into one timeline."""
    fetch_ms: float
    """Work of one fetch, of a timeline or of an author's recent posts."""
    growth: float = 0.0
    """β: an author with ten times the followers posts 10^β times as often. 0: all post equally often."""

    def __post_init__(self) -> None:
        positive(users=self.users, posts_rps=self.posts_rps, reads_rps=self.reads_rps)
        positive(insert_ms=self.insert_ms, fetch_ms=self.fetch_ms)
        not_negative(growth=self.growth)


def push_is_cheaper(post_rps: float, insert_ms: float, read_rps: float, fetch_ms: float) -> bool:
    """For an author who posts so often, and followers each of whom reads so often; however many followers."""
    not_negative(post_rps=post_rps, insert_ms=insert_ms, read_rps=read_rps, fetch_ms=fetch_ms)
    return post_rps * insert_ms < read_rps * fetch_ms


def hybrid_work(
    followers: NDArray[np.float64],
    posts_rps: NDArray[np.float64],
    read_rps: float,
    insert_ms: float,
    fetch_ms: float,
    threshold: float,
) -> float:
    """Work, in milliseconds per second, of authors that are given one by one: pushed up to the threshold, else pulled.

    `followers` and `posts_rps` are each author's, `read_rps` is of each follower. Without the fetch of the timeline.
    """
    same_length(followers=followers, posts_rps=posts_rps)
    not_negative(read_rps=read_rps, insert_ms=insert_ms, fetch_ms=fetch_ms)
    pushed = followers <= threshold
    inserts_rps = float(posts_rps[pushed] @ followers[pushed])
    return inserts_rps * insert_ms + float(followers[~pushed].sum()) * read_rps * fetch_ms


def posts_of(timelines: Timelines, law: Followers, followers: float) -> float:
    """Posts per second of one author with so many followers; all authors together make `posts_rps`."""
    positive(followers=followers)
    return timelines.posts_rps / timelines.users * followers**timelines.growth / law.moment(timelines.growth)


def inserts_rps(timelines: Timelines, law: Followers, threshold: float = math.inf) -> float:
    """Inserts per second by the posts of the authors with no more followers than the threshold."""
    pushed = law.moment(1 + timelines.growth, up_to=threshold) / law.moment(timelines.growth)
    return timelines.posts_rps * pushed


def fetches_rps(timelines: Timelines, law: Followers, threshold: float = 0.0) -> float:
    """Fetches per second: one of the timeline for each read, and one for each author above the threshold."""
    return timelines.reads_rps * (1 + law.moment(1.0, above=threshold))


def work_ms_per_s(timelines: Timelines, law: Followers, threshold: float) -> float:
    """All work of the hybrid, in milliseconds per second. Threshold 0: all are pulled; infinite: all are pushed."""
    inserts = inserts_rps(timelines, law, threshold) * timelines.insert_ms
    return inserts + fetches_rps(timelines, law, threshold) * timelines.fetch_ms


def cheapest_threshold(timelines: Timelines, law: Followers) -> float:
    """The threshold of least work: f*, 0 (pull all) or infinite (push all).

    Where all post equally often it is one of the ends; either would do where both cost the same, and then it is push.
    """
    if timelines.growth == 0:
        push_ms, pull_ms = timelines.posts_rps * timelines.insert_ms, timelines.reads_rps * timelines.fetch_ms
        return math.inf if push_ms <= pull_ms else 0.0
    mean_rps = timelines.posts_rps / timelines.users / law.moment(timelines.growth)
    ratio = timelines.reads_rps / timelines.users * timelines.fetch_ms / (mean_rps * timelines.insert_ms)
    size = ratio ** (1 / timelines.growth)
    if size >= law.most:
        return math.inf
    return size if size > law.least else 0.0
