"""What was given on the command line as a Design: a stage, a file or a link, with other knobs, faults, a log."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playground.design import catalogue, fault_text, file, link
from playground.design.change import plain, put, put_all
from playground.design.design import Common
from playground.design.problem import BadDesign, shown
from playground.traffic.log import BadLog, read_log
from playground.traffic.trace import Trace

REPLAY = "workload.replay"
LARGEST_LOG_BYTES = 512 << 20


@dataclass(frozen=True)
class Given:
    """A design, and the log it replays if it does."""

    design: Common
    trace: Trace | None


def add_arguments(parser: argparse.ArgumentParser, *, faults: bool = False) -> None:
    """The arguments that say which design is meant."""
    parser.add_argument("design", metavar="DESIGN", help="a stage's name, a YAML file, or a share link")
    parser.add_argument(
        "--set",
        dest="knobs",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        help="another value for a knob, such as balancer.policy=least_connections; workload.replay=FILE replays a log",
    )
    if faults:
        parser.add_argument(
            "--fault",
            dest="faults",
            metavar="KIND:NODE@START+DURATION",
            action="append",
            default=[],
            help="add a fault, such as kill:web-2@30+60 (at 30 s, for 60 s)",
        )


def find(text: str) -> Common:
    """The design of this name, in this file or behind this link. Raises BadDesign."""
    if text in catalogue.NAMES or text in catalogue.names():
        return catalogue.find(text)
    if "~" in text and not Path(text).exists():
        return link.decode(_link_part(text))
    path = Path(text)
    if path.is_file():
        return file.loads(_read(path, file.LARGEST_BYTES + 1))
    raise BadDesign(f"there is no design and no file called {shown(text)}; there are {', '.join(catalogue.names())}")


def given(arguments: argparse.Namespace) -> Given:
    """The design that the arguments mean. Raises BadDesign or BadLog."""
    design = find(arguments.design)
    trace = None
    values: dict[str, Any] = {}
    for text in arguments.knobs:
        path, equals, value = text.partition("=")
        if not equals:
            raise BadDesign(f"--set {shown(text)} must read PATH=VALUE, for example web.servers=5")
        if path == REPLAY and value not in ("null", ""):
            trace = read_log(_read(Path(value), LARGEST_LOG_BYTES + 1), Path(value).name)
            values[path] = trace.reference.model_dump(mode="json")
        else:
            values[path] = file.load_yaml(value) if value else None
    design = put_all(design, values) if values else design
    faults = [fault_text.parse(text).model_dump(mode="json") for text in getattr(arguments, "faults", [])]
    if faults:
        design = put(design, "faults", [*plain(design)["faults"], *faults])
    return Given(design, trace)


def _link_part(text: str) -> str:
    """The link text, also out of a whole address."""
    if "?" in text:
        return parse_qs(urlsplit(text).query).get("d", [""])[0]
    return text


def _read(path: Path, most_bytes: int) -> bytes:
    """The beginning of a file. Raises BadDesign when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(most_bytes)
    except OSError as error:
        raise BadDesign(f"the file {shown(str(path))} cannot be read: {error.strerror or error}") from None


__all__ = ["BadLog", "Given", "add_arguments", "find", "given"]
