"""The words of the block machine: what a block can do, what an event is, how an attempt can end.

The compiled kernel and ordinary Python read the same constants. They are int64, not literals, so that a function that
takes one is compiled once and not once for every value. The tuples give the names back, in the same order.
"""

from collections.abc import Iterator

import numpy as np


def _numbers(count: int, start: int = 0) -> Iterator[np.int64]:
    return (np.int64(number) for number in range(start, start + count))


# What a block does to the token that walks into it.
OPS = (
    "SEND",  # an attempt leaves the client: count it, arm the client's deadline
    "ANSWER",  # the answer reached the client
    "FAILED",  # the attempt came back as an error: retry or fail the request
    "TRAVEL",  # cross a link; takes the lane's time, may lose the token
    "ARRIVE",  # knock at a node: refused or swallowed when it is dead
    "PICK",  # a balancer chooses a member of a group and opens a connection
    "CLOSE",  # the connection that PICK opened is closed
    "SEIZE",  # take a slot of a station, or wait in its line
    "WORK",  # busy for a drawn time
    "RELEASE",  # give the slot on top of the stack back
    "RELEASE_TOP",  # give back whatever slot is on top: the end of work that nobody waits for
    "CALLS",  # draw how often the next loop runs (2.4 = two, and a third in 40 %)
    "REPEAT",  # once more, until the loop is spent
    "BRANCH",  # jump with a probability
    "JUMP",  # jump
    "ARM",  # from here on an alarm runs; if it rings, go to the guard's handler
    "DISARM",  # the alarm is off
    "SPLIT",  # start children that walk beside each other
    "GATHER",  # wait until enough children are back
    "JOIN",  # the end of a child that made it
    "JOIN_FAILED",  # the end of a child that did not
    "SPAWN",  # send a message off and walk on
    "WAIT",  # wait for a signal
    "SIGNAL",  # wake everyone who waits for it
    "FILTER",  # ask a filter whether the key may exist; jump when it cannot
    "LOOK_UP",  # ask a cache; jump when it misses
    "STORE",  # plant a value in a cache
    "WRITE",  # append to a log
    "FAIL",  # give up here, for the reason already carried or a new one
    "PROBE",  # a probe leaves: arm its deadline
    "REPORT",  # a probe is back: answered
    "REPORT_FAILED",  # a probe is back: refused
    "VANISH",  # the token has nothing left to do
    "LOCK",  # take the lock of a key, to be the one who fetches it; jump when somebody else holds it
    "UNLOCK",  # the lock is free again, if the token still holds it
    "COALESCE",  # count a miss that waits for somebody else's fetch
    "AWAIT_LOCK",  # wait until the lock of a key is free; jump when patience ends first
    "PEEK",  # ask a cache once more, uncounted; jump when the key is not there
    "RIPE",  # is a hit old enough to be refreshed ahead? jump when it is not
    "REFRESH",  # send off a message that fetches the key anew, unless somebody is at it
    "XFETCH",  # draw whether a hit is fetched anew before its time; jump when it is not
    "BEGIN_FETCH",  # a fetch begins
    "LOCATE",  # which node of a tier of caches holds the key; fails when nobody does
    "NOTE_READ",  # the database's value is read: from now on it may grow old
    "CHANGED",  # a write is durable: what caches hold of its key is outdated
    "DROP",  # delete a key from a cache
    "PAUSE",  # do nothing for a while
    "TAKE_IN",  # a cache node has a write, which the database gets later
    "AWAIT_DIRTY",  # sleep until there is something to flush
    "BEGIN_FLUSH",  # a flush begins
    "TAKE_OUT",  # bring the next dirty key to the database; jump when there is none
    "FLUSHED",  # the database has it
    "PUT_BACK",  # the database could not be written to: it is dirty again
    # Replicated databases, all in one stretch from ASK on.
    "ASK",  # what is asked for, or written: draw the key
    "ROUTE",  # whom the server believes to be the primary
    "PAIR",  # number a pair of choices, such as this server and that copy
    "READ",  # what the copy has applied is read
    "WRITABLE",  # a copy that is read-only refuses
    "APPEND",  # the write is durable on the copy
    "AWAIT",  # wait until other copies have the write
    "DEGRADE",  # they took too long: wait no more
    "ACKNOWLEDGE",  # the copy says that the write is done
    "FETCH",  # wait for the next change to arrive
    "RECEIVE",  # it arrives
    "CONFIRM",  # the primary hears how far a copy is
    "TAKE",  # an applier begins with the next change
    "APPLY",  # the change is visible
    "COPY_BEGINS",  # a copy is made anew, as of now
    "COPY_ENDS",  # it is there
    # Databases with disks.
    "PAGE",  # ask a database's page cache for the page of the key; jump when it is not in memory
    "PAGE_IN",  # the page has been read: keep it in memory
    # Files on shelves.
    "ASK_FILE",  # which file, and which version of it
    "OWN_FILE",  # has the user's browser a copy? jump when it has none
    "FIND_FILE",  # has the shelf a copy? jump when it has none, or one that is too old
    "KEEP_FILE",  # what was fetched has arrived
    "READ_FILE",  # the origin has it
    "SEND_FILE",  # the answer leaves the shelf
    "OLD_FILE",  # the origin does not answer: take an old copy; jump when there is none
    "PLACEHOLDER",  # the page does without the file
    "SPREAD",  # the rounds after the first in which a connection sends what is larger than its window
    # People.
    "TAKE_SEAT",  # from whom the request comes; who is new begins a session
    "OPEN_CONNECTION",  # to a host, unless it is open
    "STICK",  # a balancer leads a person to the server of its session; goes on where it knows none
    "FIND_SESSION",  # does whoever keeps sessions know this one? Otherwise it is made
    "NO_SESSION",  # go on without knowing who asks
    "LOGS_IN",  # jump unless the session has just been made
    "RESOLVE",  # ask for the address of a name, unless the connection is open or the browser knows it
    "HANG_UP",  # the connection has failed
    "MEET_VERSION",  # which version does the server run? An old one may fail whoever has met a newer one
    "REACH",  # the network knows the way to one site; a connection to another is broken
    "AT_SITE",  # jump unless this is the site that a person, or an edge of a region, is led to
    "MEET_BUG",  # the version that the server runs may fail what is asked for
    # Message queues.
    "PUBLISH",  # the broker takes a message, unless it is full
    "AWAIT_FLUSH",  # wait until the message is on disk
    "MESSAGE_KEPT",  # the broker says that it has the message
    "AWAIT_UNFLUSHED",  # sleep until there is something to flush
    "BEGIN_LOG_FLUSH",  # what is there now goes to disk
    "END_LOG_FLUSH",  # it is there
    "POLL",  # a consumer comes with empty hands
    "AWAIT_MESSAGE",  # wait until there is something to take
    "TAKE_MESSAGES",  # take a batch
    "NEXT_MESSAGE",  # turn to the next one in hand; jump when there is none left
    "SPOIL",  # jump when nobody can process this one
    "KEEP_MESSAGE",  # it is ready to be written
    "ANY_READY",  # jump when none is
    "NEXT_READY",  # the next one that is ready; jump when there is none left
    "NEXT_WRITTEN",  # the next one that has been written; jump when there is none left
    "COMMIT",  # the changes of all that are ready are durable
    "CONFIRMED_ALL",  # the database says so
    "SETTLE",  # the consumer says which are done
    "LOOK_AT_STOCK",  # see whether a ticket is left
    "SELL",  # the write of a ticket is durable, if there is one
    # Sharded databases, all in one stretch from SHARD on.
    "SHARD",  # which shard does the asker's map say?
    "CHOOSE_COPY",  # a copy of that shard that may answer reads
    "HERE",  # jump unless the key's data are on this shard
    "AGAIN",  # jump where they are elsewhere
    "IF_SALTED",  # jump unless the key is kept in several copies
    "MOVE_FROM",  # a mover goes to the primary of its shard; jump when nothing is left to move
    "MOVE_TAKE",  # it reads the next rows that go to one other shard
    "MOVE_TO",  # it goes to the primary of that one
    "MOVE_WRITE",  # the rows are there
    "MOVE_DROP",  # something failed: they stay where they were
    "MOVED",  # jump unless the change is a row that has come from another shard
    # Timelines.
    "OWN_TIMELINE",  # which machine keeps that of whoever reads
    "FAN_IN",  # start a child for every machine with posts of authors who are followed, and not copied
    "GATHER_ALL",  # wait until all children are back
    "IS_POST",  # jump when a message has nothing to be copied
    "BEGIN_POST",  # a post is to be copied; jump when its author has too many followers
    "COPY_OUT",  # start a child for every part of the followers, and wait for them; or send them off
    "NEXT_BATCH",  # the next followers of a part; jump when there are none left
    "BATCH_DONE",  # these have the post
    "GIVE_UP_PART",  # nobody will copy the rest of a part
    # Pages put together from several services.
    "ROWS_FOUND",  # a service has found the rows it was asked for
    "LEFT_OUT",  # the page does without what a service did not answer
    "PUT_TOGETHER",  # the page is there, whole or not
    # Read models.
    "NEXT_EVENT",  # the next event in hand that the store has not got; jump when there is none left
    "PROJECTED",  # the store has it; jump when it had it before
    "COPIED",  # that of another site has it, too
    "NEXT_HISTORY",  # the next orders that are indexed anew; jump when there are none left
    "HISTORY_DONE",  # they are in the new index
    "HISTORY_BACK",  # they are not: somebody has to bring them once more
    "LOOK_FOR_DOCUMENT",  # is the document that a page wants in the index?
)
(
    SEND, ANSWER, FAILED, TRAVEL, ARRIVE, PICK, CLOSE, SEIZE, WORK, RELEASE, RELEASE_TOP, CALLS, REPEAT, BRANCH, JUMP,
    ARM, DISARM, SPLIT, GATHER, JOIN, JOIN_FAILED, SPAWN, WAIT, SIGNAL, FILTER, LOOK_UP, STORE, WRITE, FAIL, PROBE,
    REPORT, REPORT_FAILED, VANISH,
    LOCK, UNLOCK, COALESCE, AWAIT_LOCK, PEEK, RIPE, REFRESH, XFETCH, BEGIN_FETCH, LOCATE,
    NOTE_READ, CHANGED, DROP, PAUSE, TAKE_IN, AWAIT_DIRTY, BEGIN_FLUSH, TAKE_OUT, FLUSHED, PUT_BACK,
    ASK, ROUTE, PAIR, READ, WRITABLE, APPEND, AWAIT, DEGRADE, ACKNOWLEDGE, FETCH, RECEIVE, CONFIRM, TAKE, APPLY,
    COPY_BEGINS, COPY_ENDS,
    PAGE, PAGE_IN,
    ASK_FILE, OWN_FILE, FIND_FILE, KEEP_FILE, READ_FILE, SEND_FILE, OLD_FILE, PLACEHOLDER, SPREAD,
    TAKE_SEAT, OPEN_CONNECTION, STICK, FIND_SESSION, NO_SESSION, LOGS_IN,
    RESOLVE, HANG_UP, MEET_VERSION, REACH, AT_SITE, MEET_BUG,
    PUBLISH, AWAIT_FLUSH, MESSAGE_KEPT, AWAIT_UNFLUSHED, BEGIN_LOG_FLUSH, END_LOG_FLUSH,
    POLL, AWAIT_MESSAGE, TAKE_MESSAGES, NEXT_MESSAGE, SPOIL, KEEP_MESSAGE, ANY_READY, NEXT_READY, NEXT_WRITTEN,
    COMMIT, CONFIRMED_ALL, SETTLE, LOOK_AT_STOCK, SELL,
    SHARD, CHOOSE_COPY, HERE, AGAIN, IF_SALTED,
    MOVE_FROM, MOVE_TAKE, MOVE_TO, MOVE_WRITE, MOVE_DROP, MOVED,
    OWN_TIMELINE, FAN_IN, GATHER_ALL, IS_POST, BEGIN_POST, COPY_OUT, NEXT_BATCH, BATCH_DONE, GIVE_UP_PART,
    ROWS_FOUND, LEFT_OUT, PUT_TOGETHER, NEXT_EVENT, PROJECTED, COPIED,
    NEXT_HISTORY, HISTORY_DONE, HISTORY_BACK, LOOK_FOR_DOCUMENT,
) = _numbers(len(OPS))  # fmt: skip

