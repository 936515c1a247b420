"""The tables of files: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

FILES = row(  # a kind of file; the first columns are those that `zipf` reads
    ("count", "i8"),
    ("exponent", "f8"),
    ("low", "f8"),
    ("high", "f8"),
    ("shortcut", "f8"),
    ("first", "i8"),  # the number of its first file
    ("ttl_ns", "i8"),
    ("html_ns", "i8"),  # how old the page may be that names the file
    ("version", "i8"),  # at the origin
    ("changed_ns", "i8"),  # since when
    ("is_versioned", "u4"),  # 1: the origin still has old versions, as they have URLs of their own
    ("is_keyed", "u4"),  # 1: and the shelves tell them apart
    ("browser_share", "f8"),  # of the requests: the user's browser has a copy of its own
    ("browser_ns", "i8"),  # whose age is even in this time
    ("own", "i8"),  # requests that such a copy answered
    ("own_old", "i8"),  # with a version that the origin had replaced
)
SHELF = row(
    ("cache", "i8"),  # row of CACHE
    ("capacity", "i8"),  # bytes
    ("sent", "i8"),  # bytes of the answers that left here
    ("fetched", "i8"),  # bytes that came here
    ("old", "i8"),  # answers with a version that the origin has replaced
    ("rescued", "i8"),  # answers with a copy whose life was over, as the origin did not answer
    ("within_ns", "i8"),  # only what is asked for twice within this time is kept; 0: everything is
    ("asked", "i8"),  # row of `asked_ns` of the first file
    ("revalidates", "u4"),  # 1: who has the same version already gets no bytes
    ("is_shield", "u4"),
)
FILES_WINDOW = row(("own", "i8"), ("own_old", "i8"))
SHELF_WINDOW = row(("sent", "i8"), ("fetched", "i8"), ("old", "i8"))
