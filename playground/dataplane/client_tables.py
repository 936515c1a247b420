"""The tables of clients: what can be asked for and what became of it, and how patient whoever asks is."""

from __future__ import annotations

from playground.dataplane.row import row

ENDPOINT = row(
    ("share_upto", "f8"),
    ("bytes", "f8"),
    ("start_pc", "u4"),
    ("counts_as", "u4"),  # 0 request, 1 asset bundle, 2 scan
    ("writes", "u4"),
    ("patience", "u4"),  # its clients' row of PATIENCE
    ("offered", "i8"),
    ("served", "i8"),
    ("failed", "i8"),
    ("latency_ns", "i8"),  # sum over the served
    ("failure_ns", "i8"),  # sum over the failed
    ("sent", "i8"),
    ("answered", "i8"),
    ("errors", "i8"),
    ("abandoned", "i8"),
    ("late", "i8"),  # abandoned attempts that were answered all the same
    ("acknowledged", "i8"),
    ("rejected", "i8"),
    ("unknown", "i8"),
    ("placeholders", "i8"),  # of the served: what the user got instead was a placeholder
    ("posts", "u4"),  # 1: its write is a post, to be copied into timelines
)
PATIENCE = row(
    ("lane", "u4"),  # the client's deadline; NONE: waits for ever
    ("attempts", "u4"),
    ("backoff", "u4"),
    ("part", "u4"),
    ("base_ns", "f8"),
    ("cap_ns", "f8"),
    ("budget", "i8"),  # thousandths of a retry
    ("budget_max", "i8"),
    ("budget_gain", "i8"),  # thousandths per request; -1: no budget
)