# Why an attempt failed. 0 means it did not.
REASONS = (
    "none",
    "no_healthy_server",  # the balancer believed nobody up
    "queue_full",  # refused by a full line
    "died_with_server",  # was inside a node when it died
    "node_down",  # sent to a node that was dead and refused
    "timed_out",  # the client's patience ended
    "pool_exhausted",  # no database connection within the pool's patience
    "call_timed_out",  # the called system did not answer within the caller's patience
    "over_budget",  # the run's memory was used up
    "read_only",  # the database does not accept writes (any more)
    "ack_timed_out",  # the replicas did not confirm a write in time
    "cache_down",  # the cache node that holds the key is dead, or nobody holds it
    "blocked",  # dropped at the edge: sent to an address that cannot be reached from outside
    "store_down",  # the session store is dead
    "wrong_version",  # an old server met what a newer version had left behind
    "shed",  # the balancer has sent its server as much as it may, and refuses more
    "bug",  # the version that the server runs cannot do what was asked for
)
(
    NO_REASON, NO_HEALTHY_SERVER, QUEUE_FULL, DIED_WITH_SERVER, NODE_DOWN, TIMED_OUT, POOL_EXHAUSTED,
    CALL_TIMED_OUT, OVER_BUDGET, READ_ONLY, ACK_TIMED_OUT, CACHE_DOWN, BLOCKED, STORE_DOWN, WRONG_VERSION, SHED,
    BUG,
) = _numbers(len(REASONS))  # fmt: skip

