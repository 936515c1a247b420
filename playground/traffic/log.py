"""Reading a real log: common and combined access logs of Apache and nginx, or a CSV; gzip or plain.

Bounds hold for what is unpacked, so that a small file cannot become a large one. Lines that cannot be read are counted
and the first ones named; a file that is no log at all gets one clear sentence.

Source of the format: Apache HTTP Server, "Log files", common and combined log format.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import math
import re
import zlib
from collections.abc import Iterator
from datetime import datetime

import numpy as np

from playground.design.problem import shown
from playground.traffic.trace import ASSET, KINDS, ORDER, PAGE, Trace

MOST_BYTES = 256 << 20
MOST_LINES = 2_000_000
LONGEST_LINE = 65_536
NAMED_BAD_LINES = 20
LARGEST_ANSWER = 1e12  # bytes
LATEST_S = 1e9

_ACCESS = re.compile(rb'^\S+ \S+ .*?\[([^\]]{20,32})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)')
_ASSET = re.compile(
    rb"\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp4|webm|mp3|pdf|zip|gz|txt|xml)$",
    re.IGNORECASE,
)
_WRITES = (b"POST", b"PUT", b"PATCH", b"DELETE")

Row = tuple[float, int, int, float]  # seconds, key, kind, bytes


class BadLog(ValueError):
    """A file that cannot be replayed; `str(error)` says why in one sentence."""


def read_log(data: bytes, name: str = "log") -> Trace:
    """A trace from the bytes of a file. Raises BadLog."""
    text = _unpack(data)
    if not text.strip():
        raise BadLog("the file is empty: there is no request to replay")
    if b"\0" in text[:65_536]:
        raise BadLog("the file is binary: a log is text, one request a line")
    first = text.split(b"\n", 1)[0].strip().lower()
    is_csv = first.split(b",")[0].strip().strip(b'"').lstrip(b"\xef\xbb\xbf") == b"t_s"
    rows, bad, bad_count = _collect(_csv_rows(text) if is_csv else _access_rows(text))
    if not rows:
        raise BadLog(
            "no line could be read: expected an access log in the common or combined format, "
            "or a CSV with the header t_s,key[,kind][,bytes]"
        )
    return _trace(name, rows, bad, bad_count, whole_seconds=not is_csv)


def _unpack(data: bytes) -> bytes:
    if data[:2] != b"\x1f\x8b":
        if len(data) > MOST_BYTES:
            raise BadLog(f"the file has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            text = file.read(MOST_BYTES + 1)
    except EOFError:
        raise BadLog("the file is gzip, but its end is missing") from None
    except (OSError, zlib.error):
        raise BadLog("the file begins like gzip but cannot be unpacked") from None
    if len(text) > MOST_BYTES:
        raise BadLog(f"the file unpacks to more than {MOST_BYTES:,} bytes, which is as much as is read")
    return text


def _lines(text: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(io.BytesIO(text), start=1):
        if number > MOST_LINES:
            raise BadLog(f"the file has more than {MOST_LINES:,} lines, which is as much as is read")
        yield number, line.rstrip(b"\r\n")


def _collect(rows: Iterator[tuple[int, Row | None]]) -> tuple[list[Row], tuple[int, ...], int]:
    good: list[Row] = []
    bad: list[int] = []
    bad_count = 0
    for number, row in rows:
        if row is not None:
            good.append(row)
        else:
            bad_count += 1
            if len(bad) < NAMED_BAD_LINES:
                bad.append(number)
    return good, tuple(bad), bad_count


def _access_rows(text: bytes) -> Iterator[tuple[int, Row | None]]:
    times: dict[bytes, float | None] = {}
    for number, line in _lines(text):
        if not line.strip():
            continue
        match = _ACCESS.match(line) if len(line) <= LONGEST_LINE else None
        if match is None:
            yield number, None
            continue
        stamp, request, _, size = match.groups()
        if stamp not in times:
            times[stamp] = _stamp(stamp)
        at_s = times[stamp]
        size_bytes = _size(size)
        yield number, None if at_s is None or size_bytes is None else (at_s, *_request(request), size_bytes)


def _stamp(stamp: bytes) -> float | None:
    try:
        return datetime.strptime(stamp.decode("ascii"), "%d/%b/%Y:%H:%M:%S %z").timestamp()
    except (ValueError, UnicodeDecodeError, OverflowError):
        return None


def _size(text: bytes | str) -> float | None:
    """Bytes; NaN when the log does not say, None when that cannot be."""
    if text in (b"-", ""):
        return float("nan")
    size = float(text)
    return size if 0 <= size <= LARGEST_ANSWER or math.isnan(size) else None


def _request(request: bytes) -> tuple[int, int]:
    """(key, kind) of a request line such as `GET /page?x=1 HTTP/1.1`."""
    method, _, rest = request.partition(b" ")
    path = rest.split(b" ", 1)[0]
    bare = path.split(b"?", 1)[0]
    if method in _WRITES:
        return _key(path), ORDER
    return _key(path), ASSET if _ASSET.search(bare) else PAGE


def _key(what: bytes) -> int:
    """A number that stands for what was asked for, from which it cannot be read back."""
    return int.from_bytes(hashlib.blake2b(what, digest_size=8).digest(), "big") >> 1


def _csv_rows(text: bytes) -> Iterator[tuple[int, Row | None]]:
    header = [
        cell.strip().lstrip("\ufeff") for cell in text.split(b"\n", 1)[0].decode("utf-8", "replace").strip().split(",")
    ]
    if header[:2] != ["t_s", "key"] or any(h not in ("kind", "bytes") for h in header[2:]):
        raise BadLog("the CSV's header must be t_s,key with kind and bytes if you like, not " + shown(",".join(header)))
    for number, line in _lines(text):
        if number == 1 or not line.strip():
            continue
        yield number, _csv_row(header, line)


def _csv_row(header: list[str], line: bytes) -> Row | None:
    try:
        cells = next(csv.reader([line.decode("utf-8")]))
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        at_s = float(row["t_s"])
        size = _size(row.get("bytes", ""))
        kind = KINDS.index(row["kind"]) if row.get("kind") else PAGE
    except (ValueError, csv.Error, StopIteration, UnicodeDecodeError):
        return None
    if size is None or not 0 <= at_s < LATEST_S:
        return None
    return at_s, _key(row["key"].encode()), kind, size


def _trace(name: str, rows: list[Row], bad: tuple[int, ...], bad_count: int, *, whole_seconds: bool) -> Trace:
    """In order of time, stably; the requests of one second spread evenly over it."""
    at_s = np.array([row[0] for row in rows])
    order = np.argsort(at_s, kind="stable")
    at_s = at_s[order] - at_s[order[0]]
    moved = 0
    if whole_seconds:
        _, first, counts = np.unique(at_s, return_index=True, return_counts=True)
        place = np.arange(len(at_s)) - np.repeat(first, counts)
        spread = place / np.repeat(counts, counts)
        moved = int(np.count_nonzero(spread))
        at_s = at_s + spread
    return Trace(
        name=name,
        at_s=at_s,
        key=np.array([row[1] for row in rows], np.int64)[order],
        kind=np.array([row[2] for row in rows], np.uint8)[order],
        size=np.array([row[3] for row in rows])[order],
        bad_lines=bad,
        bad_count=bad_count,
        moved=moved,
    )
