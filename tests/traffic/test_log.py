"""Reading logs: the formats, what is kept, what is counted as unreadable, and files that are no logs."""

from __future__ import annotations

import gzip
import io
import zlib

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.traffic import log
from playground.traffic.log import BadLog, read_log
from playground.traffic.trace import ASSET, ORDER, PAGE, Trace

COMMON = b"""\
10.0.0.1 - - [01/Mar/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 100
10.0.0.2 - frank [01/Mar/2024:10:00:00 +0000] "GET /b?x=1 HTTP/1.1" 200 -
10.0.0.3 - - [01/Mar/2024:10:00:00 +0000] "POST /orders HTTP/1.1" 201 7
10.0.0.1 - - [01/Mar/2024:10:00:02 +0000] "GET /style.css?v=3 HTTP/1.1" 304 0
10.0.0.1 - - [01/Mar/2024:12:00:04 +0200] "GET /a HTTP/1.1" 500 9
"""
COMBINED = (
    b'::1 - - [01/Mar/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 100 "https://example.org/" "Mozilla/5.0 (X11) [x]"\n'
    b'::1 - "o\\"brien" [01/Mar/2024:10:00:01 +0000] "GET /say?\\"hi\\" HTTP/1.1" 200 5 "-" "-"\n'
)
TABLE = b"t_s,key,kind,bytes\n0.5,a,page,100\n0.25,b,order,\n3,c,asset,7.5\n0.25,a,,\n"


def packed(data: bytes) -> bytes:
    """As gzip, without the time of day that it usually holds."""
    return gzip.compress(data, mtime=0)


def refused(data: bytes) -> str:
    """The one sentence with which a file is refused."""
    with pytest.raises(BadLog) as caught:
        read_log(data)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 250
    return sentence


def test_the_common_format() -> None:
    trace = read_log(COMMON, "march.log")
    assert (len(trace), trace.name, trace.bad_count, trace.bad_lines) == (5, "march.log", 0, ())
    assert trace.kind.tolist() == [PAGE, PAGE, ORDER, ASSET, PAGE]
    assert trace.key[0] == trace.key[4]
    assert len(set(trace.key.tolist())) == 4
    assert (trace.key >= 0).all()
    assert np.array_equal(trace.size, [100, np.nan, 7, 0, 9], equal_nan=True)


def test_the_requests_of_one_second_are_spread_evenly_and_counted() -> None:
    trace = read_log(COMMON)
    assert trace.at_s.tolist() == pytest.approx([0, 1 / 3, 2 / 3, 2, 4])
    assert trace.moved == 2
    assert trace.seconds == 4


def test_the_combined_format() -> None:
    trace = read_log(COMBINED)
    assert trace.at_s.tolist() == [0, 1]
    assert trace.size.tolist() == [100, 5]


def test_a_csv_keeps_its_times_in_order_of_time() -> None:
    trace = read_log(TABLE)
    assert trace.at_s.tolist() == [0, 0, 0.25, 2.75]
    assert trace.kind.tolist() == [ORDER, PAGE, PAGE, ASSET]
    assert trace.key[1] == trace.key[2]
    assert trace.moved == 0
    assert np.array_equal(trace.size, [np.nan, np.nan, 100, 7.5], equal_nan=True)


def test_a_csv_with_a_byte_order_mark_and_windows_lines() -> None:
    trace = read_log(b"\xef\xbb\xbft_s,key\r\n1,a\r\n2,b\r\n")
    assert trace.at_s.tolist() == [0, 1]
    assert trace.bad_count == 0


@pytest.mark.parametrize("data", [COMMON, COMBINED, TABLE])
def test_gzip_is_the_same_log(data: bytes) -> None:
    plain, small = read_log(data), read_log(packed(data))
    halves = read_log(packed(data[:70]) + packed(data[70:]))  # as two files put together are
    assert plain.sha256 == small.sha256 == halves.sha256


def test_a_log_out_of_order_is_sorted_and_ties_stay() -> None:
    rows = b"".join(
        b'h - - [01/Mar/2024:10:00:%02d +0000] "GET /%d HTTP/1.1" 200 %d\n' % (second, place, place)
        for place, second in enumerate([5, 3, 5, 3, 4])
    )
    trace = read_log(rows)
    assert trace.size.tolist() == [1, 3, 4, 0, 2]
    assert trace.at_s.tolist() == [0, 0.5, 1, 2, 2.5]


