"""The history of changes: its chains, and what each copy has not applied, against a list that is searched from end to
end; the cut that a promotion makes as well."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.dataplane.opcodes import UP
from playground.dataplane.replication import copying, promote
from playground.dataplane.replication.history import append, forget_old, see
from playground.dataplane.replication.read import read
from playground.dataplane.replication.room import FIRST_CHANGES
from playground.dataplane.replication.tables import CHANGE, COPY, GONE, HISTORY, PER_COPY, PER_HISTORY
from playground.dataplane.tables import BEHIND, CLOCK, HISTOGRAM, KEYS, MESSAGE, NODE, NONE, SHARDING, SIGNAL, TOKEN

COPIES, KEYS_N = 3, 3
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, COPIES - 1), st.integers(0, KEYS_N - 1)),
        st.tuples(st.just("apply"), st.integers(0, COPIES - 1), st.integers(1, 4)),
        st.tuples(st.just("promote"), st.integers(0, COPIES - 1), st.just(0)),
        st.tuples(st.just("copy"), st.integers(0, COPIES - 1), st.just(0)),
    ),
    max_size=80,
)


def rows(how_many: int, kind: np.dtype, /, **columns: Any) -> np.ndarray:
    table = np.zeros(how_many, kind)
    for name, values in columns.items():
        table[name] = values
    return table


def world(*, several: bool) -> SimpleNamespace:
    """Three copies of three keys, with nobody asleep."""
    places = np.arange(COPIES)
    return SimpleNamespace(
        behind=np.zeros(0, BEHIND),
        clock=rows(1, CLOCK),
        history=rows(1, HISTORY, oldest=1, mask=FIRST_CHANGES - 1, copies=COPIES, keys=KEYS_N, several=int(several)),
        copies=rows(
            COPIES, COPY, node=places, place=places, attached=1, held=1, writable=(places == 0) | several,
            signal=PER_HISTORY + PER_COPY * places,
        ),
        changes=rows(FIRST_CHANGES, CHANGE),
        first=np.zeros(COPIES * KEYS_N, np.uint32),
        last=np.zeros(KEYS_N, np.uint32),
        gone=rows(1000, GONE),
        signals=rows(PER_HISTORY + PER_COPY * COPIES, SIGNAL, head=NONE, tail=NONE),
        nodes=rows(COPIES, NODE, state=UP),
        tokens=rows(1, TOKEN, asks_for=-1),
        messages=rows(1, MESSAGE),
        sharding=rows(0, SHARDING),
        keys=rows(1, KEYS, count=KEYS_N),
        stale_histogram=rows(1, HISTOGRAM),
    )  # fmt: skip


@dataclass
class Naive:
    """The same as lists: (key, author) of every change, and what each copy has seen of them."""

    changes: list[tuple[int, int]] = field(default_factory=list)
    seen: list[set[int]] = field(default_factory=lambda: [set() for _ in range(COPIES)])
    undone: set[int] = field(default_factory=set)
    conflicts: int = 0

    def missing(self, place: int, key: int) -> list[int]:
        return [n for n, (k, _) in enumerate(self.changes, 1) if k == key and n not in self.seen[place]]

    def write(self, place: int, key: int) -> None:
        unseen = self.missing(place, key)
        self.conflicts += bool(unseen)
        self.undone |= set(unseen)
        self.changes.append((key, place))
        self.seen[place].add(len(self.changes))

    def cut(self, keep: int) -> None:
        del self.changes[keep:]
        self.seen = [{n for n in seen if n <= keep} for seen in self.seen]


def apply_next(w: SimpleNamespace, naive: Naive, place: int) -> None:
    """The copy sees the next change; its own ones it only passes."""
    copy = w.copies[place]
    position = int(copy["applied"]) + 1
    if position > w.history[0]["position"]:
        return
    copy["received"] = copy["taken"] = max(int(copy["received"]), position)
    if naive.changes[position - 1][1] != place:
        see(w, copy, np.int64(position))
    copy["applied"] = position
    naive.seen[place].add(position)
    forget_old(w, w.history[0])


def agree(w: SimpleNamespace, naive: Naive) -> None:
    history = w.history[0]
    assert history["position"] == len(naive.changes)
    assert history["conflicts"] == naive.conflicts
    assert history["overwritten"] == len(naive.undone)
    for place in range(COPIES):
        for key in range(KEYS_N):
            assert chain(w, place, key) == naive.missing(place, key)
    for key in range(KEYS_N):
        assert w.last[key] == max((n for n, (k, _) in enumerate(naive.changes, 1) if k == key), default=0)


def chain(w: SimpleNamespace, place: int, key: int) -> list[int]:
    """What the tables say that a copy misses of a key: the first, and then from one to the next."""
    found, position = [], int(w.first[place * KEYS_N + key])
    while position:
        change = w.changes[position & (FIRST_CHANGES - 1)]
        assert change["key"] == key
        if change["origin"] != place:
            found.append(position)
        position = int(change["next"])
    return found


def asked(w: SimpleNamespace, key: int) -> np.void:
    token = w.tokens[0]
    token["key"] = key
    return token


@given(ACTS, st.booleans())
def test_chains_and_cuts(acts: list[tuple[str, int, int]], several: bool) -> None:
    w, naive = world(several=several), Naive()
    for what, place, number in acts:
        history = w.history[0]
        leader = int(history["primary"])
        if what == "write":
            author = place if several else leader
            append(w, w.copies[author], asked(w, number))
            naive.write(author, number)
        elif what == "apply" and (several or place != leader):
            for _ in range(number):
                apply_next(w, naive, place)
        elif what == "promote" and not several and place != leader:
            keep, before = int(w.copies[place]["applied"]), int(history["lost"] + history["diverged"])
            gone = list(enumerate(naive.changes, 1))[keep:]
            listed = int(history["gone_n"])
            promote.promote(w, place)
            promote.rejoin(w, leader)
            naive.cut(keep)
            assert history["lost"] + history["diverged"] - before == len(gone)
            noted = w.gone[listed : listed + len(gone)]
            assert list(zip(noted["position"], zip(noted["key"], noted["origin"], strict=True), strict=True)) == gone
        elif what == "copy" and not several and place != leader:
            copying.begin(w, w.copies[place], w.tokens[0])
            copying.end(w, w.copies[place], w.tokens[0])
            naive.seen[place] = set(range(1, len(naive.changes) + 1))
        agree(w, naive)


@given(ACTS)
def test_reads_are_as_old_as_the_first_change_that_they_miss(acts: list[tuple[str, int, int]]) -> None:
    w, naive, made_ns = world(several=False), Naive(), []
    for now_ns, (what, place, number) in enumerate(acts):
        w.clock[0]["now_ns"] = now_ns * 1000
        if what == "write":
            append(w, w.copies[0], asked(w, number))
            naive.write(0, number)
            made_ns.append(now_ns * 1000)
        elif what == "apply" and place:
            apply_next(w, naive, place)
        for copy in w.copies:
            for key in range(KEYS_N):
                stale, sum_ns = int(copy["stale"]), int(copy["stale_ns"])
                read(w, copy, asked(w, key))
                missing = naive.missing(int(copy["place"]), key)
                assert copy["stale"] - stale == bool(missing)
                assert copy["stale_ns"] - sum_ns == (now_ns * 1000 - made_ns[missing[0] - 1] if missing else 0)
    counts = w.stale_histogram[0]["count"]
    assert counts.sum() == w.copies["stale"].sum()


def test_what_does_not_exist_is_never_stale() -> None:
    w = world(several=False)
    append(w, w.copies[0], asked(w, 0))
    for key in (KEYS_N, KEYS_N + 7, -1):
        read(w, w.copies[1], asked(w, key))
    assert (w.copies[1]["reads"], w.copies[1]["stale"]) == (3, 0)
    read(w, w.copies[1], asked(w, 0))
    assert w.copies[1]["stale"] == 1


def test_whoever_carries_a_change_that_is_cut_has_nothing_in_hand() -> None:
    w = world(several=False)
    for _ in range(4):
        append(w, w.copies[0], asked(w, 1))
    apply_next(w, Naive(changes=[(1, 0)] * 4), 2)
    w.tokens = rows(3, TOKEN, position=[1, 2, 4])
    promote.promote(w, 2)
    assert w.tokens["position"].tolist() == [1, 0, 0]
    assert (w.history[0]["primary"], w.history[0]["position"]) == (2, 1)
