"""What a run writes down: counts, histograms, chains of causes, and the numbers of requests worth a second look.

Memory does not depend on the number of requests: histograms are log-spaced and lists are bounded.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import u64
from playground.dataplane.opcodes import COUNTED, REASONS, REQUEST_SHIFT, UNSURE
from playground.dataplane.tables import (
    CHAIN_NUMBERS,
    CHAINS,
    COARSE_BINS,
    COARSE_FIRST,
    COARSE_SHIFT,
    FINE,
    FINE_BINS,
    REQUESTS,
    SAMPLES,
    SMALLEST,
)

NO_CAUSES = u64(0)
ALL_REASONS = np.int64(len(REASONS))


@inlined
def fine_bin(span_ns):
    """The bin of a time: 64 per octave, read off the exponent and mantissa of span_ns + 1 as a float."""
    bits = np.float64(span_ns + 1).view(np.int64)
    return min((bits >> (52 - FINE)) - (1023 << FINE), FINE_BINS - 1)


@inlined
def coarse_bin(fine):
    """The bin of a window's histogram: 16 per octave, everything below a microsecond in the first."""
    return min(max((fine >> COARSE_SHIFT) - COARSE_FIRST, 0), COARSE_BINS - 1)


@inlined
def count_inside(clock, change):
    """One request more or fewer on its way; the integral of their number goes on."""
    now_ns = clock["now_ns"]
    clock["inside_ns"] += clock["inside"] * (now_ns - clock["inside_since_ns"])
    clock["inside_since_ns"] = now_ns
    clock["inside"] += change


@block
def keep_smallest(clock, smallest, token):
    """Keep the requests with the smallest luck: a sample that no design changes."""
    luck = token["user"]
    kept = clock["smallest_n"]
    if kept < SMALLEST:
        place = kept
        clock["smallest_n"] = kept + 1
    elif luck < clock["smallest_max"]:
        place = np.int64(0)
        for i in range(SMALLEST):
            if smallest[i]["luck"] == clock["smallest_max"]:
                place = np.int64(i)
    else:
        return
    smallest[place]["luck"] = luck
    smallest[place]["number"] = token["order"] >> REQUEST_SHIFT
    largest = smallest[0]["luck"]
    for i in range(clock["smallest_n"]):
        largest = max(largest, smallest[i]["luck"])
    clock["smallest_max"] = largest


@block
def count_chain(chains, token, outcome):
    """Count how this request came to its end: by outcome and chain of causes, with the first few numbers of each."""
    place = np.int64(CHAINS - 1)
    for i in range(CHAINS - 1):
        row = chains[i]
        if row["count"] == 0 or (row["causes"] == token["causes"] and row["outcome"] == outcome):
            place = np.int64(i)
            break
    chain = chains[place]
    if chain["count"] == 0:
        chain["causes"] = token["causes"] if place < CHAINS - 1 else NO_CAUSES
        chain["outcome"] = outcome
    chain["count"] += 1
    kept = chain["kept"]
    if kept < CHAIN_NUMBERS:
        chain["numbers"][kept] = token["order"] >> REQUEST_SHIFT
        chain["kept"] = kept + 1


@block
def count_served(w, endpoint, window, token):
    """The request is served: its latency, and where the time went."""
    clock = w.clock[0]
    kind = token["kind"]
    span_ns = clock["now_ns"] - token["born_ns"]
    window["served"] += 1
    window["latency_ns"] += span_ns
    fine = fine_bin(span_ns)
    is_request = endpoint["counts_as"] == REQUESTS
    if is_request:
        clock["stay_ns"] += span_ns
        w.window_histogram[clock["window"]]["count"][coarse_bin(fine)] += 1
    if token["flags"] & COUNTED == 0:
        return
    endpoint["served"] += 1
    endpoint["latency_ns"] += span_ns
    endpoint["acknowledged"] += endpoint["writes"]
    histogram = w.histogram[kind]
    count = histogram["count"][fine]
    histogram["count"][fine] = count + 1
    if is_request:
        w.samples[fine]["numbers"][count & (SAMPLES - 1)] = token["order"] >> REQUEST_SHIFT
        split = w.attribution[fine]["ns"]
        for part in range(clock["parts"]):
            split[part] += token["parts"][part]


@block
def count_failed(w, endpoint, window, token):
    """The request has failed for good, for the reason of its last attempt."""
    clock = w.clock[0]
    span_ns = clock["now_ns"] - token["born_ns"]
    window["failed"] += 1
    reason = token["reason"]
    is_request = endpoint["counts_as"] == REQUESTS
    if is_request:
        clock["stay_ns"] += span_ns
        w.window_reasons[clock["window"] * ALL_REASONS + reason] += 1
    if token["flags"] & COUNTED == 0:
        return
    endpoint["failed"] += 1
    endpoint["failure_ns"] += span_ns
    w.failures[token["kind"] * ALL_REASONS + reason] += 1
    if endpoint["writes"]:
        if token["flags"] & UNSURE:
            endpoint["unknown"] += 1
        else:
            endpoint["rejected"] += 1
    if is_request:
        w.failure_histogram[0]["count"][fine_bin(span_ns)] += 1
