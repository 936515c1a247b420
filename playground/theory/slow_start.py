"""How long a new connection takes for so many bytes: round trips to get ready, then a window that doubles.

The server may send w segments of m bytes before it hears of the first; every round trip the window doubles, so that k
rounds send w·m·(2^k - 1) bytes, and b bytes need ceil(log2(b / (w·m) + 1)) rounds. The first byte comes after the round
trips of the handshake, one for request and response, and the server's time; the last one a round trip later for
every further round.

A link that is slower than the window stretches this: sending b bytes takes b / R at the least, and between two rounds
the server waits only for what is left of the round trip when the window is out: max(0, m/R + RTT - 2^(k-1)·w·m/R) after
round k. Once that is 0 the link is never idle again.

Nothing is lost, every segment is acknowledged by itself and at once (with one acknowledgment for two, and no counting
of bytes, a window grows by half only), no window is limited by the receiver, and slow start never ends. A connection
that has been used before has a larger window.

Every function raises a ValueError of one sentence for times, rates or sizes that cannot be.

Source: Cardwell, Savage and Anderson, "Modeling TCP latency", IEEE INFOCOM 2000, for the initial slow start, with a
growth of 2; the waits on a slow link are those of Kurose and Ross, "Computer Networking", 2001, section 3.7. The
initial window of 10 segments: RFC 6928. Handshakes: RFC 9293 (TCP), RFC 5246 (TLS 1.2), RFC 8446 (TLS 1.3), RFC 9000
(QUIC).
"""

from __future__ import annotations

import math
from enum import StrEnum

from playground.theory.given import not_negative, positive, whole

INITIAL_WINDOW = 10  # segments: RFC 6928
SEGMENT_BYTES = 1460  # of an Ethernet frame of 1500, less 20 each for IPv4 and TCP


class Connection(StrEnum):
    """What has to be opened before the first request can leave, as a new session (nothing resumed, no early data)."""

    OPEN = "open"
    TCP = "tcp"
    TCP_TLS_1_2 = "tcp+tls1.2"
    TCP_TLS_1_3 = "tcp+tls1.3"
    QUIC = "quic"


HANDSHAKE_ROUND_TRIPS = {
    Connection.OPEN: 0,
    Connection.TCP: 1,
    Connection.TCP_TLS_1_2: 3,
    Connection.TCP_TLS_1_3: 2,
    Connection.QUIC: 1,  # TLS 1.3 in the same packets
}


def rounds(sent_bytes: int, window: int = INITIAL_WINDOW, segment_bytes: int = SEGMENT_BYTES) -> int:
    """Rounds of the window that so many bytes need: ceil(log2(b / (w·m) + 1)), in whole numbers; 0 for none."""
    whole(0, sent_bytes=sent_bytes)
    whole(1, window=window, segment_bytes=segment_bytes)
    windows = -(-sent_bytes // (window * segment_bytes))
    return int(windows).bit_length()


def bytes_after(rounds_sent: int, window: int = INITIAL_WINDOW, segment_bytes: int = SEGMENT_BYTES) -> int:
    """Bytes that so many rounds can send: w·m·(2^k - 1)."""
    whole(0, rounds_sent=rounds_sent)
    whole(1, window=window, segment_bytes=segment_bytes)
    return int(window * segment_bytes * (2**rounds_sent - 1))


def first_byte_s(rtt_s: float, connection: Connection, server_s: float = 0.0) -> float:
    """Seconds from the first packet of the handshake to the first byte of the response."""
    not_negative(rtt_s=rtt_s, server_s=server_s)
    return (HANDSHAKE_ROUND_TRIPS[connection] + 1) * rtt_s + server_s


def last_byte_s(
    sent_bytes: int,
    rtt_s: float,
    connection: Connection,
    server_s: float = 0.0,
    bottleneck_mbps: float | None = None,
    window: int = INITIAL_WINDOW,
    segment_bytes: int = SEGMENT_BYTES,
) -> float:
    """Seconds from the first packet of the handshake to the last byte of the response.

    `bottleneck_mbps`: megabits per second of the slowest link; None is one that is never the slowest part.
    """
    whole(1, sent_bytes=sent_bytes)
    first_s = first_byte_s(rtt_s, connection, server_s)
    further = rounds(sent_bytes, window, segment_bytes) - 1
    if bottleneck_mbps is None:
        return first_s + further * rtt_s
    positive(bottleneck_mbps=bottleneck_mbps)
    segment_s = segment_bytes * 8 / (bottleneck_mbps * 1e6)
    waits_s = (max(0.0, segment_s + rtt_s - 2**done * window * segment_s) for done in range(further))
    return first_s + sent_bytes * 8 / (bottleneck_mbps * 1e6) + math.fsum(waits_s)