def test_hundreds_of_ties_stay_in_the_order_of_their_lines() -> None:
    rows = [b"%d,k%d,page,%d" % (place % 3, place, place) for place in range(600)]
    trace = read_log(b"\n".join([b"t_s,key,kind,bytes", *rows]))
    assert trace.size.tolist() == [*range(0, 600, 3), *range(1, 600, 3), *range(2, 600, 3)]


@given(st.lists(st.integers(0, 20), min_size=1, max_size=60))
def test_every_request_stays_within_its_second(seconds: list[int]) -> None:
    rows = [b'h - - [01/Mar/2024:10:00:%02d +0000] "GET / HTTP/1.1" 200 1' % second for second in seconds]
    trace = read_log(b"\n".join(rows))
    assert len(trace) == len(seconds)
    assert np.floor(trace.at_s).tolist() == sorted(second - min(seconds) for second in seconds)
    assert (np.diff(trace.at_s) > 0).all()
    assert trace.moved == len(seconds) - len(set(seconds))


BAD_LINES = [
    b"nonsense",
    b'10.0.0.1 - - [31/Feb/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 1',
    b'10.0.0.1 - - [01/Mar/2024:10:00:00] "GET / HTTP/1.1" 200 1',
    b'10.0.0.1 - - [01/Mar/2024:10:00:00 +0000] "GET / HTTP/1.1" two 1',
    b'10.0.0.1 - - [01/Mar/2024:10:00:00 +0000] "GET / HTTP/1.1',
    b'10.0.0.1 - - [01/Mar/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 ' + b"9" * 400,
    b'10.0.0.1 - - [01/Mar/2024:10:00:00 +0000] "GET /' + b"x" * 70_000 + b' HTTP/1.1" 200 1',
    b"\xff\xfe\xfd",
]


