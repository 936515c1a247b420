"""The tables of replication: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

HOME_LUCK = 303  # of the site where a key is at home

# One row for each primary of the beginning with its copies: where databases are replicated, or sharded. Else none.
HISTORY = row(
    ("position", "i8"),  # number of the last change; the first is 1
    ("oldest", "i8"),  # the first change that CHANGE still holds
    ("mask", "i8"),  # rows of its ring less one; change n stands in row base + (n & mask)
    ("primary", "i8"),  # the copy that accepts writes; among several, the first
    ("copies", "i8"),  # rows of COPY, from `first` on
    ("acks", "i8"),  # copies a commit waits for; 0: none
    ("waits", "u4"),  # COMMITS_...
    ("several", "u4"),  # 1: several copies accept writes
    ("merges", "u4"),  # 1: of two that conflict neither is lost
    ("degraded", "u4"),  # 1: the commit waits for nobody, because the last one waited in vain
    ("degradations", "i8"),
    ("degraded_ns", "i8"),  # how long it was so, up to the last change of that
    ("degraded_since_ns", "i8"),
    ("conflicts", "i8"),  # writes by a copy that had not seen another's to the same key
    ("overwritten", "i8"),  # changes that lost such a conflict
    ("lost", "i8"),  # changes that no copy has any more
    ("lost_acknowledged", "i8"),  # those of them that a client was told of
    ("diverged", "i8"),  # changes on a branch that the others do not follow
    ("gone_n", "i8"),  # rows of GONE in use, all of which the first row counts
    ("keys", "i8"),  # columns of FIRST: keys told apart
    ("first", "i8"),
    ("base", "i8"),  # where its ring begins in CHANGE
    ("signal", "i8"),  # the first of its SIGNALs
    ("moved_in", "i8"),  # changes that are rows which have come from other shards
    ("moved_out", "i8"),  # rows that have gone to others
    ("carried", "i8"),  # changes that it has lost, but their keys had gone to another shard before
)
COPY = row(
    ("received", "i8"),  # the last change it has received
    ("taken", "i8"),  # the last one that an applier has begun with
    ("applied", "i8"),  # the last one that readers see
    ("known", "i8"),  # how far the primary knows it to be
    ("since_ns", "i8"),  # when its stream began (again)
    ("reads", "i8"),
    ("stale", "i8"),  # reads that missed a change to their key
    ("stale_ns", "i8"),  # sum of their ages
    ("stale_max_ns", "i8"),
    ("refused", "i8"),  # writes it turned away because it is read-only
    ("early", "i8"),  # who came to its shard for a key before that did
    ("misdirected", "i8"),  # who came to its shard for a key that had gone
    ("node", "u4"),
    ("place", "u4"),
    ("writable", "u4"),
    ("attached", "u4"),  # 1: it follows the history, or leads it
    ("held", "u4"),  # 1: changes that it has not applied are kept for it
    ("stalled", "u4"),  # 1: nothing comes any more until the stream begins again
    ("paused", "u4"),  # 1: it listens to nobody, because a new primary is being chosen
    ("fenced", "u4"),  # 1: it was locked out and must not accept writes
    ("lacking", "u4"),  # 1: it has to be made anew, and is not there yet
    ("makings", "u4"),  # how often that has begun; only the last one counts
    ("writer", "u4"),  # 1: it accepts writes whoever leads
    ("counts", "u4"),  # 1: a synchronous commit waits for it
    ("first_link", "u4"),  # links from each copy of its history to this one
    ("history", "u4"),
    ("signal", "u4"),  # the first of its SIGNALs
)
CHANGE = row(
    ("key", "i8"),  # column of FIRST
    ("at_ns", "i8"),
    ("next", "i8"),  # the next change to the same key; 0: none
    ("prev", "i8"),
    ("origin", "u4"),  # the copy that wrote it
    ("acknowledged", "u1"),
    ("overwritten", "u1"),
    ("existed", "u1"),  # 1: the key existed before, where keys are born or die
    ("moved", "u1"),  # 1: a row that has come from another shard
)
GONE = row(
    ("position", "i8"),
    ("key", "i8"),
    ("at_ns", "i8"),
    ("origin", "u4"),
    ("acknowledged", "u1"),
    ("diverged", "u1"),  # 0: lost; 1: it lives on a branch
)
ADDRESS = row(("copy", "i8"))  # whom a web server writes to
COPY_WINDOW = row(
    ("reads", "i8"),
    ("stale", "i8"),
    ("received", "i8"),
    ("applied", "i8"),
    ("position", "i8"),
    ("received_lag_ns", "i8"),  # age of the first change it has not received
    ("applied_lag_ns", "i8"),
    ("moved_in", "i8"),  # of its history
    ("moved_out", "i8"),
)

GONE_ROWS = 1_000  # lost and diverged changes that are written down; all are counted
FIRST_CHANGES = 1 << 10
MOST_CHANGES = 1 << 20  # of all histories together; a copy that is further behind has to be made anew
# Signals: two for each history, two for each copy.
WRITTEN, CONFIRMED, PER_HISTORY = 0, 1, 2
RECEIVED, TURN, PER_COPY = 0, 1, 2
