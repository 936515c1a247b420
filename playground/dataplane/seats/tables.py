"""The tables of seats: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

NEVER_USED = -(1 << 62)
HOSTS = 3  # whom a browser keeps a connection to: the origin, a CDN, and a second one
SEAT = row(
    ("ends_ns", "i8"),  # of its session
    ("used_ns", "i8", (HOSTS,)),  # when its connection to each host was used last
    ("n", "i8"),  # sessions so far
)
AUDIENCE = row(  # the users of a region
    ("first", "i8"),  # row of SEAT
    ("count", "i8"),
    ("luck", "u8"),
    ("session_ns", "f8"),  # mean length of a session
    ("keep_ns", "i8"),  # an idle connection is closed after this time
    ("asked", "i8"),  # requests that came from a seat, in every attempt
    ("sessions", "i8"),  # that have begun
    ("opened", "i8", (HOSTS,)),  # connections
)
