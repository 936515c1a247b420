"""Rounds and times of slow start, against segments that are sent one by one."""

from __future__ import annotations

import heapq
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.slow_start import (
    HANDSHAKE_ROUND_TRIPS,
    Connection,
    bytes_after,
    first_byte_s,
    last_byte_s,
    rounds,
)

BYTES = st.integers(1, 10**9)
WINDOW = st.integers(1, 100)
SEGMENT = st.integers(1, 9000)


def sent(sent_bytes: int, rtt_s: float, mbps: float, window: int, segment_bytes: int) -> float:
    """When the last byte has left the link, if the first may leave at 0: every acknowledgment, a round trip after its
    segment has left, lets out one for itself and one more."""
    now_s = free_s = 0.0
    acknowledged_s: list[float] = []
    while True:
        while window > len(acknowledged_s):
            size = min(segment_bytes, sent_bytes)
            sent_bytes -= size
            free_s = max(free_s, now_s) + size * 8 / (mbps * 1e6)
            if sent_bytes == 0:
                return free_s
            heapq.heappush(acknowledged_s, free_s + rtt_s)
        now_s = heapq.heappop(acknowledged_s)
        window += 1


@settings(max_examples=200)
@given(
    sent_bytes=st.integers(1, 400_000),
    rtt_s=st.floats(0.001, 0.5),
    mbps=st.floats(0.5, 1000),
    window=st.integers(1, 20),
)
def test_segments_that_are_sent_one_by_one(sent_bytes: int, rtt_s: float, mbps: float, window: int) -> None:
    took_s = sent(sent_bytes, rtt_s, mbps, window, 1460)
    expected_s = last_byte_s(sent_bytes, rtt_s, Connection.TCP, 0.05, mbps, window)
    assert expected_s == pytest.approx(2 * rtt_s + 0.05 + took_s, rel=1e-9)


@settings(max_examples=200)
@given(sent_bytes=BYTES, window=WINDOW, segment_bytes=SEGMENT)
def test_rounds_that_are_counted(sent_bytes: int, window: int, segment_bytes: int) -> None:
    count, left, now = 0, sent_bytes, window
    while left > 0:
        left -= now * segment_bytes
        now, count = 2 * now, count + 1
    assert rounds(sent_bytes, window, segment_bytes) == count
    assert bytes_after(count - 1, window, segment_bytes) < sent_bytes <= bytes_after(count, window, segment_bytes)
    exact = math.log2(sent_bytes / (window * segment_bytes) + 1)
    assert exact - 1e-9 <= count < exact + 1 + 1e-9


@given(sent_bytes=st.integers(1, 10**7), rtt_s=st.floats(0, 1), mbps=st.floats(0.1, 1e4))
def test_a_slow_link_only_makes_it_longer(sent_bytes: int, rtt_s: float, mbps: float) -> None:
    endless_s = last_byte_s(sent_bytes, rtt_s, Connection.QUIC)
    slow_s = last_byte_s(sent_bytes, rtt_s, Connection.QUIC, bottleneck_mbps=mbps)
    alone_s = first_byte_s(rtt_s, Connection.QUIC) + sent_bytes * 8 / (mbps * 1e6)
    assert max(alone_s, endless_s - 1e-9) <= slow_s + 1e-9
    assert slow_s <= endless_s + sent_bytes * 8 / (mbps * 1e6) + 1e-9
    assert last_byte_s(sent_bytes, rtt_s, Connection.QUIC, bottleneck_mbps=1e12) == pytest.approx(endless_s, abs=1e-4)


def test_by_hand() -> None:
    # 14 600, 29 200 and 58 400 bytes: 100 kB fit into the third round
    assert [bytes_after(count) for count in range(4)] == [0, 14_600, 43_800, 102_200]
    assert rounds(100_000) == 3
    assert [rounds(size) for size in (0, 1, 14_600, 14_601, 43_800, 43_801)] == [0, 1, 1, 2, 2, 3]
    # TCP, TLS 1.3 and the request are 3 round trips of 0.1 s; the response takes 2 more
    assert first_byte_s(0.1, Connection.TCP_TLS_1_3, 0.02) == pytest.approx(0.32)
    assert last_byte_s(100_000, 0.1, Connection.TCP_TLS_1_3, 0.02) == pytest.approx(0.52)


def test_handshakes() -> None:
    waits = [first_byte_s(1.0, connection) for connection in Connection]
    assert dict(zip(Connection, waits, strict=True)) == {
        Connection.OPEN: 1,
        Connection.TCP: 2,
        Connection.TCP_TLS_1_2: 4,
        Connection.TCP_TLS_1_3: 3,
        Connection.QUIC: 2,
    }
    assert set(HANDSHAKE_ROUND_TRIPS) == set(Connection)


def test_ends() -> None:
    assert last_byte_s(1, 0.1, Connection.OPEN) == first_byte_s(0.1, Connection.OPEN) == 0.1
    assert last_byte_s(10**9, 0.0, Connection.TCP, 0.3) == 0.3
    assert last_byte_s(10**6, 0.0, Connection.TCP, bottleneck_mbps=8.0) == pytest.approx(1.0)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="sent_bytes"):
        rounds(-1)
    with pytest.raises(ValueError, match="sent_bytes"):
        last_byte_s(0, 0.1, Connection.TCP)
    with pytest.raises(ValueError, match="window"):
        rounds(1, window=0)
    with pytest.raises(ValueError, match="segment_bytes"):
        bytes_after(1, segment_bytes=0)
    with pytest.raises(ValueError, match="rounds_sent"):
        bytes_after(-1)
    with pytest.raises(ValueError, match="rtt_s"):
        first_byte_s(-0.1, Connection.TCP)
    with pytest.raises(ValueError, match="server_s"):
        last_byte_s(1, 0.1, Connection.TCP, -1.0)
    with pytest.raises(ValueError, match="bottleneck_mbps"):
        last_byte_s(1, 0.1, Connection.TCP, bottleneck_mbps=0.0)