@pytest.mark.parametrize("bad", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_line_that_cannot_be_read_is_counted_and_named(bad: bytes) -> None:
    lines = COMMON.splitlines()
    trace = read_log(b"\n".join([*lines[:2], bad, b"", *lines[2:], bad]))
    assert len(trace) == 5
    assert (trace.bad_count, trace.bad_lines) == (2, (3, 8))


BAD_ROWS = [
    b"x,a,page,1",
    b"-1,a,page,1",
    b"nan,a,page,1",
    b"inf,a,page,1",
    b"1e12,a,page,1",
    b"1,a,picture,1",
    b"1,a,page,-5",
    b"1,a,page,inf",
    b"1,a,page,1e300",
    b"1,a,page,much",
    b"1",
    b"1,a,page,1,1",
    b"1,\xff,page,1",
]


@pytest.mark.parametrize("bad", BAD_ROWS)
def test_a_row_that_cannot_be_read_is_counted_and_named(bad: bytes) -> None:
    trace = read_log(TABLE + bad + b"\n9,z,page,1\n")
    assert len(trace) == 5
    assert (trace.bad_count, trace.bad_lines) == (1, (6,))


def test_only_the_first_bad_lines_are_named_but_all_are_counted() -> None:
    trace = read_log(b"bad\n" * 1000 + COMMON)
    assert trace.bad_count == 1000
    assert trace.bad_lines == tuple(range(1, log.NAMED_BAD_LINES + 1))


def test_what_was_asked_for_cannot_be_read_back() -> None:
    trace = read_log(b'h - - [01/Mar/2024:10:00:00 +0000] "GET /secret/path?token=abc HTTP/1.1" 200 1\n', "log")
    kept = b"".join(np.asarray(part).tobytes() for part in (trace.at_s, trace.key, trace.kind, trace.size))
    assert b"secret" not in kept
    assert b"token" not in kept


@pytest.mark.parametrize("data", [b"", b"   \n\n\t\n", packed(b""), packed(b"\n\n")])
def test_an_empty_file(data: bytes) -> None:
    assert refused(data) == "the file is empty: there is no request to replay"


@pytest.mark.parametrize("data", [b"\x7fELF\0\0\0\0", b"\x89PNG\r\n\x1a\n\0\0", packed(bytes(1000))])
def test_a_binary_file(data: bytes) -> None:
    assert refused(data) == "the file is binary: a log is text, one request a line"


def test_a_text_that_is_no_log() -> None:
    assert refused(b"Dear Sir or Madam,\nI have lost my log.\n").startswith("no line could be read: expected an access")
    assert refused(b"t_s,key\n").startswith("no line could be read")
    assert (
        refused(b"t_s,name\n1,a\n") == "the CSV's header must be t_s,key with kind and bytes if you like, not t_s,name"
    )
    assert refused(b"t_s,key\x1b[31m\x0b\n1,a\n").endswith("not t_s,key?[31m")


def test_gzip_that_cannot_be_unpacked() -> None:
    small = packed(COMMON * 50)
    assert refused(small[:-30]) == "the file is gzip, but its end is missing"
    assert refused(small[:4]) == "the file is gzip, but its end is missing"
    assert refused(b"\x1f\x8b" + b"rubbish" * 20) == "the file begins like gzip but cannot be unpacked"
    assert refused(small[:30] + b"!!!!" + small[34:]) == "the file begins like gzip but cannot be unpacked"
    assert refused(small + b"rubbish") == "the file begins like gzip but cannot be unpacked"


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpacking stops just past the bound, however much there is."""
    bomb = packed(b"x" * 50_000_000)
    unpacked = 0

    class Counting(gzip.GzipFile):
        def read(self, size: int | None = -1) -> bytes:
            nonlocal unpacked
            data = super().read(size)
            unpacked += len(data)
            return data

    monkeypatch.setattr(log, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(log.gzip, "GzipFile", Counting)
    assert len(bomb) < 100_000
    assert refused(bomb) == "the file unpacks to more than 1,000,000 bytes, which is as much as is read"
    assert unpacked == 1_000_001


def test_a_bomb_of_many_empty_parts_is_read_once_through() -> None:
    assert refused(packed(b"") * 20_000) == "the file is empty: there is no request to replay"


def test_bounds_on_bytes_and_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST_BYTES", 1000)
    assert refused(b"x" * 1001) == "the file has 1,001 bytes; at most 1,000 are read"
    monkeypatch.setattr(log, "MOST_LINES", 3)
    assert refused(COMMON) == "the file has more than 3 lines, which is as much as is read"


def read_or_refuse(data: bytes) -> Trace | None:
    """The trace, or nothing when the file is refused with one sentence; anything else escapes."""
    try:
        return read_log(data)
    except BadLog as error:
        sentence = str(error)
    assert "\n" not in sentence
    return None


@given(st.binary(max_size=400))
@example(b"\x1f\x8b")
@example(b"t_s,key\n" + b'"' * 300)
@example(b'h - - [01/Jan/0001:00:00:00 +2359] "GET / HTTP/1.1" 200 1')
@example(b'h - - [31/Dec/9999:23:59:59 -2359] "GET / HTTP/1.1" 200 1')
@example(b'h - - [01/Mar/2024:10:00:00 +9999] "GET / HTTP/1.1" 200 1')
def test_random_bytes(data: bytes) -> None:
    read_or_refuse(data)


@given(st.binary(max_size=200), st.integers(0, 400), st.sampled_from([COMMON, COMBINED, TABLE, packed(COMMON)]))
def test_a_log_with_a_hole_in_it(noise: bytes, place: int, data: bytes) -> None:
    trace = read_or_refuse(data[:place] + noise + data[place + len(noise) :])
    if trace is not None:
        assert len(trace) >= 1
        assert (np.diff(trace.at_s) >= 0).all()
        assert trace.at_s[0] == 0
        assert np.isfinite(trace.at_s).all()


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_random_rows(t_s: str, key: str, kind: str, size: str) -> None:
    table = io.BytesIO()
    table.write(b"t_s,key,kind,bytes\n")
    table.write(f"{t_s},{key},{kind},{size}\n".encode("utf-8", "replace"))
    read_or_refuse(table.getvalue())
    read_or_refuse(zlib.compress(table.getvalue(), wbits=31))