# Links of a chain of causes that are not themselves an ending.
CAUSES = (*REASONS, "retried", "not_yet_detected", "lost_packet", "hung")
RETRIED, NOT_YET_DETECTED, LOST_PACKET, HUNG_CAUSE = _numbers(len(CAUSES) - len(REASONS), len(REASONS))

# The order of events that fall on one instant (SEMANTICS: time and order).
WORK_DONE, DELIVERED, DEADLINE, ARRIVAL = _numbers(4)
RANK_SHIFT = 61  # a key is rank << 61 | job << 60 | request << 20 | attempt << 12 | child
JOB_BIT = 1 << 60
REQUEST_SHIFT = 20
ATTEMPT_SHIFT = 12
MAX_ATTEMPTS = 255
MAX_CHILDREN = 4095
CHILD_BITS = 9  # of them: a request has at most 8 calls of 50 times; above them, what a child sends off

# What a token is doing.
FREE, MOVING, WAITING, READY, GATHERING, SIGNALLED, HUNG, DOOMED, COALESCED = _numbers(9)

# Whom a token stands for.
USER, CHILD, ORPHAN, PROBE_ROLE, MESSAGE = _numbers(5)

# Flags of a token. UNSURE: the client cannot know whether its write was done. Where keys are born or die, EMPTY: it
# brings that there is nothing; DELETES: its write deletes its key. LOGGED_IN: its session has just been made.
# MAY_NOT_BUY: it has seen that no ticket is left.
ABANDONED, COUNTED, WATCHED, UNSURE, EMPTY, DELETES, LOGGED_IN, MAY_NOT_BUY = 1, 2, 4, 8, 16, 32, 64, 128

