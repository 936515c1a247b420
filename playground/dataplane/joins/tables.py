"""The books of services that pages ask, and of the pages."""

from __future__ import annotations

from playground.dataplane.row import row

PEER = row(  # a service, at all sites
    ("calls", "i8"),  # that it has answered
    ("rows", "i8"),  # in these answers
    ("left_out", "i8"),  # calls whose answer a page does without
)
PAGES = row(  # all of them
    ("shown", "i8"),  # pages that were put together, in every attempt
    ("degraded", "i8"),  # of them: without something
)
