"""The tables of arrivals: who sends requests, at which rate when, and the lines of a log that is replayed."""

from __future__ import annotations

from playground.dataplane.row import row

SOURCE = row(
    ("luck", "u8"),
    ("next_user", "u8"),  # the luck of the next request
    ("n", "i8"),  # arrivals so far
    ("sum", "f8"),  # running sum of unit exponentials
    ("segment", "i8"),  # row of PROFILE the next arrival falls into
    ("segment_end", "i8"),
    ("index", "u4"),
    ("first_endpoint", "i8"),
    ("endpoints", "i8"),
    ("replay", "u4"),  # 1: arrivals come from the trace
    ("stream", "u4"),  # luck is mix(seed, stream)
    ("asks_for", "i8"),  # what its requests ask for, as in TOKEN
)
PROFILE = row(
    ("start_s", "f8"), ("end_s", "f8"), ("rate_rps", "f8"), ("slope", "f8"), ("before", "f8"), ("after", "f8")
)
TRAIL = row(("at_ns", "i8"), ("key", "i8"), ("bytes", "f8"), ("endpoint", "u4"))