# What a lane carries, which tells when an entry is stale.
(
    TRAVELLING, PATIENCE_OF_CLIENT, PATIENCE_IN_LINE, ALARM_CLOCK, PATIENCE_FOR_LOCK, LOCK_LIFE, PATIENCE_FOR_ACKS,
    VISIBILITY, PATIENCE_FOR_MESSAGES,
) = _numbers(9)  # fmt: skip

# What is on a token's stack.
SLOT, CONNECTION, ALARM_SET, LOCK_HELD = _numbers(4)

# How a node is.
UP, REFUSING, SILENT = _numbers(3)

# How long work takes.
CONSTANT, EXPONENTIAL, LOGNORMAL, GAMMA, EMPIRICAL, BYTES = _numbers(6)

# What a commit waits for: nobody; some copies that have received it; all that count to have applied it.
COMMITS_AT_ONCE, COMMITS_RECEIVED, COMMITS_APPLIED = _numbers(3)

# How a balancer chooses.
ROUND_ROBIN, WEIGHTED, RANDOM, LEAST_CONNECTIONS, TWO_CHOICES, IP_HASH = _numbers(6)

# How a name leads to one of several sites, beside some of these: to the nearest one that is believed up.
NEAREST = 6

# How it leads a person to the same server again.
FREELY, BY_COOKIE, BY_MAP, BY_ADDRESS = _numbers(4)

