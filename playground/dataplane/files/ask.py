"""Which file a request is for, and which version of it.

The page that names the file may be older than the request for it: its age is even between nothing and the time for
which pages are kept. Only the last change of a file's kind is remembered, so a page knows the present version or the
one before it.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.keys import SECOND_VISIT, next_luck, nth_luck, zipf
from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import FIRST_VISIT, bits_for, unit
from playground.dataplane.opcodes import COIN, KEY, START

NO_COPY = np.int64(-1)  # the version that somebody has who has none
UNASKED = np.int64(-2)  # of somebody who was not asked


@block
def version_then(w, kind, longest_ns, luck, visit):
    """The version as of some time ago: even between now and this long ago."""
    version = kind["version"]
    if version > 0 and longest_ns > 0:
        age_ns = np.int64(unit(bits_for(luck, START, visit)) * longest_ns)
        if w.clock[0]["now_ns"] - age_ns < kind["changed_ns"]:
            version -= 1
    return version


@inlined
def key_of(w, kind, number, version):
    """What a shelf knows the file by."""
    return number + w.file_bytes.shape[0] * version if kind["is_keyed"] else number


@block
def ask_file(w, token, kind):
    """The file, drawn by its popularity or named by a replayed log, and with it the bytes of the answer."""
    luck = next_luck(token)
    place = token["asks_for"] % kind["count"] if token["asks_for"] >= 0 else zipf(luck, kind)
    number = kind["first"] + np.int64(place)
    token["bytes"] = w.file_bytes[number]
    version = version_then(w, kind, kind["html_ns"], luck, FIRST_VISIT)
    token["version"] = version
    token["key"] = key_of(w, kind, number, version)
    token["fetch_since_ns"] = NO_COPY
    token["further_has"] = UNASKED


@block
def own_file(w, token, kind):
    """Has the user's browser a copy of its own? Under a URL that names the version only of that one. It is asked for
    nothing, and nobody tells it of a new version."""
    luck = nth_luck(token, token["visits"][KEY] - 1)
    if unit(bits_for(luck, COIN, FIRST_VISIT)) >= kind["browser_share"]:
        return False
    version = version_then(w, kind, kind["browser_ns"], luck, SECOND_VISIT)
    if kind["is_versioned"] and version != token["version"]:
        return False
    kind["own"] += 1
    kind["own_old"] += version < kind["version"]
    return True
