"""The tables of what a run writes down: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

PARTS = 30  # columns of "where the time goes" a token carries
SAMPLES = 16  # request numbers kept per latency bin
CHAIN_NUMBERS = 8  # request numbers kept per chain of causes
CHAINS = 64  # chains of causes counted apart; the last row is "other"
SMALLEST = 200  # request numbers kept by smallest luck
FINE = 6  # bits of mantissa: 64 bins an octave, middle at most 0.8 % off
FINE_BINS = 49 << FINE
COARSE_SHIFT = 2  # 16 bins an octave, middle at most 3.1 % off
COARSE_FIRST = 10 << (FINE - COARSE_SHIFT)  # the first coarse bin ends where 1 microsecond does
COARSE_BINS = (49 << (FINE - COARSE_SHIFT)) - COARSE_FIRST


WINDOW = row(
    ("offered", "i8"),
    ("served", "i8"),
    ("failed", "i8"),
    ("sent", "i8"),
    ("answered", "i8"),
    ("late", "i8"),
    ("abandoned", "i8"),
    ("latency_ns", "i8"),  # sum over the served
)
CHAIN = row(("causes", "u8"), ("outcome", "u4"), ("kept", "u4"), ("count", "i8"), ("numbers", "i8", (CHAIN_NUMBERS,)))
SMALL = row(("luck", "u8"), ("number", "i8"))
TRACE_ROW = row(("at_ns", "i8"), ("order", "i8"), ("pc", "u4"), ("what", "u4"), ("detail", "i8"), ("place", "i8"))


HISTOGRAM = row(("count", "i8", (FINE_BINS,)))
WINDOW_HISTOGRAM = row(("count", "i4", (COARSE_BINS,)))
SPLIT_ROW = row(("ns", "i8", (PARTS,)))
SAMPLE = row(("numbers", "i8", (SAMPLES,)))
STATION_WINDOW = row(("busy_ns", "i8"), ("line_ns", "i8"), ("line_max", "i8"))
