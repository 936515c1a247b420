"""The tables of the data plane: what a row of each means, in which unit.

Structured arrays, because their lengths are not part of their type: one compilation serves every design. Fields that
are used as an index are unsigned, which spares the kernel the handling of negative indices.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.arrival_tables import PROFILE, SOURCE, TRAIL
from playground.dataplane.broker.tables import (
    BROKER,
    BROKER_WINDOW,
    CONSUMER,
    HAND,
    INDEX,
    MESSAGE,
    PARTITION,
    READ_MODEL,
    READ_MODEL_WINDOW,
    SALE,
    SIGNALS_OF_BROKER,
    STORY,
)
from playground.dataplane.cache.behind_tables import BEHIND, DIRTY, UNFLUSHED
from playground.dataplane.cache.tables import CACHE, CACHE_WINDOW, ENTRY, KEYS, QUEUE
from playground.dataplane.client_tables import ENDPOINT, PATIENCE
from playground.dataplane.counts import (
    CHAIN,
    CHAIN_NUMBERS,
    CHAINS,
    COARSE_BINS,
    COARSE_FIRST,
    COARSE_SHIFT,
    FINE,
    FINE_BINS,
    HISTOGRAM,
    PARTS,
    SAMPLE,
    SAMPLES,
    SMALL,
    SMALLEST,
    SPLIT_ROW,
    STATION_WINDOW,
    TRACE_ROW,
    WINDOW,
    WINDOW_HISTOGRAM,
)
from playground.dataplane.files.tables import FILES, FILES_WINDOW, SHELF, SHELF_WINDOW
from playground.dataplane.flight.tables import FLIGHT, LOCK_ROW
from playground.dataplane.joins.tables import PAGES, PEER
from playground.dataplane.replication.tables import (
    ADDRESS,
    CHANGE,
    COPY,
    COPY_WINDOW,
    FIRST_CHANGES,
    GONE,
    HISTORY,
    PER_COPY,
    PER_HISTORY,
)
from playground.dataplane.row import row
from playground.dataplane.seats.tables import AUDIENCE, KEEPER, PEOPLE_WINDOW, RESOLVER, SEAT
from playground.dataplane.shards.tables import MOVER, SHARDING
from playground.dataplane.timelines.tables import AUTHOR, POST, TIMELINES, TIMELINES_WINDOW

# ruff: noqa: F401 - some of what is imported is only handed on: a table is looked for here

NONE = 0xFFFFFFFF  # "no row" in an unsigned field
NEVER = (1 << 63) - 1  # later than any event, also as an entry of the heap
STACK = 9  # slots a token may hold at once
NETWORK, CLIENT = 0, 1  # the first two of them: on a link; between attempts
REGISTERS = 5  # choices (server, replica, shard, site) a token remembers
PURPOSES = 24  # kinds of draws a token counts
SPARE = 128  # rows that one step of one token can use up at most: of a consumer, one for each message in its hand
REQUESTS, ASSETS, SCANS = 0, 1, 2  # what an endpoint counts as
KINDS = 3


CLOCK = row(
    ("now_ns", "i8"),
    ("window_end_ns", "i8"),
    ("window_ns", "i8"),
    ("warmup_ns", "i8"),
    ("seed", "u8"),
    ("heap_n", "i8"),  # entries in the heap, the hole at its root included
    ("beyond_ns", "i8"),  # an instant after the run's end
    ("slot_bits", "i8"),  # a heap entry is due_ns << slot_bits | slot
    ("slot_mask", "i8"),
    ("first_token", "i8"),  # slots below are lanes, then sources
    ("free_n", "i8"),
    ("ready_n", "i8"),
    ("ready_head", "i8"),
    ("ready_mask", "i8"),
    ("events", "i8"),
    ("births", "i8"),  # requests born so far; the next request's number
    ("jobs", "i8"),  # probes and other jobs launched so far
    ("inside", "i8"),  # requests on their way
    ("inside_ns", "i8"),  # integral of `inside`
    ("inside_since_ns", "i8"),
    ("stay_ns", "i8"),  # sum of the times spent inside by the requests that have left
    ("messages", "i8"),
    ("smallest_n", "i8"),
    ("smallest_max", "u8"),
    ("trace_n", "i8"),
    ("watch_n", "i8"),  # rows of the watch list already passed
    ("woken", "i8"),  # the probe that stopped the kernel
    ("window", "u4"),
    ("free_row", "u4"),
    ("free_twin", "u4"),
    ("free_twins", "u4"),
    ("free_flight", "u4"),
    ("free_flights", "u4"),
    ("orphan_pc", "u4"),  # where work goes on that nobody waits for
    ("parts", "u4"),  # columns of token['parts'] in use
    ("hole", "u4"),  # 1 while the root of the heap is vacant
    ("tight", "u4"),  # the table that is running out of room
    ("tight_lane", "u4"),
    ("full", "u4"),  # 1 when the run's memory budget is used up
    ("wake", "u4"),
    ("tracing", "u4"),
    ("drops_abandoned", "u4"),  # 1: a server notices that the client has gone
    ("sites", "u4"),  # how many there are; 0: nobody tells them apart
    ("free_message", "u4"),
    ("free_messages", "u4"),
    ("hangs_up", "u4"),  # 1: a client whose patience ends looks the address up anew
)

TOKEN = row(
    ("luck", "u8"),  # of this attempt
    ("user", "u8"),  # of the request: what describes the user
    ("order", "i8"),  # request << 20 | attempt << 12 | child; breaks ties of time
    ("born_ns", "i8"),  # of the request
    ("since_ns", "i8"),  # time is accounted for up to here
    ("away_ns", "i8"),  # travel time back to the client
    ("home_ns", "i8"),  # the same from where its program began: 0, or the parent's place
    ("due_ns", "i8"),  # when its pending event falls; 0: none
    ("alarm_ns", "i8"),  # when its alarm rings; 0: none
    ("wrote", "u8"),  # bit k: the k-th attempt of its request has a durable write
    ("causes", "u8"),  # chain of causes, a byte each, the latest lowest
    ("asks_for", "i8"),  # a key that a replayed log gives; -1: none; -2 - k: one of k that do not exist, k = 0: of many
    ("key", "i8"),  # the key of its last look-up
    ("position", "i8"),  # the change that it wrote last, or that it brings
    ("fetch_since_ns", "i8"),  # when its last fetch began; of a file: the version that the shelf has which fetches it
    ("further_has", "i8"),  # the same of the shield, where that fetches it; -2: it does not
    ("as_of_ns", "i8"),  # as of when the value is that it brings; -t: outdated since t when it was read
    ("bytes", "f8"),  # of the answer
    ("hold_since_ns", "i8", (STACK,)),
    ("hold_away_ns", "i8", (STACK,)),
    ("parts", "i8", (PARTS,)),  # ns by system and kind of time
    ("hold_what", "u4", (STACK,)),
    ("row", "u4"),
    ("pc", "u4"),
    ("next", "u4"),
    ("prev", "u4"),
    ("part", "u4"),  # the column that the running time belongs to
    ("station", "u4"),  # where it waits
    ("depth", "u4"),
    ("life", "u4"),  # counts attempts; an older deadline is stale
    ("parent", "u4"),
    ("first_child", "u4"),
    ("sibling", "u4"),
    ("twin", "u4"),  # shared by attempts of one request that live beside each other
    ("children", "u4"),  # born so far
    ("pending", "u4"),  # children still out
    ("needed", "u4"),  # children still wanted
    ("loop", "u4"),
    ("probe", "u4"),
    ("kind", "u4"),  # row of ENDPOINT
    ("seat", "u4"),  # row of SEAT: who asks
    ("version", "u4"),  # of the file that it brings
    ("visits", "u2", (PURPOSES,)),
    ("pick", "u2", (REGISTERS,)),
    ("hold_kind", "u1", (STACK,)),
    ("attempt", "u2"),
    ("reason", "u1"),
    ("state", "u1"),
    ("rank", "u1"),
    ("flags", "u1"),
    ("role", "u1"),
    ("lacks", "u1"),  # 1: its page does without something
)

LANE = row(
    ("delay_ns", "i8"),
    ("base", "i8"),
    ("mask", "i8"),
    ("head", "i8"),
    ("count", "i8"),
    ("index", "u4"),
    ("carries", "u4"),
)
RING = row(("due_ns", "i8"), ("key", "i8"), ("token", "u4"), ("life", "u4"))

BLOCK = row(
    ("op", "u4"),
    ("target", "u4"),  # station, node, group, cache, log, signal, reason
    ("stride", "u4"),  # the row is target + stride * token['pick'][register]
    ("register", "u4"),
    ("service", "u4"),
    ("lane", "u4"),
    ("link", "u4"),
    ("link_stride", "u4"),
    ("part", "u4"),
    ("jump", "u4"),
    ("guard", "u4"),
    ("count", "u4"),
    ("back", "u4"),  # TRAVEL: 1 on the way back
    ("share", "f8"),
)
GUARD = row(("handler", "u4"), ("depth", "u4"), ("parent", "u4"))

STATION = row(
    ("slots", "i8"),
    ("room", "i8"),  # places in line
    ("busy", "i8"),
    ("line", "i8"),
    ("line_max", "i8"),
    ("since_ns", "i8"),
    ("busy_ns", "i8"),  # integral of `busy`
    ("line_ns", "i8"),  # integral of `line`
    ("stay_ns", "i8"),  # sum of the times spent here, waiting included, by those who have left
    ("slow_ns", "i8"),  # who stays longer than this is counted as slow
    ("slow", "i8"),
    ("served", "i8"),
    ("refused", "i8"),
    ("head", "u4"),
    ("tail", "u4"),
    ("node", "u4"),
    ("index", "u4"),
    ("contention", "u4"),  # row of TABLE: factor on work when k slots are busy, k = 0 ...; NONE: none
)
NODE = row(
    ("slow", "f8"),  # factor on work that starts
    ("bug", "f8"),  # share of what is asked for that its version of the program cannot do
    ("failed", "i8"),  # tokens that failed here
    ("waiting", "i8"),
    ("waiting_max", "i8"),
    ("state", "u4"),
    ("index", "u4"),
    ("version", "u4"),  # of the program that it runs, from 1 on
)
LINK = row(("loss", "f8"), ("lost", "i8"), ("lane", "u4"))  # lane: of what crosses it
SERVICE = row(
    ("mean_ns", "f8"),
    ("a", "f8"),  # lognormal: mu; gamma: shape; empirical: first row of TABLE
    ("b", "f8"),  # lognormal: sigma; empirical: number of rows
    ("kind", "u4"),
    ("purpose", "u4"),
)
GROUP = row(
    ("policy", "u4"),
    ("first", "i8"),  # first row of MEMBER
    ("count", "i8"),
    ("last", "i8"),  # the member picked last
    ("up", "i8"),  # members believed up
    ("ramping", "i8"),  # members in slow start
    ("node", "u4"),
    ("slow_start_ns", "i8"),
    ("most_open", "i8"),  # attempts that a member gets at once; what comes on top is refused
)
MEMBER = row(
    ("open", "i8"),
    ("current", "i8"),  # smooth weighted round robin
    ("weight", "i8"),
    ("up_since_ns", "i8"),
    ("picked", "i8"),
    ("up", "u4"),
    ("ramping", "u4"),
    ("node", "u4"),
    ("via", "u4"),  # the balancer's node
    ("drains", "u4"),  # 1: it still gets those whose cookie names it
)
TWIN = row(("live", "i8"), ("wrote", "u8"), ("next", "u4"))
LOG = row(("durable", "i8"), ("duplicates", "i8"), ("node", "u4"))
SIGNAL = row(("head", "u4"), ("tail", "u4"), ("waiting", "i8"))
PROBE_ROW = row(
    ("result", "u4"), ("sent", "i8"), ("answered", "i8"), ("refused", "i8"), ("missed", "i8"), ("token", "u4")
)

# Every table, its row, and how many rows. W windows, S stations, N nodes, C caches, E endpoints, R reasons, K kinds.
TABLES: dict[str, np.dtype] = {
    "clock": CLOCK,  # 1
    "tokens": TOKEN,  # as many as were ever inside at once, a power of two
    "heap": np.dtype("i8"),  # due_ns << slot_bits | slot
    "ready": np.dtype("u4"),  # rows of tokens, a ring
    "lanes": LANE,
    "ring": RING,  # the lanes' stretches
    "program": BLOCK,
    "guards": GUARD,
    "stations": STATION,  # S
    "nodes": NODE,  # N
    "links": LINK,
    "services": SERVICE,
    "groups": GROUP,
    "members": MEMBER,
    "sources": SOURCE,
    "profile": PROFILE,
    "trail": TRAIL,  # lines of the replayed log
    "endpoints": ENDPOINT,  # E
    "patience": PATIENCE,  # 1, and one for each scan
    "twins": TWIN,
    "logs": LOG,
    "signals": SIGNAL,
    "caches": CACHE,  # C
    "entries": ENTRY,  # the caches' stretches
    "queues": QUEUE,  # lists of entries, the caches' stretches
    "bits": np.dtype("u1"),  # of the filter, eight in each
    "sketch": np.dtype("u1"),  # counters, the caches' stretches
    "index": np.dtype("u4"),  # rows of entries, the caches' stretches
    "took": np.dtype("i8"),  # how long each entry's fetch took, where a cache fetches early
    "outdated_ns": np.dtype("i8"),  # since when each entry's value is outdated, where caches are dated; 0: it is not
    "wrote_ns": np.dtype("i8"),  # when each key was written last, where caches are dated
    "absences": np.dtype("u1"),  # 1: the entry remembers an absence, where keys are born or die
    "alive": np.dtype("u1"),  # 1: the key exists, where keys are born or die
    "behind": BEHIND,  # nodes that are written to first, or none
    "dirty": DIRTY,  # one for each key, where there are such nodes
    "unflushed": UNFLUSHED,  # GONE_ROWS
    "files": FILES,  # F: kinds of files
    "file_bytes": np.dtype("i8"),  # the size of each file, of all kinds
    "shelves": SHELF,
    "asked_ns": np.dtype("i8"),  # when each shelf that waits for a second request was asked last for each file
    "audiences": AUDIENCE,  # one for each region, or none
    "seats": SEAT,
    "resolvers": RESOLVER,  # those of each region, or none
    "keepers": KEEPER,  # those who keep sessions, or none
    "doors": np.dtype("u2"),  # the place of the server for each slot of a sticky balancer's map
    "locks": LOCK_ROW,
    "flights": FLIGHT,
    "flight_index": np.dtype("u4"),  # rows of flights
    "keys": KEYS,  # 1, or none
    "history": HISTORY,  # H: one for each primary of the beginning, or none
    "copies": COPY,  # D: replicated databases
    "changes": CHANGE,  # those that some copy has not applied, the histories' rings
    "first": np.dtype("u4"),  # D x keys: the first change to a key that a copy misses; 0: none
    "last": np.dtype("u4"),  # the last change to a key
    "gone": GONE,  # GONE_ROWS
    "addresses": ADDRESS,  # one for each web server; where databases are sharded, one for each and shard
    "sharding": SHARDING,  # 1, or none
    "former": np.dtype("u2"),  # which shard had each column before some were added
    "goals": np.dtype("u2"),  # and which is to have it
    "homes": np.dtype("u2"),  # which one has it
    "moving": np.dtype("u1"),  # is a column in a mover's hand, and was it written since? one for each, if any can go
    "movers": MOVER,  # one for each shard
    "pending": np.dtype("u4"),  # columns that are to go, the movers' rings
    "maps": np.dtype("u1"),  # 1: the web server knows where columns are to go; 0: where they were
    "stale_histogram": HISTOGRAM,  # 1: ages of stale reads
    "brokers": BROKER,  # B: message queues, or none
    "stories": STORY,  # B x STORIES
    "partitions": PARTITION,  # those of each broker
    "messages": MESSAGE,
    "consumers": CONSUMER,
    "hands": HAND,  # those of each consumer
    "sales": SALE,  # 1, or none
    "read_models": READ_MODEL,  # 1, or none
    "indexes": INDEX,  # one for each store of documents
    "lags": HISTOGRAM,  # 1: from the commit until an event can be found
    "peers": PEER,  # services that pages ask
    "pages": PAGES,  # 1, or none
    "waits": HISTOGRAM,  # B x STORIES: from the birth of a request until its message is applied
    "authors": AUTHOR,  # classes of them by size, ascending, or none
    "timelines": TIMELINES,  # 1, or none
    "posts": POST,  # those that are being copied
    "lasts": HISTOGRAM,  # WAYS, or none: from the birth of a request until the last follower can see its post
    "fan_ins": np.dtype("i8"),  # FAN_INS, or none: reads by how many large authors are followed
    "slots": np.dtype("u2"),  # which node of a tier of caches holds the keys of each slot
    "probes": PROBE_ROW,
    "table": np.dtype("f8"),  # contention factors, empirical values
    "histogram": HISTOGRAM,  # E: latency of the served
    "failure_histogram": HISTOGRAM,  # 1: time to failure
    "attribution": SPLIT_ROW,  # FINE_BINS: where the time of the served went
    "samples": SAMPLE,  # FINE_BINS: numbers of some served requests
    "smallest": SMALL,  # SMALLEST
    "chains": CHAIN,  # CHAINS
    "windows": WINDOW,  # W x K
    "window_histogram": WINDOW_HISTOGRAM,  # W
    "window_reasons": np.dtype("i4"),  # W x R
    "window_stations": STATION_WINDOW,  # W x S: integrals so far
    "window_nodes": np.dtype("u1"),  # W x N: state at the window's end
    "window_caches": CACHE_WINDOW,  # W x C: counts so far
    "window_files": FILES_WINDOW,  # W x F: counts so far
    "window_shelves": SHELF_WINDOW,  # W x shelves: counts so far
    "window_people": PEOPLE_WINDOW,  # W: counts so far
    "window_copies": COPY_WINDOW,  # W x D: counts so far, and where each copy stands
    "window_read_models": READ_MODEL_WINDOW,  # W: counts so far
    "window_pages": PAGES,  # W: counts so far
    "window_brokers": BROKER_WINDOW,  # W x B: counts so far, and how many there are
    "window_timelines": TIMELINES_WINDOW,  # W, or none: counts so far
    "failures": np.dtype("i8"),  # E x R
    "watch": np.dtype("i8"),  # request numbers to be traced, ascending
    "trace": TRACE_ROW,
}
