"""Designs as a share link, both ways: a version, a stage, and the knobs that differ from that stage's defaults.

The text reads `1~load-balancer~web.servers=5~faults=…`: parts are separated by `~`, values are JSON without spaces, and
everything but unreserved characters is percent-encoded, so that it travels in any URL. Links of older versions are
brought forward by MIGRATIONS, one step at a time; an old link never dies.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from playground.design import catalogue
from playground.design.change import differences, plain, put_all
from playground.design.design import Common
from playground.design.problem import BadDesign, shown

VERSION = 1
LONGEST = 8_000
SEPARATOR = "~"
Parts = dict[str, Any]

# version -> how its (stage, parts) become those of the next version
MIGRATIONS: dict[int, Callable[[str, Parts], tuple[str, Parts]]] = {}


def encode(design: Common) -> str:
    """The link text of a design. Its name must be that of a stage or textbook design."""
    base = catalogue.base_of(design)
    parts = [str(VERSION), design.name]
    for path, value in differences(plain(base), plain(design)):
        parts.append(f"{path}={_quoted(_compact(value))}")
    return SEPARATOR.join(parts)


def _quoted(text: str) -> str:
    """Percent-encoded, and the separator too, which `quote` leaves as it is."""
    return quote(text, safe="").replace(SEPARATOR, "%7E")


def _compact(value: Any) -> str:
    """JSON without spaces; plain words stand without quotation marks."""
    if isinstance(value, str) and value.replace("_", "").replace("-", "").isalpha() and value not in _JSON_WORDS:
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


_JSON_WORDS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")


def _value(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise BadDesign("the link is nested too deeply") from None
    except ValueError:
        return text


def _no_constant(name: str) -> Any:
    """NaN and Infinity are no JSON: they stay text, which the knob then refuses with its range."""
    raise ValueError(name)


def decode(text: str) -> Common:
    """The design of a link text. Raises BadDesign with one sentence."""
    if len(text) > LONGEST:
        raise BadDesign(f"the link is {len(text):,} characters long; at most {LONGEST:,} are read")
    version_text, _, rest = text.partition(SEPARATOR)
    if not (version_text.isascii() and version_text.isdigit() and len(version_text) < 6):
        raise BadDesign(f"a link begins with its version, not with {shown(version_text)}")
    version = int(version_text)
    if not 1 <= version <= VERSION:
        raise BadDesign(f"the link has version {version}; versions 1 to {VERSION} are understood")
    stage, *fields = rest.split(SEPARATOR)
    parts: Parts = {}
    for field in fields:
        path, equals, value = field.partition("=")
        if not equals:
            raise BadDesign(f"the link has {shown(field)} where a knob=value was expected")
        if path in parts:
            raise BadDesign(f"the link gives {shown(path)} twice")
        parts[path] = _value(unquote(value))
    while version < VERSION:
        stage, parts = MIGRATIONS[version](stage, parts)
        version += 1
    return put_all(catalogue.find(stage), parts)