# Who is led to a site: a person, by the address it has; an edge, to the nearest one.
OF_PERSON, OF_EDGE = _numbers(2)

# Whom a write is brought to: the one that its server knows; the primary; the one where its key is at home; or, of a
# message that confirms a change, the one that made it; or the one that its server knows as the primary of a shard.
KNOWN, LEADER, OF_KEY, AUTHOR, OF_SHARD = _numbers(5)

# Which shard: that of the asker's map; the one that has the key's data; that of a part of a query to all.
OWN_MAP, NEWEST_MAP, BY_PART = _numbers(3)

# What for.
FOR_READ, FOR_WRITE = _numbers(2)

# Whom a full cache gives up.
LRU, FIFO, LFU, SIEVE, S3_FIFO, TINY_LFU = _numbers(6)

# How keys are placed on the nodes of a tier of caches.
ON_RING, BY_MODULO, IN_RANGES = _numbers(3)

# How a client waits before it tries again.
NO_BACKOFF, FIXED, EXPONENTIAL_BACKOFF, JITTERED = _numbers(4)

# What a draw is for. A token counts its own draws for each purpose, so these numbers are part of what a seed means.
PURPOSES = (
    "gap", "endpoint", "key", "address", "region", "web", "database_read", "database_write", "external", "entry",
    "balance", "calls", "loss", "backoff", "coin", "station", "second", "cache", "probe", "start", "fault",
    "life", "early", "seat",
)  # fmt: skip
(
    GAP, ENDPOINT, KEY, ADDRESS, REGION, WEB_WORK, READ_WORK, WRITE_WORK, EXTERNAL_WORK, ENTRY_WORK, BALANCE,
    CALLS_DRAW, LOSS, BACKOFF, COIN, STATION_WORK, SECOND_WORK, CACHE_WORK, PROBE_WORK, START, FAULT_DRAW,
    LIFE, EARLY, SEAT_DRAW,
) = _numbers(len(PURPOSES))  # fmt: skip

# Why the kernel came back.
REACHED, WOKEN, NO_ROOM = _numbers(3)

NO_NODE = 0xFFFFFFFF  # a connection that runs through no node of ours

# Which table is too small.
NO_TABLE, TOKENS, HEAP, RING, TWINS, TRACE, FLIGHTS, CHANGES, MESSAGES, POSTS = _numbers(10)

# How a probe ended.
PENDING, ANSWERED, REFUSED, MISSED = _numbers(4)
