"""Copying a post to all followers of its author: by a worker, which then says that it is done; or in the background."""

from __future__ import annotations

from dataclasses import replace

from playground.dataplane import opcodes as code
from playground.plan.builder import Builder, Place
from playground.plan.message_queue import Broker
from playground.plan.timelines import BY_ITSELF, OF_MESSAGE, SENT_OFF, Fans, by_count
from playground.plan.walk import Walk


def copy_written(walk: Walk, found: Broker, fans: Fans) -> None:
    """A worker copies every post that it has written, one after another, each to all machines at once."""
    following = walk.emit(code.NEXT_WRITTEN, "the next one that was written", at=found.row)
    other = walk.emit(code.IS_POST, "is there a post to be copied?", at=found.row)
    walk.patch(other, jump=following)
    skips = found.given.workers.idempotent
    large = walk.emit(code.BEGIN_POST, "who posts?", count=OF_MESSAGE)
    split = walk.emit(code.COPY_OUT, "to all followers")
    with walk.children_of(split):
        _insert(walk, fans, large=False, skips=skips)
    walk.emit(code.JUMP, "", jump=following)
    walk.patch(large)
    split = walk.emit(code.COPY_OUT, "to the lists of large authors", back=1)
    with walk.children_of(split):
        _insert(walk, fans, large=True, skips=skips)
    walk.emit(code.JUMP, "", jump=following)
    walk.patch(following)


def copiers(builder: Builder, fans: Fans) -> Fans:
    """With the programs of those who copy a post in the background of a web server, where posts go that way."""
    if fans.background is None:
        return fans
    small_pc = _in_background(builder, fans, fans.background, large=False)
    return replace(fans, small_pc=small_pc, large_pc=_in_background(builder, fans, fans.background, large=True))


def send_off(walk: Walk, fans: Fans) -> None:
    """The server has the post copied in the background, and goes on."""
    large = walk.emit(code.BEGIN_POST, "who posts?", count=BY_ITSELF)
    walk.emit(code.COPY_OUT, "to all followers", count=SENT_OFF, jump=fans.small_pc)
    over = walk.emit(code.JUMP, "")
    walk.patch(large)
    walk.emit(code.COPY_OUT, "to the lists of large authors", count=SENT_OFF, back=1, jump=fans.large_pc)
    walk.patch(over)


def _in_background(builder: Builder, fans: Fans, background: Place, *, large: bool) -> int:
    """Where the program begins of whoever copies one part, and tries again after an error; it ends with the server."""
    walk = Walk(builder, builder.here("list copier" if large else "copier"), on_failure=code.VANISH)
    with walk.guarded(otherwise=lambda: _give_up(walk)):
        walk.seize(background)
        again = walk.emit(code.NEXT_BATCH, "the next followers")
        with walk.guarded(otherwise=lambda: walk.pause(fans.store.given.retry_s)):
            _batch(walk, fans, large=large)
        walk.emit(code.JUMP, "", jump=again)
        walk.patch(again)
        walk.release(background)
    return walk.end(code.VANISH, "gone")[0]


def _give_up(walk: Walk) -> None:
    walk.emit(code.GIVE_UP_PART, "nobody copies the rest")


def _insert(walk: Walk, fans: Fans, *, large: bool, skips: bool) -> None:
    """All batches of a part, one after another, by somebody at the machine's site, to whom the part is handed over.
    `skips`: what whoever had the message before has done is left out."""
    over = fans.over_to_lists if large else fans.over_to_shards
    if over is not None:
        with walk.deadline(fans.store.given.timeout_s):
            walk.travel(over)
    again = walk.emit(code.NEXT_BATCH, "the next followers", count=int(skips))
    _batch(walk, fans, large=large)
    walk.emit(code.JUMP, "", jump=again)
    walk.patch(again)
    if over is not None:
        with walk.deadline(fans.store.given.timeout_s):
            walk.travel(over, back=True)


def _batch(walk: Walk, fans: Fans, *, large: bool) -> None:
    """To the machine, where every entry takes its time, and back."""
    found, given = fans.store, fans.store.given
    link, node, cores, each_ms = fans.to_shards, found.shards, found.shard_cores, given.insert_ms
    if large:
        link, node, cores, each_ms = fans.to_lists, found.lists, found.list_cores, given.lists.fetch_ms
    with walk.deadline(given.timeout_s):
        walk.travel(link)
        walk.arrive(node)
        by_count(walk, cores, each_ms)
        walk.emit(code.BATCH_DONE, "these followers have it")
        walk.travel(link, back=True)
