"""The tables of message queues: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

BROKER = row(
    ("published", "i8"),  # number of the last message; the first is 1
    ("flushed", "i8"),  # all up to this one are on disk
    ("flushing", "i8"),  # up to which the running flush goes; 0: none runs
    ("waiting", "i8"),
    ("waiting_max", "i8"),
    ("in_flight", "i8"),  # with a consumer, or forgotten there
    ("forgotten", "i8"),  # of those: which the broker knows no more
    ("room", "i8"),  # messages that it keeps at most
    ("refused", "i8"),
    ("acknowledged", "i8"),
    ("delivered", "i8"),
    ("redelivered", "i8"),  # of the deliveries, those after a message's first
    ("expired", "i8"),  # deliveries whose visibility timeout has passed
    ("spoiled", "i8"),  # deliveries that the consumer could not process
    ("late", "i8"),  # consumers that said "done" of a delivery that had expired
    ("poison", "f8"),  # share of the messages that nobody can process
    ("signal", "u4"),  # that there is something to take; the two after it: that something is on disk, or to be flushed
    ("lane", "u4"),  # how long a delivery may take
    ("first_partition", "u4"),
    ("partitions", "u4"),
    ("turn", "u4"),  # the partition that was taken from last
    ("batch", "u4"),  # messages that a consumer takes at once
    ("most_deliveries", "u4"),
    ("node", "u4"),
    ("index", "u4"),
    ("ordered", "u4"),  # 1: of a partition one batch at a time is in flight
    ("keeps", "u4"),  # 1: what has been flushed outlives the machine
    ("idempotent", "u4"),  # 1: consumers notice what has been done already
)
STORY = row(  # two for each broker: of requests, and of a sale's buyers
    ("published", "i8"),
    ("done", "i8"),
    ("dead", "i8"),
    ("lost", "i8"),
    ("lost_acknowledged", "i8"),
    ("applied", "i8"),  # that made their change, for the first time
    ("duplicates", "i8"),  # changes made once more
    ("no_ops", "i8"),  # that would have been, but the consumer noticed
    ("wait_ns", "i8"),  # sum over the applied: from the request's birth on
)
SALE = row(  # 1, or none
    ("stock", "i8"),
    ("sold", "i8"),
    ("sold_out", "i8"),  # buyers who were told that nothing is left
    ("gave_up", "i8"),  # buyers who had left their place in line when it was their turn
    ("waits_ns", "i8"),  # how long a buyer waits in line
    ("endpoint", "u4"),  # what buyers ask for: the first row
    ("endpoints", "u4"),  # and how many, one for each region
    ("checked", "u4"),  # 1: whether anything is left is asked before, and not by the write itself
)
PARTITION = row(
    ("waiting", "i8"),
    ("in_flight", "i8"),  # of those that the broker knows
    ("head", "u4"),
    ("tail", "u4"),
    ("again", "u4"),  # the message that came back last
)
MESSAGE = row(
    ("luck", "u8"),  # of the request's user
    ("number", "i8"),
    ("asks_for", "i8"),
    ("born_ns", "i8"),  # of the request
    ("at_ns", "i8"),  # when it was published
    ("position", "i8"),  # the change that it made last
    ("post_number", "i8"),  # of the post that it is; 0: it is none, or has not been begun
    ("happened_ns", "i8"),  # when its event happened
    ("twin", "u4"),  # what its request has written
    ("history", "u4"),  # of that change
    ("post", "u4"),  # the row of its post
    ("next", "u4"),
    ("prev", "u4"),
    ("life", "u4"),  # counts the deliveries that have begun in this row: an older one is stale
    ("partition", "u4"),
    ("broker", "u4"),
    ("attempt", "u2"),
    ("deliveries", "u2"),
    ("holders", "u2"),  # consumers that have it in hand
    ("state", "u1"),
    ("buys", "u1"),  # 1: it is a buyer's
    ("acknowledged", "u1"),
    ("applied", "u1"),
    ("answered", "u1"),  # of a buyer's: sold out, or gone
    ("counted", "u1"),
    ("posts", "u1"),  # 1: it is a post
    ("event", "u1"),  # what has become of its event
)
CONSUMER = row(  # a thread of a worker
    ("luck", "u8"),
    ("polls", "i8"),
    ("node", "u4"),
    ("first_hand", "u4"),
    ("count", "u4"),  # messages in hand
    ("at", "u4"),  # the next of them
)
HAND = row(
    ("key", "i8"),
    ("message", "u4"),
    ("life", "u4"),
    ("delivery", "u2"),  # which one of the message's it is
    ("state", "u1"),
    ("may_buy", "u1"),
    ("changed", "u1"),  # something, by what this delivery has written
)
BROKER_WINDOW = row(
    ("waiting", "i8"),
    ("in_flight", "i8"),
    ("published", "i8"),
    ("done", "i8"),
    ("redelivered", "i8"),
    ("oldest_ns", "i8"),  # how long the first of the waiting has been there
)

READ_MODEL = row(  # 1, or none
    ("events", "i8"),  # that have happened
    ("projected", "i8"),
    ("lost", "i8"),
    ("lag_ns", "i8"),  # sum over the projected: from the commit until they can be found
    ("not_yet", "i8"),  # of the projected: whose user looked before that
    ("copied", "i8"),  # into stores of other sites
    ("copied_ns", "i8"),  # sum over those: from the commit until they can be found there
    ("copies", "i8"),  # of an event, beside the first: the other sites
    ("refresh_ns", "i8"),
    ("look_ns", "f8"),  # mean time after which a user looks
    ("history", "i8"),  # orders from before the beginning, each with a document
    ("batch", "i8"),  # of those, indexed anew in one go
    ("outbox", "u1"),
    ("beside", "u1"),  # 1: the old index is read until the new one is whole
)
INDEX = row(  # one for each store
    ("documents", "i8"),  # in the index that is read
    ("findable", "i8"),  # of those: since the last refresh
    ("refreshes", "i8"),  # so far
    ("fresh", "i8"),  # documents in the index beside it, which is being built
    ("given", "i8"),  # orders that are indexed anew
    ("left", "i8"),  # of those: in nobody's hand
    ("restored", "i8"),  # and in the new index
    ("until_ns", "i8"),  # orders up to this instant are, or were, indexed anew; before that is known: -1
    ("begun_ns", "i8"),
    ("whole_ns", "i8"),
    ("lost", "i8"),  # of the lost events: those of orders that are indexed anew
    ("reads", "i8"),  # documents that pages wanted
    ("absent", "i8"),  # of those: not found
    ("old", "i8"),  # of those: found in an old index while a new one was being built
    ("state", "u1"),
)
READ_MODEL_WINDOW = row(
    *(("events", "i8"), ("projected", "i8"), ("lost", "i8"), ("lag_ns", "i8")),
    *(("reads", "i8"), ("absent", "i8"), ("cured", "i8")),
)

# How a message is.
FREE_ROW, WAITING_ROW, IN_FLIGHT, FORGOTTEN, ENDED = range(5)
# How a message in a consumer's hand is.
IN_HAND, SPOILED, READY_TO_WRITE, WRITTEN_DOWN = range(4)
# Signals of a broker, from its first on.
TAKEABLE, FLUSHED, UNFLUSHED, SIGNALS_OF_BROKER = range(4)
REQUEST_STORY, BUYER_STORY, STORIES = range(3)
NO_EVENT, EVENT_OPEN, PROJECTED_EVENT, EVENT_LOST = range(4)
# How an index is.
AS_EVER, BEING_BUILT, WHOLE = range(3)
PARTITION_LUCK, POISON_LUCK, LOOK_LUCK, DOCUMENT_LUCK = 401, 402, 406, 407
FIRST_MESSAGES = 1 << 8
MOST_MESSAGES = 1 << 20
